import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { length, type SeriesFrame } from '../../frame/frame';
import { forecastPrepared, historyOf, loadModel } from '../../pipeline/forecaster';
import { fitPreparation, restoreScale } from '../../pipeline/prepare';
import type { Recipe } from '../../pipeline/recipe';

/**
 * A point forecast from the end of one series, by the recipe's own walk: prepare, split where the model wants parts,
 * fit, forecast, bring back to units. Unlike `train`, nothing is held back for judging: a benchmark has its own test part.
 */
export async function forecastSeries(
  frame: SeriesFrame,
  recipe: Recipe,
  periods: readonly number[],
  ctx: JobContext,
): Promise<Float64Array> {
  const { horizon } = recipe;
  const steps = await fitPreparation(frame, recipe.preparation);
  const model = await loadModel(recipe.model);
  const walk = { recipe, steps, periods, model };
  const history = await historyOf(walk, frame, ctx);
  const validation = Math.max(horizon, Math.round(length(frame) * recipe.split.validation));
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
