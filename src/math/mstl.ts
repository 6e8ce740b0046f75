import type { Pace } from './pace';
import { stl, stlRounds } from './stl';

/** Seasons taken out of a series: shortest period first. */
export type TakenOut = readonly { readonly period: number; readonly values: Float64Array }[];

/**
 * The seasons of a series by multiple STL (Bandara, Hyndman and Bergmeir 2021), not robust: one season after another on
 * the series without the others, in two rounds, smoothed over 11, 15, 19, ... cycles. The numbers of statsmodels' MSTL.
 * @param periods shortest first, each going round at least twice in the gapless `y`
 */
export async function mstlSeasons(y: Float64Array, periods: readonly number[], pace: Pace): Promise<TakenOut> {
  const seasons = periods.map((period) => ({ period, values: new Float64Array(y.length) }));
  const rest = y.slice();
  for (let round = 0; round < (periods.length === 1 ? 1 : 2); round++) {
    for (const [i, { period, values }] of seasons.entries()) {
      for (let t = 0; t < y.length; t++) rest[t] = (rest[t] as number) + (values[t] as number);
      const { seasonal } = await stl(rest, { period, seasonal: 11 + 4 * i, ...stlRounds(false) }, pace);
      values.set(seasonal);
      for (let t = 0; t < y.length; t++) rest[t] = (rest[t] as number) - (values[t] as number);
    }
  }
  return seasons;
}

/** The sum of the seasons, each repeating its last cycle, `horizon` steps on. */
export function seasonsAhead(seasons: TakenOut, horizon: number): Float64Array {
  return Float64Array.from({ length: horizon }, (_, h) =>
    seasons.reduce((sum, { period, values }) => sum + (values[values.length - period + (h % period)] as number), 0),
  );
}
