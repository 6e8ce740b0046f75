import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { length, type SeriesFrame } from '../../frame/frame';
import type { Forecast } from '../../frame/parts';
import type { HeldForecast } from '../../pipeline/band';
import { errorsBefore } from '../../pipeline/band-errors';
import { forecastPrepared, historyOf, loadModel, type Walk } from '../../pipeline/forecaster';
import { fitPreparation, restoreScale } from '../../pipeline/prepare';
import type { Recipe } from '../../pipeline/recipe';
import { preparationFor } from '../../pipeline/walk';

/** A forecast in the series' units, and what a band for it can be learned from. */
export interface Ahead {
  readonly point: Float64Array;
  /** As the model gave it. */
  readonly prepared: Forecast;
  readonly walk: Walk;
  /** Of the same fit, where part of the series was held back from it. */
  readonly errors?: readonly HeldForecast[];
}

/**
 * A forecast from the end of one series, by the recipe's own walk: prepare, split where the model wants parts,
 * fit, forecast, bring back to units. Unlike `train`, nothing is held back for judging (a benchmark has its own test part),
 * nor for choosing where the model trains no network. @param banded whether a network is asked for its errors as well
 */
export async function forecastSeries(
  frame: SeriesFrame,
  recipe: Recipe,
  periods: readonly number[],
  ctx: JobContext,
  banded = false,
): Promise<Ahead> {
  const { horizon } = recipe;
  const model = await loadModel(recipe.model);
  const { trains } = model.definition;
  const steps = await fitPreparation(frame, preparationFor(recipe, model.definition));
  const walk = { recipe, steps, periods, model };
  const history = await historyOf(walk, frame, ctx);
  const train = length(frame);
  const validation = trains ? heldBack(train, recipe) : 0;
  const fitted = await model.forecaster.fit({ history, validation, horizon }, model.params, ctx);
  try {
    const { forecasts } = await forecastPrepared(walk, fitted, [frame], horizon, ctx);
    const [forecast] = forecasts;
    if (forecast === undefined) throw new StudioError('internal', 'The model gave no forecast.');
    const point = restoreScale(forecast.point, steps);
    if (!trains || !banded) return { point, prepared: forecast, walk };
    const errors = await errorsBefore(walk, fitted, frame, { fit: train - validation, train }, ctx);
    return { point, prepared: forecast, walk, errors };
  } finally {
    fitted.dispose();
  }
}

/** How many points at the end of `n` a model does not learn from. */
export const heldBack = (n: number, { horizon, split }: Recipe): number =>
  Math.max(horizon, Math.round(n * split.validation));

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
