import type { Choice } from '../base/definition';
import type { ParamValues } from '../base/params';
import type { SeriesQuery } from '../frame/query';
import type { Recipe } from '../pipeline/recipe';
import type { Deps } from './deps';
import { record, redo, undo } from './history';

/** The recipe as it stands. */
export const recipeOf = ({ store }: Pick<Deps, 'store'>): Recipe => store.getState().recipe.present;

/** Changes the recipe; undoable. Changing nothing leaves no trace. */
export function changeRecipe({ store }: Deps, patch: Partial<Recipe>): void {
  store.setState(({ recipe }) => {
    const next = { ...recipe.present, ...patch };
    return JSON.stringify(next) === JSON.stringify(recipe.present) ? {} : { recipe: record(recipe, next) };
  });
}

/** Puts into the recipe what follows from the data, not from the reader: no step of its own to undo. */
export function amendRecipe({ store }: Deps, patch: Partial<Recipe>): void {
  store.setState(({ recipe }) => {
    const present = { ...recipe.present, ...patch };
    return JSON.stringify(present) === JSON.stringify(recipe.present) ? {} : { recipe: { ...recipe, present } };
  });
}

/** Changes the query. A built query forgets the reader's own text unless the patch brings one. */
export function changeQuery(deps: Deps, patch: Partial<SeriesQuery>): void {
  const { text: _, ...query } = recipeOf(deps).query;
  changeRecipe(deps, { query: { ...query, ...patch } });
}

type Family = 'decomposition' | 'model' | 'detector' | 'clusterer';

/** Takes another member of a family, with its defaults. */
export const chooseMember = (deps: Deps, family: Family, id: string): void =>
  changeRecipe(deps, { [family]: { id, params: {} } satisfies Choice });

/** Sets parameters of the chosen member of a family. */
export function setParams(deps: Deps, family: Family, params: ParamValues): void {
  const choice = recipeOf(deps)[family];
  changeRecipe(deps, { [family]: { ...choice, params: { ...choice.params, ...params } } });
}

/** Sets parameters of one step of preparation. */
export function setStepParams(deps: Deps, id: string, params: ParamValues): void {
  changeRecipe(deps, {
    preparation: recipeOf(deps).preparation.map((step) =>
      step.id === id ? { ...step, params: { ...step.params, ...params } } : step,
    ),
  });
}

export const undoRecipe = ({ store }: Deps): void => store.setState(({ recipe }) => ({ recipe: undo(recipe) }));
export const redoRecipe = ({ store }: Deps): void => store.setState(({ recipe }) => ({ recipe: redo(recipe) }));
