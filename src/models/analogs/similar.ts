import { throwIfCancelled } from '../../base/errors';
import { guidedAnalogs, weekAnalogs } from '../../math/forecast/analogs';
import { changesAlone, forecastByChanges } from '../../math/forecast/change-model';
import type { Beat } from '../../math/forecast/rhythm';
import { beatOf, byHistory, learnable } from '../by-rhythm';
import type { FittedForecaster, Forecaster } from '../types';

type Params = { readonly guide: string };

/** The mean future of past moments like now, looked for in each history; the rhythm is kept. */
export const analogForecaster: Forecaster<Params> = {
  async fit(training, { guide }, ctx) {
    throwIfCancelled(ctx.signal);
    return comparing(learnable(training), guide);
  },
  restore: async (weights, { guide }) => comparing(beatOf(weights), guide),
};

function comparing({ rhythm, horizon }: Beat, guide: string): FittedForecaster {
  const weights = { state: { rhythm, horizon }, tensors: [], networks: [] };
  const changes = changesAlone(rhythm, horizon);
  return byHistory(weights, { rhythm, horizon }, async (x, pace) => {
    if (guide === 'week') return weekAnalogs(x, rhythm, horizon);
    return guidedAnalogs(x, rhythm, await forecastByChanges(changes, x, undefined, pace));
  });
}
