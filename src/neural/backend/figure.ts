/** How a backend fared in its trial, to be shown and kept. */
export interface BackendFigure {
  readonly id: string;
  /** It starts and computes right. */
  readonly ok: boolean;
  /** Milliseconds for one training step of the model at hand, when it was timed. */
  readonly msPerStep?: number;
  /** This machine does not have it at all, so that it cannot be chosen either. */
  readonly missing?: boolean;
  /** It was taken, and failed in the middle of a training. */
  readonly failed?: boolean;
  /** Why it was not taken, in words. */
  readonly reason?: string;
}
