import { throwIfCancelled } from '../../base/errors';
import { fitLine } from '../../math/regression';
import { closedForm, damaged, valuesOf } from '../request';
import type { FittedForecaster, Forecaster, History } from '../types';
import { lastChange } from './change';

type Params = { readonly severity: number; readonly shortest: number };

/**
 * Supralog's linear model: least squares through the points after the last slope change, drawn on. The line is drawn
 * anew for each history that is forecast, since only its own end says where it is going; what is kept is how to find it.
 */
export const lineAfterLastChange: Forecaster<Params> = {
  async fit({ history }, { severity, shortest }, ctx) {
    throwIfCancelled(ctx.signal);
    pointsOf(history);
    return drawing({ severity, shortest });
  },
  async restore({ state: { severity, shortest } }) {
    if (typeof severity !== 'number' || typeof shortest !== 'number') throw damaged();
    return drawing({ severity, shortest });
  },
};

function drawing(params: Params): FittedForecaster {
  return closedForm(params, (history, horizon) => {
    const values = pointsOf(history);
    const start = lastChange(values, params.severity, params.shortest);
    const { slope, intercept } = fitLine(values.slice(start), start);
    return Float64Array.from({ length: horizon }, (_, h) => intercept + slope * (values.length + h));
  });
}

const pointsOf = (history: History): Float64Array => valuesOf(history, 2, 'range');
