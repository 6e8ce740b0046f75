import type { Forecast } from '../frame/parts';
import type { Calibration } from './results';

/**
 * How far off a model is at each step ahead, from forecasts of data it did not learn from (split conformal prediction,
 * Vovk et al. 2005, one quantile a step): the ceil((m + 1) coverage)-th smallest of the m absolute errors at that step
 * and its neighbours within an eighth of the horizon, made never to shrink with the distance.
 */
export function calibrate(errors: readonly Float64Array[], horizon: number, coverage: number): Calibration {
  const reach = Math.max(1, Math.round(horizon / 8));
  const halfWidth: number[] = [];
  let widest = 0;
  for (let h = 0; h < horizon; h++) {
    const near: number[] = [];
    for (const run of errors) {
      for (let j = Math.max(0, h - reach); j <= Math.min(run.length - 1, h + reach); j++) {
        const error = run[j] as number;
        if (Number.isFinite(error)) near.push(Math.abs(error));
      }
    }
    near.sort((a, b) => a - b);
    const rank = Math.min(near.length, Math.ceil((near.length + 1) * coverage));
    widest = Math.max(widest, near[rank - 1] ?? 0);
    halfWidth.push(widest);
  }
  return { coverage, halfWidth, errors: errors.length };
}

/**
 * A point forecast with its band. Beyond the calibrated steps the width goes on growing with the square root of the
 * distance, as a random walk's would. A forecast that brings its own quantiles keeps them.
 */
export function withBand(forecast: Forecast, { coverage, halfWidth }: Calibration): Forecast {
  if (forecast.quantiles.length > 0) return forecast;
  const steps = halfWidth.length;
  const last = halfWidth[steps - 1] ?? 0;
  const width = (h: number): number => halfWidth[h] ?? last * Math.sqrt((h + 1) / steps);
  const tail = (1 - coverage) / 2;
  return {
    ...forecast,
    quantiles: [
      { level: tail, values: forecast.point.map((value, h) => value - width(h)) },
      { level: 0.5, values: Float64Array.from(forecast.point) },
      { level: 1 - tail, values: forecast.point.map((value, h) => value + width(h)) },
    ],
  };
}
