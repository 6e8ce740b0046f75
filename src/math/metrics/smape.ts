import { meanOver } from './mean-over';

/**
 * Symmetric mean absolute percentage error as in the M4 competition, 0 to 200: the mean of 200·|y - f| / (|y| + |f|).
 * A step where both are 0 counts 0. Some libraries print half of it. Steps with a missing value are left out.
 */
export const smape = (actual: Float64Array, forecast: Float64Array): number =>
  meanOver(actual.length, (i) => {
    const y = actual[i] as number;
    const f = forecast[i] as number;
    return y === 0 && f === 0 ? 0 : (200 * Math.abs(y - f)) / (Math.abs(y) + Math.abs(f));
  });
