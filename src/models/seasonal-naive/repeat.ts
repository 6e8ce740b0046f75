import { throwIfCancelled } from '../../base/errors';
import { closedForm, damaged, isSteps, valuesOf } from '../request';
import type { FittedForecaster, Forecaster } from '../types';

/**
 * y[n + h] = y[n + h - period], and so on from those (Hyndman and Athanasopoulos, Forecasting: Principles and Practice,
 * 5.2). The period is the training history's; 1 repeats the last value. Forecasting needs one whole season of history.
 */
export const repeatLastSeason: Forecaster<Readonly<Record<never, never>>> = {
  async fit({ history }, _, ctx) {
    throwIfCancelled(ctx.signal);
    const period = Math.max(1, history.period);
    valuesOf(history, period, 'periods');
    return repeating(period);
  },
  async restore({ state: { period } }) {
    if (!isSteps(period)) throw damaged();
    return repeating(period);
  },
};

function repeating(period: number): FittedForecaster {
  return closedForm({ period }, (history, horizon) => {
    const values = valuesOf(history, period, 'periods');
    return Float64Array.from({ length: horizon }, (_, h) => values[values.length - period + (h % period)] as number);
  });
}
