import { fft, nextPowerOfTwo } from './fft';
import { mean } from './stats';

/**
 * The autocorrelation at lags 0..maxLag (cut to length - 1), through the FFT (Wiener and Khinchin). The biased
 * estimator, divided by n at every lag, as in textbooks and statsmodels' `acf(adjusted=False)`.
 * Values must have no gaps. A constant series has no autocorrelation: 1 at lag 0 and 0 elsewhere.
 */
export function acf(values: Float64Array, maxLag: number = values.length - 1): Float64Array {
  const sums = lagSums(values, maxLag);
  const [total = 0] = sums;
  return sums.map((sum, lag) => (lag === 0 ? 1 : total === 0 ? 0 : sum / total));
}

/** Two-sided 95 % bound within which the autocorrelation of white noise of this length lies at any one lag. */
export const whiteNoiseBound = (length: number): number => 1.959963984540054 / Math.sqrt(length);

/** Σ (x[t] - mean)(x[t+lag] - mean) for lags 0..maxLag, in units of the largest deviation squared; all 0 for a constant. */
function lagSums(values: Float64Array, maxLag: number): Float64Array {
  const n = values.length;
  const lags = Math.max(0, Math.min(maxLag, n - 1));
  if (n === 0) return new Float64Array(0);
  const size = nextPowerOfTwo(n + lags);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const centre = mean(values);
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value - centre));
  if (largest <= Math.abs(centre) * 1e-14) return new Float64Array(lags + 1);
  for (let i = 0; i < n; i++) real[i] = ((values[i] as number) - centre) / largest;
  fft(real, imaginary);
  for (let k = 0; k < size; k++) {
    real[k] = (real[k] as number) ** 2 + (imaginary[k] as number) ** 2;
    imaginary[k] = 0;
  }
  fft(real, imaginary);
  return real.slice(0, lags + 1).map((sum) => sum / size);
}
