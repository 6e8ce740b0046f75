import { type EdgeSmoother, edgeSmoother, smoothEdge } from '../math/forecast/edge-smoother';
import { median } from '../math/quantile';

/** What one network learns: a part of the series, or the series as it is. */
export type Part = 'trend' | 'seasonal' | 'residual' | 'series';

/** What never changes after the first fit. Plain JSON. */
export interface Shape {
  readonly parts: readonly Part[];
  readonly lookback: number;
  /** Steps the networks forecast at once; longer forecasts go on in blocks. */
  readonly head: number;
  /** The season that values are compared with, in steps; 0 = none. */
  readonly period: number;
  /** Points the smoother that tells slow from fast surprises looks at. */
  readonly span: number;
}

/** What the last cycles count for in what is expected, the newest first; fewer where there are fewer. */
const CYCLES = [1, 0.8, 0.64];
/** How many usual differences a cycle may lie from the middle one before it counts for less: a holiday is no guide. */
const OUTLYING = 3;

/**
 * What the networks learn from. A decomposition of the middle of a series knows what came after, one at its end does
 * not; a network trained on the former fails on the latter. So the inputs are surprises, which never look ahead:
 * a value minus what the last cycles said it would be. The parts are only what is forecast, each against what the last
 * cycles of that part say, so that the sum of all targets is what is missing from the sum of all expectations.
 */
export interface Views {
  /** In the order of the shape's parts. */
  readonly parts: readonly Float64Array[];
  /** The sum of the parts. */
  readonly values: Float64Array;
  /** The median difference between a value and the one a cycle before. */
  readonly usual: number;
  /** Value minus expectation; without a season the value itself. The first cycle is 0. */
  readonly surprises: Float64Array;
}

/** Views of a history from the values of its parts, which add up to the series. */
export function viewsOf(parts: readonly Float64Array[], period: number): Views {
  const [first = new Float64Array(0), ...others] = parts;
  const values = first.map((value, i) => others.reduce((sum, part) => sum + (part[i] as number), value));
  if (period === 0) return { parts, values, usual: 0, surprises: values };
  const usual = median(values.subarray(period).map((value, i) => Math.abs(value - (values[i] as number))));
  const surprises = values.map((value, i) => (i < period ? 0 : value - recalled(values, { values, usual }, i, period)));
  return { parts, values, usual, surprises };
}

/**
 * What the last cycles of `series` say about index `i`; at least one must lie before it. How much each counts is read
 * from the values, so that the parts' recollections add up to the values' own.
 */
function recalled(
  series: Float64Array,
  { values, usual }: Pick<Views, 'values' | 'usual'>,
  i: number,
  period: number,
): number {
  const known = Math.min(CYCLES.length, Math.floor(i / period));
  const at = (of: Float64Array, k: number): number => of[i - (k + 1) * period] as number;
  const middle = known === 3 ? middleOf(at(values, 0), at(values, 1), at(values, 2)) : Number.NaN;
  let sum = 0;
  let total = 0;
  for (let k = 0; k < known; k++) {
    const distance = Math.abs(at(values, k) - middle);
    const weight = (CYCLES[k] as number) * (distance > OUTLYING * usual ? ((OUTLYING * usual) / distance) ** 2 : 1);
    sum += weight * at(series, k);
    total += weight;
  }
  return sum / total;
}

const middleOf = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

/** The same history longer by its forecast parts. */
export const extended = ({ parts }: Views, block: readonly Float64Array[], period: number): Views =>
  viewsOf(
    parts.map((part, p) => joined(part, block[p] as Float64Array)),
    period,
  );

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The first point from which a window can be seen. */
export const firstOrigin = ({ lookback, period }: Shape): number => period + lookback - 1;

/** Looks at histories from any of their points, the origin, seeing nothing after it. */
export class Viewer {
  private readonly shape: Shape;
  /** Tells slow from fast surprises; the series as it is needs none. */
  private readonly smoother: EdgeSmoother | undefined;
  private readonly slow: Float64Array;

  constructor(shape: Shape) {
    this.shape = shape;
    this.smoother = shape.parts.includes('series') ? undefined : edgeSmoother(shape.span, shape.lookback);
    this.slow = new Float64Array(shape.lookback);
  }

  /** Takes an origin; the other methods speak of the one taken last. */
  look({ surprises }: Views, origin: number): void {
    if (this.smoother !== undefined) smoothEdge(this.smoother, surprises, this.shape.period, origin, this.slow);
  }

  /**
   * What a part's network sees, oldest first, unscaled: the trend's the slow surprises (without a season, the level
   * against where it ended), the residual's the fast ones, the season's those of one season ago from here on; the
   * series' all surprises (without a season, the values against the last).
   */
  input(part: Part, { surprises }: Views, origin: number, into: Float64Array): void {
    const { lookback, period } = this.shape;
    const from = origin - lookback + 1;
    if (part === 'series') {
      const level = period === 0 ? (surprises[origin] as number) : 0;
      for (let k = 0; k < lookback; k++) into[k] = (surprises[from + k] as number) - level;
      return;
    }
    const level = period === 0 ? (this.slow[lookback - 1] as number) : 0;
    for (let k = 0; k < lookback; k++) {
      const slow = this.slow[k] as number;
      if (part === 'trend') into[k] = slow - level;
      else if (part === 'residual') into[k] = (surprises[from + k] as number) - slow;
      else into[k] = surprises[Math.min(origin, origin + 1 - period + k)] as number;
    }
  }

  /** What a part would be without learning, step by step: as in its last cycles; without a season the level, or nothing; the last value. */
  expected(part: Part, view: Views, origin: number, into: Float64Array): void {
    const { lookback, period } = this.shape;
    if (period === 0) {
      const level = part === 'series' ? (view.values[origin] as number) : (this.slow[lookback - 1] as number);
      into.fill(part === 'trend' || part === 'series' ? level : 0);
      return;
    }
    const known = (view.parts[this.shape.parts.indexOf(part)] as Float64Array).subarray(0, origin + 1);
    for (let h = 0; h < into.length; h++) {
      // Beyond one cycle the cycle expected is repeated.
      into[h] = h < period ? recalled(known, view, origin + 1 + h, period) : (into[h - period] as number);
    }
  }
}
