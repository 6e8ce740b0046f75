import { throwIfCancelled } from '../../base/errors';
import { profileRidge } from '../../math/forecast/profile-ridge';
import { type Beat, type Rhythm, SLOW_LAGS } from '../../math/forecast/rhythm';
import { beatOf, byHistory, learnable } from '../by-rhythm';
import type { FittedForecaster, Forecaster } from '../types';

type Params = { readonly decay: number; readonly memory: number };

/** The usual week plus a ridge regression on deviations from it, solved anew for each history; the rhythm is kept. */
export const profileForecaster: Forecaster<Params> = {
  async fit(training, params, ctx) {
    throwIfCancelled(ctx.signal);
    return fading(learnable(training), params);
  },
  restore: async (weights, params) => fading(beatOf(weights), params),
};

function fading({ rhythm, horizon }: Beat, { decay, memory }: Params): FittedForecaster {
  const weights = { state: { rhythm, horizon }, tensors: [], networks: [] };
  return byHistory(weights, { rhythm, horizon }, async (x, pace) => {
    const how = {
      ...seasonIn(rhythm, x.length - horizon),
      decay,
      memory: memory > 0 ? memory : Number.POSITIVE_INFINITY,
    };
    await pace(x.length * how.lags * (how.lags + horizon));
    return profileRidge(x, horizon, how);
  });
}

/** The season of the profile and how many deviations are looked at: a day of them; a year needs one row after it. */
function seasonIn(rhythm: Rhythm, room: number): { readonly week: number | undefined; readonly lags: number } {
  if (rhythm.kind === 'daily') return { week: rhythm.week, lags: Math.min(rhythm.day, 24) };
  const fits = rhythm.year !== undefined && room >= rhythm.year + SLOW_LAGS;
  return { week: fits ? rhythm.year : undefined, lags: SLOW_LAGS };
}
