import type { Definition, Member } from '../base/definition';
import type { JobContext } from '../base/job';
import type { ParamSchema, ParamValues, ValuesOf } from '../base/params';
import type { SeriesFrame } from '../frame/frame';
import type { Decomposition } from '../frame/parts';

/** Bands of a range's score as in Elastic: 25, 50, 75. No range peaks under 25. */
export type Severity = 'minor' | 'major' | 'critical';

/** A stretch of anomalous points, [start, stop] both belonging to it. */
export interface AnomalyRange {
  readonly start: number;
  readonly stop: number;
  /** The highest score in it and where. */
  readonly score: number;
  readonly peak: number;
  readonly severity: Severity;
  readonly actual: number;
  readonly typical: number;
  /** Why, in words: `4.2x the usual deviation above what is typical at this hour`. */
  readonly reason: string;
  /** The planned event it lies in, where there is one. */
  readonly during?: string;
}

export interface AnomalyScores {
  readonly time: Float64Array;
  /** 0-100, higher = stranger; NaN where the value is missing. */
  readonly score: Float64Array;
  /** What was to be expected, and its bounds. */
  readonly typical: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly ranges: readonly AnomalyRange[];
  /** Ranges that peak within a planned event: something was to be expected there, and they count as no anomalies. */
  readonly expected?: readonly AnomalyRange[];
}

export interface DetectInput {
  /** Regular, one column; NaN = missing. */
  readonly frame: SeriesFrame;
  /** Additive parts of the same points (gaps filled for the split). */
  readonly parts: Decomposition;
}

export interface Detector<P = ParamValues> {
  score(input: DetectInput, params: P, ctx: JobContext): Promise<AnomalyScores>;
}

export type DetectorMember = Member<Detector>;

/** Defines a detector with its parameter types inferred. */
export const defineDetector = <S extends ParamSchema>(
  definition: Definition<S, Detector<ValuesOf<S>>>,
): Definition<S, Detector<ValuesOf<S>>> => definition;
