import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { length, type SeriesFrame } from '../../frame/frame';
import { forecastPrepared, historyOf, loadModel } from '../../pipeline/forecaster';
import { fitPreparation, restoreScale } from '../../pipeline/prepare';
import type { Recipe } from '../../pipeline/recipe';
import { preparationFor } from '../../pipeline/walk';

/**
 * A point forecast from the end of one series, by the recipe's own walk: prepare, split where the model wants parts,
 * fit, forecast, bring back to units. Unlike `train`, nothing is held back for judging (a benchmark has its own test part),
 * nor for choosing where the model trains no network.
 */
export async function forecastSeries(
  frame: SeriesFrame,
  recipe: Recipe,
  periods: readonly number[],
  ctx: JobContext,
): Promise<Float64Array> {
  const { horizon } = recipe;
  const model = await loadModel(recipe.model);
  const { trains } = model.definition;
  const steps = await fitPreparation(frame, preparationFor(recipe, model.definition));
  const walk = { recipe, steps, periods, model };
  const history = await historyOf(walk, frame, ctx);
  const validation = trains ? Math.max(horizon, Math.round(length(frame) * recipe.split.validation)) : 0;
  const fitted = await model.forecaster.fit({ history, validation, horizon }, model.params, ctx);
  try {
    const { forecasts } = await forecastPrepared(walk, fitted, [frame], horizon, ctx);
    const [forecast] = forecasts;
    if (forecast === undefined) throw new StudioError('internal', 'The model gave no forecast.');
    return restoreScale(forecast.point, steps);
  } finally {
    fitted.dispose();
  }
}

/**
 * Point forecasts from the end of many series that learn together, in their order; undefined for series too short. In
 * their own units, nothing held back. Undefined in all where the model learns from one series only.
 */
export async function forecastTogether(
  frames: readonly SeriesFrame[],
  recipe: Recipe,
  periods: readonly number[],
  ctx: JobContext,
): Promise<readonly (Float64Array | undefined)[] | undefined> {
  const { horizon } = recipe;
  const { forecaster, params } = await loadModel(recipe.model);
  if (forecaster.fitTogether === undefined) return undefined;
  const histories = frames.map((frame) => ({ frame, period: periods.at(-1) ?? 1, periods }));
  const trainings = histories.map((history) => ({ history, validation: 0, horizon }));
  const fitted = await forecaster.fitTogether(trainings, params, ctx);
  const points: (Float64Array | undefined)[] = [];
  for (const [i, history] of histories.entries()) {
    const forecasts = await fitted[i]?.predict({ histories: [history], horizon }, ctx);
    fitted[i]?.dispose();
    points.push(forecasts?.[0]?.point);
  }
  return points;
}
