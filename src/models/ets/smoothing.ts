import { throwIfCancelled } from '../../base/errors';
import { first } from '../../frame/frame';
import type { Forecast, Weights } from '../../frame/parts';
import { chooseEts } from '../../math/forecast/ets/choose';
import { type EtsFit, fitEts } from '../../math/forecast/ets/fit';
import { letters } from '../../math/forecast/ets/form';
import { ahead } from '../../math/forecast/ets/smooth';
import { mstl, seasonsAhead, type TakenOut } from '../../math/mstl';
import { type Pace, pacer } from '../../math/pace';
import { timesAfter, valuesOf } from '../request';
import type { FittedForecaster, Forecaster, History } from '../types';
import { candidatesFor, type Params, type Seasons, seasonsFor } from './forms';
import { type Kept, keptOf } from './kept';

/** Fewest points a form can be fitted to. */
const FEWEST = 4;
/** So many points at the end are looked at, or ten of the longest season. */
const REACH = 5000;

/**
 * Exponential smoothing in the state space forms of Hyndman, Koehler, Snyder and Grose (2002), chosen by AICc; where seasons
 * are long or several, on the series or its logarithms without them, as R's `stlf` does. The form is learned once; constants
 * and first states are those most likely for each history.
 */
export const etsForecaster: Forecaster<Params> = {
  async fit({ history, validation }, params, ctx) {
    throwIfCancelled(ctx.signal);
    const pace = pacer(ctx.signal);
    const all = valuesOf(history, FEWEST, 'range');
    const x = all.slice(0, Math.max(FEWEST, all.length - validation));
    const seasons = seasonsFor(history.periods ?? [history.period], x.length, params);
    const recent = recentOf(x, seasons);
    let kept: Kept | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const { log, forms } of candidatesFor(params, seasons, isPositive(recent))) {
      const scaled = log ? recent.map(Math.log) : recent;
      const y = without(scaled, await seasonsIn(scaled, seasons.split, pace));
      const { form, smoothing, aicc } = await chooseEts(y, forms, seasons.period, pace);
      const criterion = log ? aicc + 2 * scaled.reduce((sum, value) => sum + value, 0) : aicc;
      if (kept !== undefined && !(criterion < least)) continue;
      least = criterion;
      kept = { ...seasons, log, form, smoothing };
    }
    return smoothed(kept as Kept);
  },
  restore: async (weights) => smoothed(keptOf(weights)),
};

function smoothed(kept: Kept): FittedForecaster {
  const weights: Weights = { state: { kept, letters: letters(kept.form) }, tensors: [], networks: [] };
  return {
    async predict({ histories, horizon }, ctx): Promise<readonly Forecast[]> {
      const pace = pacer(ctx.signal);
      const forecasts: Forecast[] = [];
      for (const history of histories) {
        const time = timesAfter(history.frame, horizon);
        const point = await pointsAhead(valuesFor(kept, history), kept, horizon, pace);
        forecasts.push({ target: first(history.frame).key, time, point, quantiles: [] });
      }
      return forecasts;
    },
    weights: async () => weights,
    dispose: () => {},
  };
}

function valuesFor({ split, period }: Kept, history: History): Float64Array {
  const longest = Math.max(period, ...split);
  return longest === 1
    ? valuesOf(history, FEWEST, 'range')
    : valuesOf(history, Math.max(FEWEST, 2 * longest), 'periods');
}

async function pointsAhead(x: Float64Array, kept: Kept, horizon: number, pace: Pace): Promise<Float64Array> {
  const recent = recentOf(x, kept);
  const log = kept.log && isPositive(recent);
  const scaled = log ? recent.map(Math.log) : recent;
  const seasons = await seasonsIn(scaled, kept.split, pace);
  await pace(x.length * 3000);
  const { form, smoothing, end } = fitted(without(scaled, seasons), kept);
  const season = seasonsAhead(seasons, horizon);
  const points = ahead(form, smoothing, end, horizon).map((value, h) => value + (season[h] as number));
  return log ? points.map((value) => Math.min(Math.exp(value), Number.MAX_VALUE)) : points;
}

/** The kept form fitted; its additive likeness where a history's values, or its likelihood, do not allow it. */
function fitted(y: Float64Array, { form, period, smoothing }: Kept): EtsFit {
  const multiplied = form.error === 'multiplicative' || form.season === 'multiplicative';
  if (!multiplied || isPositive(y)) {
    const fit = fitEts(y, form, period, smoothing);
    if (Number.isFinite(fit.logLikelihood)) return fit;
  }
  const season = form.season === 'none' ? 'none' : 'additive';
  return fitEts(y, { error: 'additive', trend: form.trend, season }, period, smoothing);
}

/** The last points: what was before them has long been smoothed away. */
const recentOf = (x: Float64Array, { split, period }: Seasons): Float64Array =>
  x.slice(-Math.max(REACH, 10 * Math.max(period, ...split)));

const seasonsIn = async (x: Float64Array, periods: readonly number[], pace: Pace): Promise<TakenOut> =>
  (await mstl(x, periods, { robust: false, iterations: 2 }, pace)).seasonal;

const without = (x: Float64Array, seasons: TakenOut): Float64Array =>
  x.map((value, t) => seasons.reduce((left, { values }) => left - (values[t] as number), value));

const isPositive = (y: Float64Array): boolean => y.every((value) => value > 0);
