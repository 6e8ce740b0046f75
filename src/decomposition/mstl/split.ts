import { mstl } from '../../math/mstl';
import { pacer } from '../../math/pace';
import { stlRounds } from '../../math/stl';
import { affordable, observedOf, splitWithoutSeason, usablePeriods } from '../season';
import type { Decomposer } from '../types';
import type { Params } from './index';

/** Multiple STL of all seasons that fit; a season of exactly half the series is kept here and dropped by statsmodels. */
export const splitByMstl: Decomposer<Params> = {
  async decompose(input, params, ctx) {
    const pace = pacer(ctx.signal);
    const periods = usablePeriods(input);
    if (periods.length === 0) return splitWithoutSeason(input, pace);
    const { robust, iterations } = params;
    const { inner, outer } = stlRounds(robust);
    affordable(input.frame.time.length, periods, (periods.length === 1 ? 1 : iterations) * inner * (outer + 1));
    const observed = observedOf(input);
    const { seasonal, trend, rest } = await mstl(observed, periods, params, pace, (done, total) =>
      ctx.progress({ phase: 'Splitting', done, total, unit: 'passes' }),
    );
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
