import { meanOver } from './mean-over';

/** Root mean squared error, in the series' own unit. Steps with a missing value are left out. */
export const rmse = (actual: Float64Array, forecast: Float64Array): number =>
  Math.sqrt(meanOver(actual.length, (i) => ((actual[i] as number) - (forecast[i] as number)) ** 2));
