import { throwIfCancelled } from '../../base/errors';
import { isSeasonal, seasonalFigure, thetaMethod } from '../../math/forecast/theta';
import { closedForm, damaged, isSteps, valuesOf } from '../request';
import type { FittedForecaster, Forecaster, History } from '../types';

type Params = { readonly season: string };

/**
 * The Theta method with the season taken out by classical decomposition, as in the M4 competition. Which season (the longest
 * that shows, 1 = none) is learned once; everything else is solved anew for each history.
 */
export const thetaLines: Forecaster<Params> = {
  async fit({ history, validation }, { season }, ctx) {
    throwIfCancelled(ctx.signal);
    const all = valuesOf(history, FEWEST, 'range');
    const values = all.slice(0, Math.max(FEWEST, all.length - validation));
    const periods = (history.periods ?? [history.period]).filter((p) => p > 1 && 2 * p <= values.length);
    const shown = season === 'auto' ? periods.filter((p) => isSeasonal(values, p)) : season === 'never' ? [] : periods;
    return drawing(shown.at(-1) ?? 1);
  },
  async restore({ state: { period } }) {
    if (!isSteps(period)) throw damaged();
    return drawing(period);
  },
};

const FEWEST = 2;

function drawing(period: number): FittedForecaster {
  return closedForm({ period }, (history: History, horizon) => {
    const seasonal = period > 1;
    const values = valuesOf(history, seasonal ? 2 * period : FEWEST, seasonal ? 'periods' : 'range');
    return thetaMethod(values, horizon, seasonal ? seasonalFigure(values, period) : undefined);
  });
}
