import { quantileSorted } from '../../math/quantile';
import { mean, present } from '../../math/stats';

/** Points of score for each power of ten by which a deviation gets rarer. */
const perDecade = 12.5;
/** The 95 % quantile fixes the tail: up to one point in twenty may be anomalous before anomalies make themselves usual. */
const level = 0.95;
const rarity = -Math.log(1 - level);
/** A normal's |deviation| in standard deviations: its median, and the shape through its 95 % quantile. */
const normal = { median: 0.67449, shape: 1.3725 };
/** No tail is taken for heavier than this. */
const leastShape = 0.3;
/** Weight, on a log scale, of the measured shape beside the normal's: some of the heaviness is what we are looking for. */
const trust = 0.75;
/** With fewer deviations than this the normal's tail is assumed. */
const leastCount = 50;

/** How deviations are spread: P(size > x) = exp(-ln 2 × (x / median)^shape), a Weibull tail. */
export interface Tail {
  readonly median: number;
  readonly shape: number;
}

/**
 * The tail of sizes (>= 0, NaN = missing) through their median and, nearly, their 95 % quantile; never lighter than a
 * normal's. Where half of them or more are zero: exponential through the 95 % quantile or the mean, the further one.
 */
export function tailOf(sizes: Float64Array): Tail {
  const sorted = present(sizes).sort();
  if (sorted.length < leastCount) return normal;
  const median = quantileSorted(sorted, 0.5);
  const high = quantileSorted(sorted, level);
  const average = mean(sorted);
  if (median <= average * 1e-6) {
    const scale = Math.max(average, high / rarity);
    return scale > 0 ? { median: scale * Math.LN2, shape: 1 } : normal;
  }
  const shape = Math.log(rarity / Math.LN2) / Math.log(high / median);
  const measured = Math.min(normal.shape, Math.max(leastShape, shape));
  return { median, shape: measured ** trust * normal.shape ** (1 - trust) };
}

/**
 * The anomaly score, 0-100, of a deviation of this size: 12.5 for each power of ten by which it is rarer than its like,
 * -12.5 log10 P(size > x). Where residuals are normal, 3 standard deviations give 29, 4 give 43, 5 give 59, 6 give 75; where
 * great deviations are common it takes more. Of NaN: NaN.
 */
export const scoreOf = (size: number, { median, shape }: Tail): number =>
  Math.min(100, (perDecade / Math.LN10) * Math.LN2 * (size / median) ** shape);

/** The size that is as rare here as `width` standard deviations are in a normal. */
export const asRareAs = (width: number, { median, shape }: Tail): number =>
  median * (width / normal.median) ** (normal.shape / shape);
