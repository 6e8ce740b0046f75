/**
 * The whole sequence of a long short-term memory as one operation: `groups` independent networks side by side, each with
 * its own weights. Gates are in Keras' order i, f, c, o along the last axis; gates are sigmoids, the cell's input and
 * output tanh. Arrays are row-major.
 */
export interface LstmInputs {
  /** [groups, batch, steps, features]. */
  readonly x: Float32Array;
  /** [groups, features, 4 units]. */
  readonly kernel: Float32Array;
  /** [groups, units, 4 units]. */
  readonly recurrent: Float32Array;
  /** [groups, 4 units]. */
  readonly bias: Float32Array;
  /** The state and cell before the first step, [groups, batch, units]; absent = zeros. */
  readonly initial?: { readonly state: Float32Array; readonly cell: Float32Array };
}

export interface LstmSizes {
  readonly groups: number;
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
}

export interface LstmOptions {
  /** Hand out the states of all steps, or of the last one alone. */
  readonly sequences: boolean;
  /** Masks on what is handed out; what recurs is never masked. `key` of each group, see `network/dropout`. */
  readonly dropout?: { readonly rate: number; readonly keys: readonly number[] };
}

export interface LstmRun {
  /** [groups, batch, steps, units], or [groups, batch, units] of the last step. */
  readonly states: Float32Array;
  /** The cell after the last step, [groups, batch, units]. */
  readonly cell: Float32Array;
  /** Present when `above` was given: of Σ above · states. */
  readonly gradients?: LstmGradients;
}

/** In the shapes of `LstmInputs`. */
export interface LstmGradients {
  readonly x: Float32Array;
  readonly kernel: Float32Array;
  readonly recurrent: Float32Array;
  readonly bias: Float32Array;
  readonly state: Float32Array;
  readonly cell: Float32Array;
}

/**
 * One engine's LSTM by itself: forward, and backward through time when `above` (like `states`) is given. What sessions
 * run inside whole networks, laid bare for checks and for uses of its own.
 */
export type LstmOp = (
  inputs: LstmInputs,
  sizes: LstmSizes,
  options: LstmOptions,
  above?: Float32Array,
) => Promise<LstmRun>;
