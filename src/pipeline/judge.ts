import type { JobContext } from '../base/job';
import { quietContext } from '../base/job';
import { first, length, type SeriesFrame, slice } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import { coverage } from '../math/metrics/coverage';
import { mae } from '../math/metrics/mae';
import { mase } from '../math/metrics/mase';
import { pinball } from '../math/metrics/pinball';
import { rmse } from '../math/metrics/rmse';
import { beyondRounding, largestOf } from '../math/metrics/rounding';
import { smape } from '../math/metrics/smape';
import type { FittedForecaster } from '../models/types';
import { quantileAt } from './band';
import { finish, forecastPrepared, loadModel, mainPeriod, type Walk } from './forecaster';
import { prepare } from './prepare';
import type { Calibration, HalfWidths, Metrics } from './results';

/**
 * Places to forecast from: evenly spaced, at most `most`, each with `horizon` known points after it, none before `from`.
 * The last one is `to - horizon`.
 */
export function origins(from: number, to: number, horizon: number, most: number): readonly number[] {
  const last = to - horizon;
  if (last < from) return [];
  const count = Math.min(most, Math.max(1, Math.floor((last - from) / Math.max(1, Math.round(horizon / 2))) + 1));
  if (count === 1) return [last];
  return Array.from({ length: count }, (_, i) => Math.round(from + ((last - from) * i) / (count - 1)));
}

/** Forecasts from several origins of one raw series on its grid, each seeing only what came before it. */
export interface Trial {
  readonly origin: number;
  readonly forecast: Forecast;
  /** What then happened, NaN where it was not recorded. */
  readonly actual: Float64Array;
}

/**
 * The errors of one forecaster over its trials. MASE is scaled by the seasonal naive error on the training part. An error
 * that is only rounding counts as none.
 */
export function measure(name: string, trials: readonly Trial[], training: Float64Array, period: number): Metrics {
  const over = (score: (trial: Trial) => number): number => {
    const values = trials.map(score).filter((value) => Number.isFinite(value));
    return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const largest = largestOf(training, ...trials.map(({ actual }) => actual));
  const error = over(({ actual, forecast }) => mae(actual, forecast.point));
  return {
    name,
    mae: beyondRounding(error, largest),
    rmse: beyondRounding(
      over(({ actual, forecast }) => rmse(actual, forecast.point)),
      largest,
    ),
    smape: over(({ actual, forecast }) => smape(actual, forecast.point)),
    mase:
      beyondRounding(error, largest) === 0
        ? over(({ actual }) => mase(actual, actual, training, period))
        : over(({ actual, forecast }) => mase(actual, forecast.point, training, period)),
    coverage: over(({ actual, forecast: { quantiles } }) => {
      const [lower, upper] = [quantiles[0], quantiles.at(-1)];
      return lower === undefined || upper === undefined ? Number.NaN : coverage(actual, lower.values, upper.values);
    }),
    pinball: beyondRounding(over(meanPinball), largest),
  };
}

const TENTHS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** The mean pinball loss at every tenth; of a forecast without quantiles, whose point stands for each of them, half its MAE. */
function meanPinball({ actual, forecast: { point, quantiles, fan = quantiles } }: Trial): number {
  if (fan.length < 3) return mae(actual, point) / 2;
  const losses = TENTHS.map((level) => pinball(actual, quantileAt(fan, level), level));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Runs a fitted model from each origin of the grid. */
export async function tryOut(
  walk: Walk,
  fitted: FittedForecaster,
  grid: SeriesFrame,
  from: readonly number[],
  horizon: number,
  calibration: Calibration | HalfWidths,
  ctx: JobContext,
): Promise<readonly Trial[]> {
  const raws = from.map((origin) => slice(grid, 0, origin));
  const { forecasts } = await forecastPrepared(walk, fitted, raws, horizon, ctx);
  const { values } = first(grid);
  return from.map((origin, i) => ({
    origin,
    forecast: finish(walk, forecasts[i] as Forecast, calibration),
    actual: values.slice(origin, origin + horizon),
  }));
}

/** The baseline every figure stands beside: the last season repeated (the last value without a season). */
export async function baseline(
  walk: Walk,
  grid: SeriesFrame,
  from: readonly number[],
  horizon: number,
): Promise<readonly Trial[]> {
  const period = mainPeriod(walk.periods);
  const { forecaster, params } = await loadModel({ id: 'seasonal-naive', params: {} });
  const ctx = quietContext(() => 0);
  const { values } = first(grid);
  const trials: Trial[] = [];
  for (const origin of from) {
    const filled = prepare(
      slice(grid, 0, origin),
      walk.steps.filter(({ id }) => id === 'fill'),
    );
    const history = { frame: filled, period: Math.min(period, length(filled)) };
    const fitted = await forecaster.fit({ history, validation: 0, horizon }, params, ctx);
    const [forecast] = await fitted.predict({ histories: [history], horizon }, ctx);
    fitted.dispose();
    if (forecast !== undefined) trials.push({ origin, forecast, actual: values.slice(origin, origin + horizon) });
  }
  return trials;
}
