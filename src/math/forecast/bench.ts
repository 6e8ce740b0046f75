import type { Pace } from '../pace';
import type { Coefficients } from './change-regression';

/** How members are weighed by their errors on what they had not seen. */
export interface WeightRule {
  /** How many origins, one horizon apart, before the end. */
  readonly origins: number;
  /** Weight = (error, as a share of the members' mean) to the power -sharpness. */
  readonly sharpness: number;
  /** Share of the mean error of alike series in a series' error, 0..1. */
  readonly shared: number;
  /** What counts as one in the error sMAPE / unit + MASE / unit: Naive2's own figures on M4. */
  readonly units: { readonly smape: number; readonly mase: number };
}

/** What alike series have in common, by member. */
export type Shared = Readonly<Record<string, Coefficients>>;

/** Forecasters of one rhythm that are weighed against each other. */
export interface Bench {
  readonly members: readonly { readonly id: string; readonly title: string }[];
  readonly rule: WeightRule;
  /** What each group of series shares, by group; `thorough` for the last fit, quicker while weighing. */
  learn(series: readonly Float64Array[], groups: Int32Array, thorough: boolean, pace: Pace): Promise<readonly Shared[]>;
  /** One forecast per member, in their order; without `shared` each learns from this series alone. */
  forecast(
    x: Float64Array,
    shared: Shared | undefined,
    thorough: boolean,
    pace: Pace,
  ): Promise<readonly Float64Array[]>;
}

/** The series of group `k`. */
export const ofGroup = (series: readonly Float64Array[], groups: Int32Array, k: number): readonly Float64Array[] =>
  series.filter((_, i) => groups[i] === k);

/** 0..the highest group. */
export const groupNumbers = (groups: Int32Array): readonly number[] =>
  Array.from({ length: groups.reduce((most, k) => Math.max(most, k), -1) + 1 }, (_, k) => k);
