import type { SeriesQuery } from '../frame/query';
import type { Recipe } from '../pipeline/recipe';
import type { Deps } from './deps';
import type { History } from './history';
import { amendRecipe, changeQuery, changeRecipe, recipeOf } from './recipe-actions';

/** Typing that pauses for less than this is one step to undo. */
const PAUSE_MS = 2000;

let typedAt = Number.NEGATIVE_INFINITY;

/** The person's own text in place of the built one, and which database it is asked in. What is typed in one go is one step of undo. */
export function writeOwn(deps: Deps, text: string, patch: Partial<Pick<SeriesQuery, 'database'>> = {}): void {
  const { recipe } = deps.store.getState();
  const now = deps.now();
  const goesOn = recipe.present.query.text !== undefined && now - typedAt < PAUSE_MS && recipe.future.length === 0;
  typedAt = now;
  const query = { ...recipeOf(deps).query, ...patch, text };
  if (goesOn) amendRecipe(deps, { query });
  else changeRecipe(deps, { query });
}

/** Back to the query built of choices. The own text is not lost: undo brings it back, and so does `lastOwn`. */
export function buildAgain(deps: Deps): void {
  typedAt = Number.NEGATIVE_INFINITY;
  changeQuery(deps, {});
}

/** The last text of the person's own, of the same source, that the recipe held. */
export const lastOwn = ({ past, present }: History<Recipe>): string | undefined =>
  [...past].reverse().find(({ query, source }) => source.id === present.source.id && query.text?.trim())?.query.text;
