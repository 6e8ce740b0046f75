import { acf } from '../../math/acf';
import { centredAverage, phaseMeans } from '../../math/moving';

/**
 * M4's Naive2: the last value of the series without its season, with the season put on again; the last value itself
 * where no season shows. Season and test are those of M4's `Benchmarks and Evaluation.R`: R's multiplicative
 * `decompose`, if the 90 % autocorrelation test passes.
 */
export function naive2(training: Float64Array, period: number, horizon: number): Float64Array {
  const n = training.length;
  const figure = isSeasonal(training, period) ? seasonalFigure(training, period) : new Float64Array([1]);
  const factor = (i: number): number => figure[i % figure.length] as number;
  const level = (training[n - 1] as number) / factor(n - 1);
  return Float64Array.from({ length: horizon }, (_, h) => level * factor(n + h));
}

/** |r[period]| above 1.645 · sqrt((1 + 2 Σ r[k]²) / n), k < period; R looks at 10·log10(n) lags and no further. */
function isSeasonal(values: Float64Array, period: number): boolean {
  const n = values.length;
  if (period < 2 || n < 3 * period || period > Math.floor(10 * Math.log10(n))) return false;
  const r = acf(values, period);
  const sum = r.subarray(1, period).reduce((total, value) => total + value * value, 0);
  return Math.abs(r[period] as number) > 1.645 * Math.sqrt((1 + 2 * sum) / n);
}

/** The season as factors: means by phase of the values over their moving average. (Their common size cancels out.) */
function seasonalFigure(values: Float64Array, period: number): Float64Array {
  const trend = centredAverage(values, period);
  return phaseMeans(
    values.map((value, i) => value / (trend[i] as number)),
    period,
  );
}
