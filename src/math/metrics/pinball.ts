import { meanOver } from './mean-over';

/**
 * Pinball (quantile) loss of a forecast of the quantile at `level` in (0, 1): level·(y - q) above it, (1 - level)·(q - y)
 * below it, averaged (Koenker and Bassett 1978). Half the MAE at level 0.5. Steps with a missing value are left out.
 */
export const pinball = (actual: Float64Array, quantile: Float64Array, level: number): number =>
  meanOver(actual.length, (i) => {
    const above = (actual[i] as number) - (quantile[i] as number);
    return Math.max(level * above, (level - 1) * above);
  });
