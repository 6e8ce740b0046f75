import type { SeriesQuery } from '../frame/query';
import type { Recipe } from '../pipeline/recipe';
import type { Deps } from './deps';
import type { History } from './history';
import { queriesOf } from './query-list';
import { amendRecipe, changeQuery, changeRecipe, recipeOf } from './recipe-actions';

/** Typing that pauses for less than this is one step to undo. */
const PAUSE_MS = 2000;

/** The person's own text in place of the built one, and which database it is asked in. What is typed in one go is one step of undo. */
export function writeOwn(deps: Deps, text: string, patch: Partial<Pick<SeriesQuery, 'database'>> = {}): void {
  const { recipe } = deps.store.getState();
  const now = deps.now();
  const { held } = deps;
  const standing = recipe.present.query.text;
  const goesOn = standing !== undefined && now - (held.typedAt ?? -Infinity) < PAUSE_MS && recipe.future.length === 0;
  held.typedAt = now;
  // Another database for a text, or a text taken up again, is no typing.
  if (standing !== undefined && standing !== text) knowTexts(deps, [{ text }]);
  const query = { ...recipeOf(deps).query, ...patch, text };
  if (goesOn) amendRecipe(deps, { query });
  else changeRecipe(deps, { query });
}

/** Back to the query built of choices. The own text is not lost: undo brings it back, and so does `lastOwn`. */
export function buildAgain(deps: Deps): void {
  delete deps.held.typedAt;
  changeQuery(deps, {});
}

/** Remembers, until the page is left, that the person typed or sent the texts of these queries. */
export function knowTexts({ held }: Deps, queries: readonly Pick<SeriesQuery, 'text'>[]): void {
  const texts = queries.flatMap(({ text }) => (text === undefined ? [] : [text]));
  if (texts.length > 0) held.ownTexts = new Set([...(held.ownTexts ?? []), ...texts]);
}

/** Whether a recipe asks in a text that nobody typed or sent here: a link, a model or a kept recipe may have brought it. */
export const hasForeignText = ({ held }: Deps, recipe: Pick<Recipe, 'query' | 'more'>): boolean =>
  queriesOf(recipe).some(({ text }) => text !== undefined && held.ownTexts?.has(text) !== true);

/** The last text of the person's own, of the same source, that the recipe held. */
export const lastOwn = ({ past, present }: History<Recipe>): string | undefined =>
  [...past].reverse().find(({ query, source }) => source.id === present.source.id && query.text?.trim())?.query.text;
