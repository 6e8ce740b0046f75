import { pacer } from '../../math/pace';
import { stl, stlRounds } from '../../math/stl';
import { observedOf, splitWithoutSeason, usablePeriods } from '../season';
import type { Decomposer } from '../types';
import type { Params } from './index';

/** Cycles the i-th season's smoother looks at: 11, 15, 19, ... (Bandara, Hyndman and Bergmeir 2021). */
const seasonalWindow = (index: number): number => 11 + 4 * index;

/**
 * Multiple STL (Bandara, Hyndman and Bergmeir 2021): STL for one season after another, shortest first, each on the
 * series without the other seasons, refined over some rounds. The numbers of `statsmodels.tsa.seasonal.MSTL` with its
 * defaults and no Box-Cox; a season of exactly half the series is kept here and dropped there.
 */
export const splitByMstl: Decomposer<Params> = {
  async decompose(input, params, ctx) {
    const pace = pacer(ctx.signal);
    const periods = usablePeriods(input);
    if (periods.length === 0) return splitWithoutSeason(input, pace);
    const observed = observedOf(input);
    const rounds = periods.length === 1 ? 1 : params.iterations;
    const total = rounds * periods.length;
    const rest = observed.slice();
    const seasonal = periods.map((period) => ({ period, values: new Float64Array(observed.length) }));
    let trend = new Float64Array(observed.length);
    let done = 0;
    for (let round = 0; round < rounds; round++) {
      for (const [index, season] of seasonal.entries()) {
        add(rest, season.values, 1);
        const found = await stl(
          rest,
          { period: season.period, seasonal: seasonalWindow(index), ...stlRounds(params.robust) },
          pace,
        );
        season.values.set(found.seasonal);
        add(rest, season.values, -1);
        trend = Float64Array.from(found.trend);
        ctx.progress({ phase: 'Splitting', done: ++done, total, unit: 'passes' });
      }
    }
    return {
      time: input.frame.time.slice(),
      observed: observed.slice(),
      trend,
      seasonal,
      residual: rest.map((value, i) => value - (trend[i] as number)),
      model: 'additive',
    };
  },
};

function add(to: Float64Array, values: Float64Array, sign: 1 | -1): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + sign * (values[i] as number);
}
