import { meanOver } from './mean-over';

/** How wide a band is and, dearer the higher its coverage, how far values lie outside it: see `msis`. */
export const intervalScore = (
  actual: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  coverage: number,
): number =>
  meanOver(actual.length, (i) => {
    const y = actual[i] as number;
    const low = lower[i] as number;
    const high = upper[i] as number;
    return high - low + (2 / (1 - coverage)) * (Math.max(0, low - y) + Math.max(0, y - high));
  });

/**
 * Mean scaled interval score as in the M4 competition (Gneiting and Raftery 2007): the mean of (u - l) + 2/a (l - y)+ +
 * 2/a (y - u)+ with a = 1 - coverage, divided by the mean |x[t] - x[t - period]| of the training part. Less is better.
 * Steps with a missing value are left out; NaN when the training part repeats itself exactly or is not longer than a period.
 */
export function msis(
  actual: Float64Array,
  band: { readonly lower: Float64Array; readonly upper: Float64Array; readonly coverage: number },
  training: Float64Array,
  period: number,
): number {
  const scale = meanOver(Math.max(0, training.length - period), (i) =>
    Math.abs((training[i + period] as number) - (training[i] as number)),
  );
  return scale > 0 ? intervalScore(actual, band.lower, band.upper, band.coverage) / scale : Number.NaN;
}
