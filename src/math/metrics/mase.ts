import { mae } from './mae';
import { meanOver } from './mean-over';

/**
 * Mean absolute scaled error (Hyndman and Koehler 2006): the MAE divided by the mean |x[t] - x[t - period]| of the
 * training part. Below 1 = closer than repeating the last season was in training. M4 takes period 24 for hourly, 12
 * for monthly, 4 for quarterly, 1 for weekly, daily and yearly series. NaN when the training part repeats itself
 * exactly or is not longer than a period: there is no scale then.
 */
export function mase(actual: Float64Array, forecast: Float64Array, training: Float64Array, period: number): number {
  const scale = meanOver(Math.max(0, training.length - period), (i) =>
    Math.abs((training[i + period] as number) - (training[i] as number)),
  );
  return scale > 0 ? mae(actual, forecast) / scale : Number.NaN;
}
