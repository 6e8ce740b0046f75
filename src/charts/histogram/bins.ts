import { quantileSorted } from '../../math/quantile';
import { present } from '../../math/stats';

export interface Bins {
  /** One more than there are counts. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** NaN of no values. */
  readonly median: number;
}

/** About as many bins at most, before their width is rounded down. */
const most = 40;

/** Counts in bins of equal, round width, a little under that of Freedman and Diaconis (2 × IQR / n^(1/3)); 100 at most. NaN is left out. */
export function binned(values: Float64Array): Bins {
  const sorted = present(values).sort();
  const low = sorted[0];
  const high = sorted.at(-1);
  if (low === undefined || high === undefined) {
    return { edges: new Float64Array(), counts: new Float64Array(), median: Number.NaN };
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
    counts[bin] = (counts[bin] as number) + 1;
  }
  return {
    edges: Float64Array.from({ length: count + 1 }, (_, i) => (start + i) * width),
    counts,
    median: quantileSorted(sorted, 0.5),
  };
}

/** The next 1, 2, 2.5 or 5 times a power of ten from above. */
function round(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const digit = [5, 2.5, 2].find((step) => step * power <= width * 1.001) ?? 1;
  return digit * power;
}
