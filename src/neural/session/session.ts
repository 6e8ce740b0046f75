import type { Layout } from '../network/layout';
import type { Loss } from '../train/losses';
import type { OptimiserId } from '../train/optimisers';

/**
 * Networks of one layout side by side on a device, each with weights, gradient norm and loss of its own. The whole
 * training step (forward, loss, backward, clipping, optimiser) stays there; what comes back are losses, and weights when
 * they are read.
 */
export interface Session {
  /**
   * Learns from the rows in their order, a batch at a time; the last batch may be short.
   * @returns each network's mean loss over these rows, each measured before its batch was learned from; of networks that
   *   no longer learn, any number. NaN where a gradient was none.
   * @throws whatever `pace` throws, within one batch (one command buffer on a GPU); the session may then only be disposed.
   */
  train(rows: Rows, plan: Plan, pace: Pace): Promise<Float32Array>;
  /** Each network's mean loss over the rows, without dropout. `batch` bounds how many are taken at once. */
  evaluate(rows: Rows, loss: Loss, batch: number, pace: Pace): Promise<Float32Array>;
  /** What the networks are now: copies. */
  read(): Promise<Weights>;
  dispose(): void;
}

/** A way to open sessions. */
export interface Engine {
  open(opening: Opening): Promise<Session>;
}

export interface Opening extends Weights {
  readonly layout: Layout;
  readonly groups: number;
  /** The number of the first network, where a training is spread over several sessions: dropout depends on it. */
  readonly first: number;
}

export interface Weights {
  /** Flat, [groups, layout.size], in Keras' order and gates. */
  readonly parameters: Float32Array;
  /** The optimiser's running averages, each like `parameters`. */
  readonly slots: readonly Float32Array[];
}

/** Examples for every network. */
export interface Rows {
  readonly count: number;
  /** [groups, count, steps, features]. */
  readonly x: Float32Array;
  /** [groups, count, outputs]. */
  readonly y: Float32Array;
}

/** How to learn from some rows. */
export interface Plan {
  readonly batch: number;
  readonly loss: Loss;
  readonly optimiser: OptimiserId;
  /** The share of each parameter taken away a step, times the learning rate; AdamW alone heeds it. */
  readonly weightDecay: number;
  /** The greatest norm of one network's gradient; 0 = none. */
  readonly clip: number;
  /** Batches learned from before, in all: Adam's bias correction and dropout go by it. */
  readonly step: number;
  /** The learning rate of each batch. */
  readonly rates: ArrayLike<number>;
  /** Networks that still learn; the weights of the others stay, and so do their slots. */
  readonly active: readonly boolean[];
  /** 32 bits that dropout masks are drawn from. */
  readonly seed: number;
}

/** Hears that so many more batches are done; waits so that messages can arrive, and throws when cancelled. */
export type Pace = (batches: number) => Promise<void>;
