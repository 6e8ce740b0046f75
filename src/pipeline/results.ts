import type { SeriesFrame, TimeRange } from '../frame/frame';
import type { Decomposition, Forecast, Weights } from '../frame/parts';
import type { Reasons } from '../models/types';
import type { BackendFigure } from '../neural/backend/figure';
import type { TransformState } from '../preparation/types';
import type { LearnedInputs } from './inputs';
import type { Recipe } from './recipe';

/** What a look at one series finds. */
export interface Exploration {
  /** The series as it is drawn: on its own axis, NaN = missing. */
  readonly summary: Summary;
  readonly quality: Quality;
  readonly acf: Autocorrelation;
  readonly verdict: Verdict;
}

/** Summary statistics of the values present. Quantiles as R's type 7. */
export interface Summary {
  readonly count: number;
  readonly missing: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly median: number;
  readonly q05: number;
  readonly q25: number;
  readonly q75: number;
  readonly q95: number;
}

/** What is wrong with the data, found before anything is trained on it. */
export interface Quality {
  readonly stepMs: number;
  /** Stretches without values, on the regular axis. */
  readonly gaps: readonly TimeRange[];
  readonly longestGap: TimeRange | undefined;
  readonly missingShare: number;
  /** The longest run of one value, in points. */
  readonly longestConstant: number;
  readonly isConstant: boolean;
  /** Stretches of one value, longer than chance and its own habit explain; the longest, in order of time. */
  readonly constants: readonly Constant[];
  readonly interval: Interval;
  readonly outliers: Outliers;
  /** Lasting jumps of the level, in order of time. */
  readonly shifts: readonly Shift[];
}

export interface Constant extends TimeRange {
  readonly points: number;
  readonly value: number;
}

/** How the time between points behaves along a series. */
export interface Interval {
  /** Where the typical step becomes another for good, in order of time. */
  readonly changes: readonly { readonly at: number; readonly from: number; readonly to: number }[];
  /** The mean distance of a step from whole typical steps, as a share of one. */
  readonly jitter: number;
}

/** Values far from their neighbours, by a running median and a robust spread. */
export interface Outliers {
  readonly count: number;
  /** How far from its neighbours' median a value counts as one; NaN where no distance can be told from another. */
  readonly limit: number;
  /** The least and the most of the values that are none; NaN when there are no values. */
  readonly inside: readonly [number, number];
  /** The furthest, first; `spreads` counts robust standard deviations. */
  readonly far: readonly {
    readonly time: number;
    readonly value: number;
    readonly typical: number;
    readonly spreads: number;
  }[];
}

/** From `at` on the level is another. */
export interface Shift {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Autocorrelation {
  /** acf[k] at lag k steps, k = 0..maxLag, of the detrended series. */
  readonly values: Float64Array;
  /** Seasons found, in steps, shortest first; empty = none. */
  readonly periods: readonly number[];
  /** Two-sided 95 % bound for white noise. */
  readonly bound: number;
}

/** Supralog's test: a straight line fitted to the ACF; a good fit (R² above 0.8) means trend only. */
export interface Verdict {
  readonly kind: 'constant' | 'trend' | 'season' | 'neither';
  /** The fit's R². */
  readonly r2: number;
  /** e.g. `Repeats every 24 h and 7 d, so trend and season are learned apart.` */
  readonly words: string;
}

/** The error of one forecaster on data it never saw. */
export interface Metrics {
  readonly name: string;
  readonly mae: number;
  readonly rmse: number;
  /** 0-200, M4's definition. */
  readonly smape: number;
  /** Scaled by the seasonal naive error on the training part. */
  readonly mase: number;
  /** Share of held-back values inside the band, or NaN without a band. */
  readonly coverage: number;
  /** Mean pinball loss of the quantiles at 0.1, 0.2 .. 0.9, in the series' own unit; half the MAE of a point forecast. */
  readonly pinball?: number;
}

/** How wide the band is at any level, learned from forecasts of data the model had not seen. */
export interface Calibration {
  /** Share of what happens that the band should hold, as the recipe asks; another is had without learning again. */
  readonly coverage: number;
  /**
   * A quantile lies offset × spread from the point: `added` on the prepared scale, or as a logarithm of their ratio (`times`)
   * in the series' own units; or offset times as far from the model's own median as its `own` quantile of that level.
   */
  readonly kind: 'added' | 'times' | 'own';
  /** In (0, 1), ascending. */
  readonly levels: readonly number[];
  /** By level; empty = there was nothing to go by, so there is no band. */
  readonly offsets: readonly number[];
  /** Mean size of the errors by step, never shrinking; index 0 = one step ahead. Empty for `own`. */
  readonly spread: readonly number[];
  /** The series' smallest value, where all are above 0. */
  readonly unit?: number;
  /** What neither the point nor the band goes below, and above. */
  readonly least?: number;
  readonly most?: number;
  /** How many errors it rests on, */
  readonly errors: number;
  /** and over how many horizons, one after the other, they reach: errors of one origin are much alike. */
  readonly spans: number;
}

/** The calibration of models kept before bands were learned at several levels: half widths by step, prepared scale. */
export interface HalfWidths {
  readonly coverage: number;
  readonly halfWidth: readonly number[];
  readonly errors: number;
}

/** Where what a model knows comes from. */
export interface LearnedFrom {
  /** From the first point learned from to the last, epoch milliseconds; the points held back to judge are not in it. */
  readonly range: TimeRange;
  /** Values in that stretch; missing ones are not counted. */
  readonly rows: number;
  /** Numbers the model holds, all its networks and sums together. */
  readonly parameters: number;
  readonly seed: number;
  readonly backend: string;
  readonly seconds: number;
  /** Begun anew, gone on from weights it had, or reckoned again from all of the data by a model that cannot go on. */
  readonly how: 'trained' | 'continued' | 'refitted';
  /** The version it went on from. */
  readonly from?: number;
  /** What the data learned from looked like: the same 8 letters for the same values at the same times. */
  readonly data: string;
}

/** A trained model and all it needs to forecast again. Structured-cloneable. */
export interface Artifact {
  readonly version: 1;
  readonly recipe: Recipe;
  /** What each preparation step learned, in the recipe's order. */
  readonly states: readonly TransformState[];
  readonly periods: readonly number[];
  readonly stepMs: number;
  readonly weights: Weights;
  readonly calibration: Calibration | HalfWidths;
  /** Model first, baselines after. */
  readonly metrics: readonly Metrics[];
  /** Backend it was trained on. */
  readonly backend: string;
  /** How each backend fared before that choice; absent where there was none. */
  readonly trials?: readonly BackendFigure[];
  /** Why it forecasts as it does, where the model weighed several forecasters. */
  readonly reasons?: Reasons;
  readonly seconds: number;
  /** Training losses per epoch, for the record. */
  readonly losses: readonly {
    readonly part: string;
    readonly training: readonly number[];
    readonly validation: readonly number[];
  }[];
  /** What the recipe's inputs do; absent without any. */
  readonly inputs?: LearnedInputs;
  /** The raw history it forecasts from (original units, before preparation); series that are inputs as further columns. */
  readonly history: SeriesFrame;
  /** Absent on models kept before this was noted. */
  readonly learnedFrom?: LearnedFrom;
}

/** A forecast of points the model never saw, and what then happened there (NaN where nothing was recorded). */
export interface HeldBack {
  readonly forecast: Forecast;
  readonly actual: Float64Array;
}

/** What training gives: the artifact, its forecast, and how it fared on what was held back. */
export interface ForecastRun {
  readonly artifact: Artifact;
  /** From the end of the history, in original units. */
  readonly forecast: Forecast;
  /** One origin inside the test part, beside what then happened. */
  readonly heldBack: HeldBack;
  /** Every stretch it was judged on, oldest first; the last is `heldBack`. */
  readonly stretches?: readonly HeldBack[];
  /** Parts of the history on the prepared scale, for the parts chart; absent for models without parts. */
  readonly parts?: Decomposition;
}

/** A model after learning on newer data, beside itself before; both judged on the same newest points. */
export interface Retraining {
  readonly before: Metrics;
  readonly after: Metrics;
  /** From the first point they were judged on to the last, epoch milliseconds: newer than the model before had seen. */
  readonly judgedOn: TimeRange;
  /** How many forecasts of each that was. */
  readonly forecasts: number;
  readonly run: ForecastRun;
}
