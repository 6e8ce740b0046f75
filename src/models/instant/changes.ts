import { throwIfCancelled } from '../../base/errors';
import type { Weights } from '../../frame/parts';
import {
  type ChangeModel,
  changesAlone,
  dailyChanges,
  forecastByChanges,
  learnTogether,
  slowChanges,
} from '../../math/forecast/change-model';
import type { Coefficients } from '../../math/forecast/change-regression';
import { type Beat, SLOW_LAGS } from '../../math/forecast/rhythm';
import { wideLags } from '../../math/forecast/seasonal-changes';
import { beatOf, byHistory, learnable } from '../by-rhythm';
import { inPools } from '../pools';
import type { FittedForecaster, Forecaster } from '../types';

type Params = { readonly form: string };

/**
 * A regression on seasonal changes. Alone, it is solved anew for each history that is forecast; what is kept is the rhythm.
 * Together, each group of alike series has one set of coefficients, which is kept.
 */
export const seasonalChangesForecaster: Forecaster<Params> = {
  async fit(training, { form }, ctx) {
    throwIfCancelled(ctx.signal);
    return changing(learnable(training), form);
  },

  fitTogether: (trainings, params, ctx) =>
    inPools(
      trainings,
      ctx,
      async ({ series, groups, ...beat }, pace) => {
        const model = modelFor(beat, params.form, true);
        const learned = new Map<number, Coefficients>();
        for (const k of new Set(groups)) {
          const alike = series.filter((_, i) => groups[i] === k);
          learned.set(k, await learnTogether(model, alike, pace));
          const done = series.filter((_, i) => learned.has(groups[i] as number)).length;
          ctx.progress({ phase: 'Learning from alike series', done, total: series.length, unit: 'series' });
        }
        return Array.from(groups, (k) => changing(beat, params.form, learned.get(k)));
      },
      (training) => seasonalChangesForecaster.fit(training, params, ctx),
    ),

  restore: async (weights) => changing(beatOf(weights), weights.state.form as string, weights.tensors[0]?.data),
};

function changing({ rhythm, horizon }: Beat, form: string, coefficients?: Coefficients): FittedForecaster {
  const beat = { rhythm, horizon };
  const model = modelFor(beat, form, coefficients !== undefined);
  const weights: Weights = {
    state: { ...beat, form },
    tensors:
      coefficients === undefined
        ? []
        : [{ name: 'changes', shape: [horizon, coefficients.length / horizon], data: coefficients }],
    networks: [],
  };
  return byHistory(weights, beat, (x, pace) => forecastByChanges(model, x, coefficients, pace));
}

function modelFor({ rhythm, horizon }: Beat, form: string, together: boolean): ChangeModel {
  const told = form === 'level' ? 'level' : 'profile';
  if (!together) return changesAlone(rhythm, horizon, told);
  if (rhythm.kind === 'slow') {
    return slowChanges(rhythm.year, horizon, { lags: SLOW_LAGS, memory: 150, penalty: 0.1, passes: 2 });
  }
  return dailyChanges(rhythm, horizon, { form: told, lags: wideLags(rhythm.day), stride: 6, penalty: 0.01, passes: 0 });
}
