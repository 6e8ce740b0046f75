import { StudioError } from '../../base/errors';
import type { Decomposition } from '../../frame/parts';
import { centredAverage, phaseMeans } from '../../math/moving';
import { pacer } from '../../math/pace';
import { mean } from '../../math/stats';
import { mainPeriod, observedOf, splitWithoutSeason } from '../season';
import type { Decomposer } from '../types';
import type { Params } from './index';

type Combine = (a: number, b: number) => number;

const minus: Combine = (a, b) => a - b;
const over: Combine = (a, b) => a / b;

/**
 * Classical decomposition of the main season (the longest that goes round twice): a centred moving average, then the
 * mean of what is left at each phase. The numbers of `statsmodels.tsa.seasonal.seasonal_decompose`, trend and
 * residual NaN on half a cycle at each edge.
 * @throws StudioError `bad-input` at `model` when a multiplicative split meets a value that is not above 0.
 */
export const splitClassically: Decomposer<Params> = {
  async decompose(input, params, ctx) {
    const pace = pacer(ctx.signal);
    const observed = observedOf(input);
    const multiplicative = params.model === 'multiplicative';
    if (multiplicative) requirePositive(observed);
    const period = mainPeriod(input);
    if (period === undefined) {
      return multiplicative ? splitLogs(input, pace) : splitWithoutSeason(input, pace);
    }
    await pace(observed.length * 10);
    const takeOut = multiplicative ? over : minus;
    const trend = centredAverage(observed, period);
    const detrended = observed.map((value, i) => takeOut(value, trend[i] as number));
    const means = phaseMeans(detrended, period);
    const level = mean(means);
    const season = means.map((value) => takeOut(value, level));
    const seasonal = observed.map((_, i) => season[i % period] as number);
    return {
      time: input.frame.time.slice(),
      observed: observed.slice(),
      trend,
      seasonal: [{ period, values: seasonal }],
      residual: detrended.map((value, i) => takeOut(value, seasonal[i] as number)),
      model: multiplicative ? 'multiplicative' : 'additive',
    };
  },
};

function requirePositive(observed: Float64Array): void {
  const wrong = observed.find((value) => value <= 0);
  if (wrong === undefined) return;
  throw new StudioError('bad-input', `A multiplicative split needs values above 0; the series has ${wrong}.`, {
    next: 'Choose the additive model.',
    place: 'model',
    value: wrong,
  });
}

/** Without season: the additive split of the logarithms, brought back; its trend cannot fall to 0. */
async function splitLogs(...[input, pace]: Parameters<typeof splitWithoutSeason>): Promise<Decomposition> {
  const observed = observedOf(input);
  const [column] = input.frame.columns;
  const logs = { ...input.frame, columns: column ? [{ ...column, values: observed.map(Math.log) }] : [] };
  const { time, trend, residual } = await splitWithoutSeason({ ...input, frame: logs }, pace);
  return {
    time,
    observed: observed.slice(),
    trend: trend.map(Math.exp),
    seasonal: [],
    residual: residual.map(Math.exp),
    model: 'multiplicative',
  };
}
