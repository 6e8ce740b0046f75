import { throwIfCancelled } from '../../base/errors';
import { isSeasonal, seasonalFigure, thetaForecast } from '../../math/forecast/theta';
import { closedForm, valuesOf } from '../request';
import type { FittedForecaster, Forecaster, History } from '../types';

type Params = { readonly season: string };

/**
 * The Theta method with the season taken out by classical decomposition, as in the M4 competition. Which season (the longest
 * that shows, 1 = none) is learned once; everything else is solved anew for each history.
 */
export const thetaLines: Forecaster<Params> = {
  async fit({ history }, { season }, ctx) {
    throwIfCancelled(ctx.signal);
    const values = valuesOf(history, FEWEST, 'range');
    const periods = (history.periods ?? [history.period]).filter((p) => p > 1 && 2 * p <= values.length);
    const shown = season === 'auto' ? periods.filter((p) => isSeasonal(values, p)) : season === 'never' ? [] : periods;
    return drawing(shown.at(-1) ?? 1);
  },
  restore: async ({ state }) => drawing(state.period as number),
};

const FEWEST = 2;

function drawing(period: number): FittedForecaster {
  return closedForm({ period }, (history: History, horizon) => {
    const seasonal = period > 1;
    const values = valuesOf(history, seasonal ? 2 * period : FEWEST, seasonal ? 'periods' : 'range');
    return thetaForecast(values, horizon, seasonal ? seasonalFigure(values, period) : undefined);
  });
}
