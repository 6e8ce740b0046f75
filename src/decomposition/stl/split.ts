import { StudioError } from '../../base/errors';
import { pacer } from '../../math/pace';
import { stl, stlRounds } from '../../math/stl';
import { affordable, mainPeriod, observedOf, splitWithoutSeason } from '../season';
import type { Decomposer } from '../types';
import type { Params } from './index';

/**
 * STL of the main season: the longest that goes round twice. With default values the numbers are those of
 * `statsmodels.tsa.seasonal.STL`.
 * @throws StudioError `bad-input` at `trend` when the trend smoother is not longer than the season.
 */
export const splitByStl: Decomposer<Params> = {
  async decompose(input, params, ctx) {
    const pace = pacer(ctx.signal);
    const period = mainPeriod(input);
    if (period === undefined) return splitWithoutSeason(input, pace);
    const observed = observedOf(input);
    const rounds = stlRounds(params.robust);
    const inner = params.inner || rounds.inner;
    const outer = params.outer || rounds.outer;
    const total = inner * (outer + 1);
    affordable(observed.length, [period], total);
    let done = 0;
    const { trend, seasonal } = await stl(
      observed,
      { period, seasonal: params.seasonal | 1, trend: trendAbove(period, params.trend), inner, outer },
      pace,
      () => ctx.progress({ phase: 'Splitting', done: ++done, total, unit: 'passes' }),
    );
    return {
      time: input.frame.time.slice(),
      observed: observed.slice(),
      trend,
      seasonal: [{ period, values: seasonal }],
      residual: observed.map((value, i) => value - (seasonal[i] as number) - (trend[i] as number)),
      model: 'additive',
    };
  },
};

/** The trend smoother asked for, made odd; undefined = automatic. */
function trendAbove(period: number, asked: number): number | undefined {
  if (asked === 0) return undefined;
  if ((asked | 1) > period) return asked | 1;
  throw new StudioError('bad-input', `The trend smoother must be longer than the season of ${period} steps.`, {
    next: `Choose ${period + 1} or more, or 0 for automatic.`,
    place: 'trend',
    value: asked,
  });
}
