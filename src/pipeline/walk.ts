import type { SeriesFrame } from '../frame/frame';
import type { ModelDefinition } from '../models/types';
import { loadModel, type Walk } from './forecaster';
import { fitPreparation, prepare, restorePreparation } from './prepare';
import type { Recipe } from './recipe';
import type { Artifact } from './results';
import { seasonsFor } from './seasons';

/** Members that scale by themselves do best on values in their own units: only the grid and the gaps are seen to. */
export const preparationFor = ({ preparation }: Recipe, { ownScale }: ModelDefinition): Recipe['preparation'] =>
  ownScale === true ? preparation.filter(({ id }) => id === 'resample' || id === 'fill') : preparation;

/**
 * Learns all that stands before the model from the training part of a grid: preparation and seasons.
 * @param whole points of the whole grid, of which the training part is the beginning
 * @throws StudioError `too-short` at `periods` when a season of the reader's own does not go round twice
 */
export async function learnWalk(training: SeriesFrame, recipe: Recipe, whole: number): Promise<Walk> {
  const model = await loadModel(recipe.model);
  const steps = await fitPreparation(training, preparationFor(recipe, model.definition));
  return { recipe, steps, model, periods: seasonsFor(prepare(training, steps), recipe.periods, whole) };
}

/** The walk of a kept model, as it was learned. */
export async function walkOf({ recipe, states, periods }: Artifact): Promise<Walk> {
  const model = await loadModel(recipe.model);
  // Models kept before members had their own scale learned every step.
  const taken =
    states.length === recipe.preparation.length ? recipe.preparation : preparationFor(recipe, model.definition);
  return { recipe, steps: await restorePreparation(taken, states), periods, model };
}
