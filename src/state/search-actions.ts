import { StudioError, toFailure } from '../base/errors';
import type { Progress } from '../base/job';
import { defaults } from '../base/params';
import type { Weights } from '../frame/parts';
import { models } from '../models';
import type { ModelMember } from '../models/types';
import type { Recipe } from '../pipeline/recipe';
import type { Budget, Search, SearchTrial } from '../pipeline/search';
import { dimensionsOf, usualOf, withSettings } from '../pipeline/search-space';
import { cancelRun, type Deps, runAs, sayFailure } from './deps';
import { withInputSeries } from './input-series';
import { changeRecipe, recipeOf } from './recipe-actions';
import { latest } from './run';
import { chosenSeries, seriesRead } from './series';
import type { PausedSearch, Studio } from './store';
import { noSeries, sameTraining, saysUnread, saysUnshaped } from './work-actions';

/** The key under which a stopped search is kept. */
const searchKey = 'search';

/** Milliseconds between two writes of what a search goes on from. */
const KEEP_MS = 2000;

/** The model that would be searched, as its card says. */
export const modelOf = ({ model }: Recipe): ModelMember | undefined => models.find(({ id }) => id === model.id);

/** The recipe as the next search has it: with the model chosen there, as its card has it, where that is another. */
export const recipeAsked = (recipe: Recipe, { model: id }: Studio['searchAsk']): Recipe =>
  id === undefined || id === recipe.model.id ? recipe : { ...recipe, model: { id, params: {} } };

/** Chooses the model of the next search; the recipe keeps its own. */
export const askModel = ({ store }: Deps, model: string): void =>
  store.setState(({ searchAsk: { budget } }) => ({ searchAsk: { budget, model } }));

/** The settings that the next search would change: those ticked, the usual ones until then. */
export function keysAsked(recipe: Recipe, asked: readonly string[] | undefined): readonly string[] {
  const member = modelOf(recipe);
  const dimensions = member === undefined ? [] : dimensionsOf(member);
  const there = (asked ?? []).filter((key) => dimensions.some((dimension) => dimension.key === key));
  return there.length > 0 ? there : usualOf(dimensions);
}

/** Ticks a setting, or takes the tick away; one stays. */
export function askKey(deps: Deps, key: string, wanted: boolean): void {
  const { searchAsk } = deps.store.getState();
  const others = keysAsked(recipeAsked(recipeOf(deps), searchAsk), searchAsk.keys).filter((other) => other !== key);
  const keys = wanted ? [...others, key] : others;
  if (keys.length > 0) deps.store.setState({ searchAsk: { ...searchAsk, keys } });
}

/** How much the next search tries. */
export const askBudget = ({ store }: Deps, budget: Budget): void =>
  store.setState(({ searchAsk }) => ({ searchAsk: { ...searchAsk, budget } }));

/** Whether a search was of another recipe than the one that would be searched now. */
export const isSearchOutdated = ({ recipe }: Search, asked: Recipe): boolean => !sameTraining(recipe, asked);

/** Whether the recipe has the model of a search with the settings of a trial. */
export function hasSettings(recipe: Recipe, { recipe: searched }: Search, { settings }: SearchTrial): boolean {
  const member = modelOf(searched);
  if (member === undefined) return false;
  const whole = ({ model, ...rest }: Recipe): Recipe => ({
    ...rest,
    model: { id: model.id, params: { ...defaults(member.params), ...model.params } },
  });
  return sameTraining(whole({ ...searched, ...withSettings(searched, settings, member) }), whole(recipe));
}

/** Searches for better settings of the model asked for, or goes on with the search that was stopped. */
export async function search(deps: Deps, from?: PausedSearch): Promise<void> {
  const { store, engine } = deps;
  const recipe = recipeAsked(recipeOf(deps), store.getState().searchAsk);
  const chosen = chosenSeries(store.getState());
  if (chosen === undefined) {
    sayFailure(deps, noSeries());
    return;
  }
  if (saysUnshaped(deps) || saysUnread(deps)) return;
  if (from !== undefined && isSearchOutdated(from.search, recipe)) {
    sayFailure(deps, new StudioError('bad-input', 'This search was of another recipe.', { next: 'Search anew.' }));
    return;
  }
  const { budget, keys } = from?.search ?? {
    budget: store.getState().searchAsk.budget,
    keys: keysAsked(recipe, store.getState().searchAsk.keys),
  };
  if (from === undefined) forgetPaused(deps);
  let sofar: Search | undefined;
  const found = await runAs(deps, 'search', async ({ signal, onProgress }) => {
    const keep = keepingPaused(deps, recipe);
    const listen = ({ partial, checkpoint, ...progress }: Progress): void => {
      if (partial !== undefined && !signal.aborted) {
        sofar = partial as Search;
        store.setState({ searchSoFar: sofar });
        if (checkpoint !== undefined) keep({ search: sofar, weights: checkpoint });
      }
      onProgress(progress);
    };
    const input = {
      ...withInputSeries(seriesRead(store.getState()), chosen, recipe),
      recipe,
      keys,
      budget,
      ...(from !== undefined && { from: from.weights as Weights }),
    };
    try {
      return await engine.run('search', input, { signal, onProgress: listen, seed: recipe.seed });
    } catch (error) {
      if (toFailure(error).code === 'cancelled' && sofar !== undefined) return sofar;
      throw error;
    }
  });
  const { searchSoFar: _, ...rest } = store.getState();
  if (rest.search.status !== 'running') store.setState(rest, true);
  if (found?.ended === true) forgetPaused(deps);
  else await writePaused(deps);
}

/** Stops a search, to go on with it later. */
export const pauseSearch = (deps: Deps): void => cancelRun(deps, 'search');

/** Stops a search for good: what was found stays, and what it would go on from is let go of. */
export function endSearch(deps: Deps): void {
  const { searchPaused, search: run } = deps.store.getState();
  forgetPaused(deps);
  if (run.status === 'running') cancelRun(deps, 'search');
  else if (searchPaused !== undefined) {
    deps.store.setState({ search: { status: 'done', value: { ...searchPaused.search, ended: true }, seconds: 0 } });
  }
}

/** Keeps what a search goes on from: in the store at once, in the vault every so often. */
function keepingPaused(deps: Deps, recipe: Recipe): (paused: PausedSearch) => void {
  let written = Number.NEGATIVE_INFINITY;
  return (paused) => {
    deps.store.setState({ searchPaused: { ...paused, search: { ...paused.search, recipe } } });
    if (deps.now() - written < KEEP_MS) return;
    written = deps.now();
    void writePaused(deps);
  };
}

async function writePaused(deps: Deps): Promise<void> {
  const { searchPaused } = deps.store.getState();
  if (searchPaused === undefined) return;
  const { search: shown, weights } = searchPaused;
  const kept = weights as Weights;
  try {
    const vault = await deps.vault;
    await vault.saveCheckpoint({
      key: searchKey,
      recipe: shown.recipe,
      weights: { ...kept, state: { ...kept.state, shown } },
      epoch: shown.trials.filter(({ scores }) => scores.length > 0).length,
      epochs: shown.trials.length,
    });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Brings back a search that a closed tab left behind. */
export async function findPaused(deps: Deps): Promise<void> {
  if (deps.store.getState().searchPaused !== undefined) return;
  try {
    const kept = await (await deps.vault).loadCheckpoint(searchKey);
    if (kept === undefined || deps.store.getState().searchPaused !== undefined) return;
    const { shown, ...state } = kept.weights.state;
    const found = shown as Search | undefined;
    if (!Array.isArray(found?.trials)) return;
    deps.store.setState({ searchPaused: { search: found, weights: { ...kept.weights, state } } });
    if (found.recipe.model.id !== recipeOf(deps).model.id) askModel(deps, found.recipe.model.id);
  } catch (error) {
    sayFailure(deps, error);
  }
}

function forgetPaused(deps: Deps): void {
  const { searchPaused: _, ...rest } = deps.store.getState();
  deps.store.setState(rest, true);
  void deps.vault.then((vault) => vault.clearCheckpoint(searchKey)).catch((error: unknown) => sayFailure(deps, error));
}

/** Puts a search's model and a trial's settings into the recipe, and goes where the model learns with them and is judged. */
export function takeSettings(deps: Deps, { recipe: searched }: Search, { settings }: SearchTrial): void {
  const member = modelOf(searched);
  if (member === undefined) return;
  changeRecipe(deps, withSettings(searched, settings, member));
  deps.store.setState({ room: 'forecast' });
}

/** What is shown of a search: the one on its way, the one that was paused, or the last. */
export function searchShown(
  run: Studio['search'],
  sofar: Search | undefined,
  paused: PausedSearch | undefined,
): Search | undefined {
  if (run.status === 'running') return sofar ?? paused?.search ?? latest(run);
  return paused?.search ?? latest(run);
}
