import { throwIfCancelled } from '../../base/errors';
import { first } from '../../frame/frame';
import type { Forecast, Weights } from '../../frame/parts';
import { chooseEts } from '../../math/forecast/ets/choose';
import { type EtsFit, fitEts } from '../../math/forecast/ets/fit';
import { type EtsForm, letters, type Smoothing } from '../../math/forecast/ets/form';
import { ahead } from '../../math/forecast/ets/smooth';
import { mstlSeasons, seasonsAhead } from '../../math/mstl';
import { type Pace, pacer } from '../../math/pace';
import { timesAfter, valuesOf } from '../request';
import type { FittedForecaster, Forecaster, History } from '../types';
import { formsOf, type Params, type Seasons, seasonsFor } from './forms';

/** Fewest points a form can be fitted to. */
const FEWEST = 4;
/** So many points at the end are looked at, or ten of the longest season: what was before them has long been smoothed away. */
const REACH = 5000;

/** What is kept: the form, how seasons are treated and the constants each history's fit starts from. */
interface Kept extends Seasons {
  readonly form: EtsForm;
  readonly smoothing: Smoothing;
}

/**
 * Exponential smoothing in the state space forms of Hyndman, Koehler, Snyder and Grose (2002), chosen by AICc; where seasons
 * are long or several, on the series without them, as R's `stlf` does. The form is learned once; constants and first states
 * are those most likely for each history.
 */
export const etsForecaster: Forecaster<Params> = {
  async fit({ history }, params, ctx) {
    throwIfCancelled(ctx.signal);
    const pace = pacer(ctx.signal);
    const x = valuesOf(history, FEWEST, 'range');
    const seasons = seasonsFor(history.periods ?? [history.period], x.length, params);
    const { y } = await adjusted(x, seasons, pace);
    const { form, smoothing } = await chooseEts(y, formsOf(params, seasons, isPositive(y)), seasons.period, pace);
    return smoothed({ ...seasons, form, smoothing });
  },
  restore: async ({ state }) => smoothed(state.kept as Kept),
};

function smoothed(kept: Kept): FittedForecaster {
  const weights: Weights = { state: { kept, form: letters(kept.form) }, tensors: [], networks: [] };
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
  const { y, season } = await adjusted(x, kept, pace);
  await pace(y.length * 3000);
  const { form, smoothing, end } = fitted(y, kept);
  const seasons = season(horizon);
  return ahead(form, smoothing, end, horizon).map((value, h) => value + (seasons[h] as number));
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

/** The last points, without the seasons to be taken out first; and what those seasons add ahead. */
async function adjusted(
  x: Float64Array,
  { split, period }: Seasons,
  pace: Pace,
): Promise<{ readonly y: Float64Array; readonly season: (horizon: number) => Float64Array }> {
  const recent = x.slice(-Math.max(REACH, 10 * Math.max(period, ...split)));
  const seasons = await mstlSeasons(recent, split, pace);
  const y = recent.map((value, t) => seasons.reduce((left, { values }) => left - (values[t] as number), value));
  return { y, season: (horizon) => seasonsAhead(seasons, horizon) };
}

const isPositive = (y: Float64Array): boolean => y.every((value) => value > 0);
