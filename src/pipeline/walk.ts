import { leading, length, type SeriesFrame } from '../frame/frame';
import type { ModelDefinition } from '../models/types';
import { loadModel, type Walk } from './forecaster';
import { fitInputs } from './inputs';
import { fitPreparation, prepare, restorePreparation } from './prepare';
import { inOwnUnits, type Recipe } from './recipe';
import type { Artifact } from './results';
import { seasonsFor } from './seasons';

/** Members that scale by themselves do best on values in their own units: only the grid and the gaps are seen to. */
export const preparationFor = ({ preparation }: Recipe, { ownScale }: ModelDefinition): Recipe['preparation'] =>
  ownScale === true ? inOwnUnits(preparation) : preparation;

/**
 * Learns all that stands before the model from the training part of a grid: preparation, seasons, and what the recipe's
 * inputs do.
 * @param training the series, and the other series that are inputs beside it
 * @param whole points of the whole grid, of which the training part is the beginning
 * @param known inputs that are known beforehand, as far as they reach; moments
 * @throws StudioError `too-short` at `periods` when a season of the reader's own does not go round twice
 */
export async function learnWalk(
  training: SeriesFrame,
  recipe: Recipe,
  whole: number,
  known?: SeriesFrame,
): Promise<Walk> {
  const model = await loadModel(recipe.model);
  const alone = leading(training);
  const steps = await fitPreparation(alone, preparationFor(recipe, model.definition));
  const prepared = prepare(alone, steps);
  const periods = seasonsFor(prepared, recipe.periods, whole);
  const toCome = whole - length(training) + recipe.horizon;
  const inputs = fitInputs(training, prepared, recipe, periods, steps, known, toCome);
  return { recipe, steps, model, periods, ...(inputs !== undefined && { inputs }) };
}

/** The walk of a kept model, as it was learned. */
export async function walkOf({ recipe, states, periods, inputs }: Artifact): Promise<Walk> {
  const model = await loadModel(recipe.model);
  // Models kept before members had their own scale learned every step.
  const taken =
    states.length === recipe.preparation.length ? recipe.preparation : preparationFor(recipe, model.definition);
  const steps = await restorePreparation(taken, states);
  return { recipe, steps, periods, model, ...(inputs !== undefined && { inputs }) };
}
