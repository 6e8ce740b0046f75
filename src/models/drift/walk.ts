import { throwIfCancelled } from '../../base/errors';
import { closedForm, damaged, isSteps, valuesOf } from '../request';
import type { FittedForecaster, Forecaster } from '../types';

/**
 * A random walk with drift on the seasonally differenced series: y[n + h] = y[n + h - period] + the mean of all
 * y[t] - y[t - period], and so on from those (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.2, for period
 * 1: the line from the first value to the last). The period is the training history's; the drift each history's own.
 */
export const walkWithDrift: Forecaster<Readonly<Record<never, never>>> = {
  async fit({ history }, _, ctx) {
    throwIfCancelled(ctx.signal);
    const period = Math.max(1, history.period);
    valuesOf(history, period + 1, 'periods');
    return walking(period);
  },
  async restore({ state: { period } }) {
    if (!isSteps(period)) throw damaged();
    return walking(period);
  },
};

function walking(period: number): FittedForecaster {
  return closedForm({ period }, (history, horizon) => {
    const values = valuesOf(history, period + 1, 'periods');
    const n = values.length;
    let sum = 0;
    for (let t = period; t < n; t++) sum += (values[t] as number) - (values[t - period] as number);
    const growth = sum / (n - period);
    return Float64Array.from(
      { length: horizon },
      (_, h) => (values[n - period + (h % period)] as number) + growth * (1 + Math.floor(h / period)),
    );
  });
}
