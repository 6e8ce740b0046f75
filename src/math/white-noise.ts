import { acf } from './acf';
import { chiSquaredTail } from './distributions';

export interface Portmanteau {
  /** Q: how much autocorrelation the first lags hold together. */
  readonly statistic: number;
  readonly lags: number;
  /** The chance of a Q at least so large in white noise. */
  readonly p: number;
  /** The lag that is most like the present, or most its opposite, and its autocorrelation. */
  readonly strongest: { readonly lag: number; readonly correlation: number };
}

/**
 * Ljung and Box' (1978) test for white noise: Q = n (n + 2) Σ r²[k] / (n - k) over lags 1 to `lags` against chi-squared with
 * `lags` degrees of freedom, as statsmodels' `acorr_ljungbox`. Values without gaps; a constant counts as noise.
 */
export function ljungBox(values: Float64Array, lags: number): Portmanteau {
  const n = values.length;
  const correlation = acf(values, lags);
  let sum = 0;
  let strongest = 1;
  for (let k = 1; k < correlation.length; k++) {
    const r = correlation[k] as number;
    sum += r ** 2 / (n - k);
    if (Math.abs(r) > Math.abs(correlation[strongest] as number)) strongest = k;
  }
  const statistic = n * (n + 2) * sum;
  const used = Math.max(1, correlation.length - 1);
  const strong = { lag: strongest, correlation: correlation[strongest] ?? 0 };
  return { statistic, lags: used, p: chiSquaredTail(statistic, used), strongest: strong };
}
