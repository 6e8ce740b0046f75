import type { Facts } from '../../math/downsample/view';
import { quantileSorted } from '../../math/quantile';
import { present } from '../../math/stats';
import { factsOf } from '../base/facts';

export interface Bins {
  /** One more than there are counts. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** NaN of no values. */
  readonly median: number;
  /** One value in so many was counted, and counts for as many; 1 = all were. */
  readonly every: number;
  /** The least and the largest value: of those counted, until those of all are known. NaN of no values. */
  readonly low: number;
  readonly high: number;
}

/** About as many bins at most, before their width is rounded down. */
const most = 40;

/** More values than this are not all counted: a sample of them has the same shape. */
const counted = 2 ** 17;

const known = new WeakMap<Float64Array, { readonly facts: Facts | undefined; readonly bins: Bins }>();

/** `binned`, found once for each array and what is known of it: charts are drawn again and again. */
export function binsOf(values: Float64Array): Bins {
  const facts = factsOf(values);
  const before = known.get(values);
  if (before !== undefined && before.facts === facts) return before.bins;
  const bins = binned(values);
  known.set(values, { facts, bins });
  return bins;
}

/**
 * Counts in bins of equal, round width, a little under that of Freedman and Diaconis (2 × IQR / n^(1/3)); 100 at most.
 * NaN is left out. Of more values than `counted` a sample is counted, each for those it stands for.
 */
export function binned(values: Float64Array): Bins {
  const every = Math.max(1, Math.ceil(values.length / counted));
  const sorted = present(every === 1 ? values : sampled(values, every)).sort();
  const { low, high } = factsOf(values) ?? { low: sorted[0] ?? Number.NaN, high: sorted.at(-1) ?? Number.NaN };
  if (sorted.length === 0) {
    return { edges: new Float64Array(), counts: new Float64Array(), median: Number.NaN, every, low, high };
  }
  const spread = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  const wanted = Math.max((2 * spread) / Math.cbrt(sorted.length), (high - low) / most);
  const scale = wanted > 0 ? wanted : Math.abs(low) / 10;
  const width = scale > 1e-300 ? round(scale) : 1;
  const start = Math.floor(low / width);
  const count = Math.max(1, Math.floor(high / width) - start + 1);
  const counts = new Float64Array(count);
  for (const value of sorted) {
    const bin = Math.min(count - 1, Math.floor(value / width) - start);
    counts[bin] = (counts[bin] as number) + every;
  }
  return {
    edges: Float64Array.from({ length: count + 1 }, (_, i) => (start + i) * width),
    counts,
    median: quantileSorted(sorted, 0.5),
    every,
    low,
    high,
  };
}

/** One of every so many values, each time another of them (by the golden ratio), so that no season falls in step. */
const sampled = (values: Float64Array, every: number): Float64Array =>
  Float64Array.from(
    { length: Math.floor(values.length / every) },
    (_, i) => values[i * every + Math.floor(((i * 0.6180339887498949) % 1) * every)] as number,
  );

/** The next 1, 2, 2.5 or 5 times a power of ten from above. */
function round(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const digit = [5, 2.5, 2].find((step) => step * power <= width * 1.001) ?? 1;
  return digit * power;
}
