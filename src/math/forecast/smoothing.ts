import { fitLine } from '../regression';

/*
 * Three simple forecasts of a series without a season inside the horizon, on the scale they are handed (logarithms, where
 * the series is above 0). Each answers `horizon` values.
 */

/**
 * Simple exponential smoothing plus half the linear trend, as Theta (Hyndman and Billah 2003), over the last 200 values; the
 * constant of five (0.2 to 0.95) with the least squared error one step ahead.
 */
export function thetaForecast(y: Float64Array, horizon: number): Float64Array {
  const recent = y.slice(-200);
  let end = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const constant of [0.2, 0.4, 0.6, 0.8, 0.95]) {
    let level = recent[0] as number;
    let loss = 0;
    for (const value of recent.subarray(1)) {
      loss += (value - level) ** 2;
      level += constant * (value - level);
    }
    if (loss > least || (loss === least && level >= end)) continue;
    least = loss;
    end = level;
  }
  const { slope } = fitLine(recent);
  return Float64Array.from({ length: horizon }, (_, h) => end + (slope / 2) * (h + 1));
}

/** Additive damped trend (Gardner and McKenzie 1985) over the last 300 values, constants 0.7 and 0.1, damping 0.9. */
export function dampedForecast(y: Float64Array, horizon: number): Float64Array {
  const recent = y.slice(-300);
  const damping = 0.9;
  let level = recent[0] as number;
  let trend = 0;
  for (const value of recent.subarray(1)) {
    const error = value - (level + damping * trend);
    level += damping * trend + 0.7 * error;
    trend = damping * trend + 0.1 * 0.7 * error;
  }
  let reach = 0;
  return Float64Array.from({ length: horizon }, (_, h) => {
    reach += damping ** h;
    return level + trend * reach;
  });
}

/** The last value, moved by a share of the mean of what the same steps did in the last `years`, as far as the series reaches. */
export function yearlyForecast(
  y: Float64Array,
  horizon: number,
  { year, years, share }: { readonly year: number; readonly years: number; readonly share: number },
): Float64Array {
  const last = y.length - 1;
  const starts: number[] = [];
  for (let k = 1; k <= years && last - year * k >= 0; k++) starts.push(last - year * k);
  return Float64Array.from({ length: horizon }, (_, h) => {
    const moved = starts.reduce((sum, start) => sum + (y[start + h + 1] as number) - (y[start] as number), 0);
    return (y[last] as number) + (share * moved) / starts.length;
  });
}
