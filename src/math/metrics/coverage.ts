import { meanOver } from './mean-over';

/** Share of the actual values, 0 to 1, inside [lower, upper], bounds included. Steps with a missing value are left out. */
export const coverage = (actual: Float64Array, lower: Float64Array, upper: Float64Array): number =>
  meanOver(actual.length, (i) => {
    const y = actual[i] as number;
    const low = lower[i] as number;
    const high = upper[i] as number;
    return Number.isNaN(y + low + high) ? Number.NaN : Number(low <= y && y <= high);
  });
