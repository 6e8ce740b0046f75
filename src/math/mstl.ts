import type { Pace } from './pace';
import { stl, stlRounds } from './stl';

/** Seasons taken out of a series: shortest period first. */
export type TakenOut = readonly { readonly period: number; readonly values: Float64Array<ArrayBuffer> }[];

/** Cycles the i-th season's smoother looks at: 11, 15, 19, ... (Bandara, Hyndman and Bergmeir 2021). */
const seasonalWindow = (index: number): number => 11 + 4 * index;

/**
 * Multiple STL (Bandara, Hyndman and Bergmeir 2021): STL for one season after another, shortest first, each on the series
 * without the other seasons, refined over some rounds; a single season needs but one. The numbers of statsmodels' MSTL with
 * its defaults and no Box-Cox.
 * @param periods shortest first, each going round at least twice in the gapless `y`
 * @param passed hears how many of all passes are done, after each
 */
export async function mstl(
  y: Float64Array,
  periods: readonly number[],
  { robust, iterations }: { readonly robust: boolean; readonly iterations: number },
  pace: Pace,
  passed: (done: number, total: number) => void = () => {},
): Promise<{
  readonly seasonal: TakenOut;
  readonly trend: Float64Array<ArrayBuffer>;
  readonly rest: Float64Array<ArrayBuffer>;
}> {
  const rounds = periods.length === 1 ? 1 : iterations;
  const rest = Float64Array.from(y);
  const seasonal = periods.map((period) => ({ period, values: new Float64Array(y.length) }));
  let trend = new Float64Array(y.length);
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [index, { period, values }] of seasonal.entries()) {
      add(rest, values, 1);
      const found = await stl(rest, { period, seasonal: seasonalWindow(index), ...stlRounds(robust) }, pace);
      values.set(found.seasonal);
      add(rest, values, -1);
      trend = Float64Array.from(found.trend);
      passed(++done, rounds * periods.length);
    }
  }
  return { seasonal, trend, rest };
}

function add(to: Float64Array, values: Float64Array, sign: 1 | -1): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + sign * (values[i] as number);
}

/** The sum of the seasons, each repeating its last cycle, `horizon` steps on. */
export function seasonsAhead(seasons: TakenOut, horizon: number): Float64Array {
  return Float64Array.from({ length: horizon }, (_, h) =>
    seasons.reduce((sum, { period, values }) => sum + (values[values.length - period + (h % period)] as number), 0),
  );
}
