/** What a long job reports. Rate and time left are worked out by whoever owns a clock. */
export interface Progress {
  /** The phase in plain words: `Training`, `Reading`. */
  readonly phase: string;
  /** Which part of it: `residual network`, `host-03`. */
  readonly part?: string;
  /** Work done so far and in all, in `unit`; `total` 0 = not known. */
  readonly done: number;
  readonly total: number;
  /** What is counted, in the plural: `steps`, `rows`, `series`. */
  readonly unit: string;
  /** Bytes read so far, where that is known. */
  readonly bytes?: number;
  readonly epoch?: EpochReport;
  /** State to go on from if the job is stopped; the newest replaces those before. */
  readonly checkpoint?: unknown;
  /** What is known so far, of a job whose result grows: a table row by row. The newest replaces those before. */
  readonly partial?: unknown;
}

/** Losses of one epoch, for each network that is trained side by side. */
export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly losses: readonly { readonly part: string; readonly training: number; readonly validation: number }[];
}

/** What every job is handed: how to stop, seeded chance, a clock and a way to report. */
export interface JobContext {
  readonly signal: AbortSignal;
  /** Uniform in [0, 1), seeded: the same seed gives the same run. */
  random(): number;
  /** Milliseconds on a monotonic clock; for measuring, never for results. */
  clock(): number;
  progress(report: Progress): void;
}

/** A context for calls that need no reports: never cancelled, seeded, with a clock that stands still. */
export function quietContext(random: () => number): JobContext {
  return { signal: new AbortController().signal, random, clock: () => 0, progress: () => {} };
}

/**
 * Lets messages (a cancel above all) arrive in the middle of a long loop. A message to itself, since browsers make the
 * timers of a loop wait 4 ms each.
 */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
