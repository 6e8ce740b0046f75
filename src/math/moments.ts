/** The mean and the population standard deviation (divided by n) of values without gaps. */
export function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/** values[i] - values[i - lag], for i from `lag` on. */
export const differences = (values: Float64Array, lag: number): Float64Array =>
  values.slice(lag).map((value, i) => value - (values[i] as number));

/** Weights that fall by 1/e in `memory` steps of age (infinite = all alike) and sum to 1. */
export function fading(ages: ArrayLike<number>, memory: number): Float64Array {
  const weights = Float64Array.from(ages, (age) => Math.exp(-age / memory));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
