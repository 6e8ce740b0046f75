import { type Failure, toFailure } from '../base/errors';
import type { NamedRecipe } from '../vault/types';
import { type Deps, say, sayFailure } from './deps';
import { historyOf } from './history';
import { connect, forgetRead, isOpen, pointAt } from './open-actions';
import { hasOwnText } from './query-list';
import { read } from './read-actions';
import { recipeOf } from './recipe-actions';
import { refreshLibrary } from './work-actions';

/** Keeps the recipe as it stands under a name, in this browser. */
export async function keepRecipe(deps: Deps, name: string): Promise<void> {
  try {
    const kept = await (await deps.vault).recipes.put(recipeOf(deps), name);
    say(deps, `Kept the recipe “${kept.name}” in the library.`, { tone: 'good' });
    await refreshLibrary(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Takes a kept recipe up again: on the open source when it is the same, else on its own, asking for what it needs. */
export async function openRecipe(deps: Deps, { recipe }: Pick<NamedRecipe, 'recipe'>): Promise<void> {
  const { store } = deps;
  deps.held.horizonChosen = true;
  // What was read before is not this recipe's.
  forgetRead(deps);
  store.setState({ recipe: historyOf(recipe) });
  if (isOpen(deps, recipe.source) && hasOwnText(recipe)) {
    store.setState({ room: 'data' });
    say(deps, 'This recipe asks in a text of its own. Look at it, then read.');
  } else if (isOpen(deps, recipe.source)) {
    store.setState({ room: 'explore' });
    await read(deps);
  } else if (recipe.source.id === 'demo') {
    store.setState({ room: 'explore' });
    if (await connect(deps, recipe.source.id, recipe.source.params)) await read(deps);
  } else {
    pointAt(deps, recipe.source, false);
    store.setState({ room: 'data' });
    say(deps, 'Connect to its source, and the recipe is read.');
  }
}

/** Deletes a kept recipe; the notice that says so can undo it. */
export async function removeRecipe(deps: Deps, { id, name }: NamedRecipe): Promise<void> {
  try {
    const token = await (await deps.vault).recipes.remove(id);
    say(deps, `Deleted the recipe “${name}”.`, { undo: { model: token } });
    await refreshLibrary(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Keeps a recipe from a file. Gives the failure, to be shown where the file was chosen, when it is none or damaged. */
export async function importRecipeFile(deps: Deps, file: File): Promise<Failure | undefined> {
  try {
    const [{ importRecipe }, { families }] = await Promise.all([
      import('../exports/import-recipe'),
      import('./all-families'),
    ]);
    const { name, recipe } = importRecipe(
      { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) },
      families,
    );
    await (await deps.vault).recipes.put(recipe, name);
    await refreshLibrary(deps);
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}
