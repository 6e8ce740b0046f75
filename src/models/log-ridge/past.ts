import { throwIfCancelled } from '../../base/errors';
import { directRidge, ridgeLags } from '../../math/forecast/direct-ridge';
import type { Beat } from '../../math/forecast/rhythm';
import { beatOf, byHistory, learnable } from '../by-rhythm';
import type { FittedForecaster, Forecaster } from '../types';

type Params = { readonly scale: string; readonly week: boolean; readonly penalty: number };

/** A ridge regression of every step ahead on past values, solved anew for each history; the rhythm is kept. */
export const ridgeForecaster: Forecaster<Params> = {
  async fit(training, params, ctx) {
    throwIfCancelled(ctx.signal);
    return regressing(learnable(training), params);
  },
  restore: async (weights, params) => regressing(beatOf(weights), params),
};

function regressing({ rhythm, horizon }: Beat, { scale, week, penalty }: Params): FittedForecaster {
  const weights = { state: { rhythm, horizon }, tensors: [], networks: [] };
  const lags = ridgeLags(rhythm, horizon, week);
  return byHistory(weights, { rhythm, horizon }, async (x, pace) => {
    await pace(Math.min(x.length, 2000) * lags.length * (lags.length / 2 + horizon));
    return directRidge(x, horizon, { lags, penalty, power: scale === 'log' ? 0 : 1, reach: Math.E ** 2 });
  });
}
