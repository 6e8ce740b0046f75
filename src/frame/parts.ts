/** A series split in parts. Additive: observed = trend + Σ seasonal + residual. Multiplicative: the product of them. */
export interface Decomposition {
  readonly time: Float64Array;
  readonly observed: Float64Array;
  /** NaN where it cannot be known (the edges of a centred moving average). */
  readonly trend: Float64Array;
  /** Shortest period first; `period` in steps. Empty when the series has no season. */
  readonly seasonal: readonly { readonly period: number; readonly values: Float64Array }[];
  readonly residual: Float64Array;
  readonly model: 'additive' | 'multiplicative';
}

/** A forecast of one series. */
export interface Forecast {
  /** The key of the column that is forecast. */
  readonly target: string;
  readonly time: Float64Array;
  readonly point: Float64Array;
  /** Ascending by level, never crossing; level in (0, 1). Empty when the model gives points only. */
  readonly quantiles: readonly { readonly level: number; readonly values: Float64Array }[];
  /** Quantiles at more levels, from which a band of any coverage can be taken; ascending, never crossing. */
  readonly fan?: Forecast['quantiles'];
  /** The parts it is the sum of, when the model forecasts parts. */
  readonly parts?: readonly { readonly part: string; readonly values: Float64Array }[];
}

/** Numbers that make a fitted model: JSON and named arrays. What the vault keeps and a bundle carries. */
export interface Weights {
  /** Everything that is not an array: scalers, seasons, sizes. Plain JSON. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly tensors: readonly NamedTensor[];
  /** The networks in Keras' terms, when the model has any; tensor names are `<part>/<layer>/<weight>`. */
  readonly networks: readonly Network[];
}

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A sequential network in Keras' terms: input [batch, inputShape...]. */
export interface Network {
  readonly part: string;
  /** [time steps, features]. */
  readonly inputShape: readonly [number, number];
  readonly layers: readonly Layer[];
}

export type Layer =
  | {
      readonly kind: 'lstm';
      readonly name: string;
      readonly units: number;
      readonly returnSequences: boolean;
      /** Of the cell's input and output; absent = tanh. */
      readonly activation?: 'relu';
    }
  | { readonly kind: 'dropout'; readonly name: string; readonly rate: number }
  | { readonly kind: 'dense'; readonly name: string; readonly units: number; readonly activation: 'relu' | 'linear' };
