import type { Layout } from '../network/layout';

/** Everything a training knows between two epochs: plain, structured-cloneable, enough to go on. */
export interface TrainState {
  /** Epochs done. */
  readonly epoch: number;
  /** Batches done. */
  readonly step: number;
  readonly seed: number;
  /** Flat parameters of all networks, [groups, layout.size]. */
  readonly parameters: Float32Array;
  /** The optimiser's running averages, each like `parameters`. */
  readonly slots: readonly Float32Array[];
  /** The parameters of each network's best epoch. */
  readonly best: Float32Array;
  readonly bestLoss: readonly number[];
  /** Epochs since each network was last better. */
  readonly stale: readonly number[];
  /** Losses of every epoch so far, one entry for each network. */
  readonly history: readonly (readonly {
    readonly part: string;
    readonly training: number;
    readonly validation: number;
  }[])[];
}

/** The state before the first epoch, from fresh or kept parameters. */
export function initialState(
  layout: Layout,
  parameters: Float32Array,
  seed: number,
  optimiserSlots: number,
): TrainState {
  const groups = parameters.length / layout.size;
  return {
    epoch: 0,
    step: 0,
    seed,
    parameters,
    slots: Array.from({ length: optimiserSlots }, () => new Float32Array(parameters.length)),
    best: parameters,
    bestLoss: Array.from({ length: groups }, () => Number.POSITIVE_INFINITY),
    stale: Array.from({ length: groups }, () => 0),
    history: [],
  };
}
