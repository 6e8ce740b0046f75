import { meanOver } from './mean-over';

/** Mean absolute error, in the series' own unit. Steps with a missing value are left out. */
export const mae = (actual: Float64Array, forecast: Float64Array): number =>
  meanOver(actual.length, (i) => Math.abs((actual[i] as number) - (forecast[i] as number)));
