import { StudioError } from '../base/errors';
import type { Progress } from '../base/job';
import type { Weights } from '../frame/parts';
import { models } from '../models';
import { hasInputs, type Recipe, stepsOn } from '../pipeline/recipe';
import type { ForecastRun } from '../pipeline/results';
import { cancelRun, type Deps, runAs, say, sayFailure } from './deps';
import { networks } from './families';
import { withInputSeries } from './input-series';
import { queriesOf } from './query-list';
import { asksTheSame } from './reading';
import { recipeOf } from './recipe-actions';
import { latest } from './run';
import { chosenSeries, seriesRead } from './series';
import { unshaped } from './shape-actions';
import type { Studio } from './store';

/** Whether a result was made by another recipe than the one that stands now. Of a forecast any band is had without training. */
export const isOutdated = (made: Recipe, now: Recipe): boolean => !sameTraining({ ...made, series: now.series }, now);

/** The key under which a stopped training is kept. */
export const trainingKey = 'training';

/** Trains the recipe's model on the chosen series, shows how it fares, and keeps it in the library. */
export async function train(deps: Deps): Promise<void> {
  const recipe = recipeOf(deps);
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) {
    sayFailure(deps, noSeries());
    return;
  }
  if (saysUnshaped(deps) || saysUnread(deps)) return;
  const { stopped, openModel: _, sameAsKept: _s, plan: _p, readBack: _r, ...state } = deps.store.getState();
  const goesOn = stopped !== undefined && sameTraining(stopped.recipe, recipe);
  const goOn = goesOn ? (stopped.weights as Weights) : undefined;
  // What is gone on from stays until there is something newer: a second stop before the first epoch loses nothing.
  deps.store.setState(goesOn ? { ...state, stopped } : state, true);
  const run = await runAs(deps, 'training', ({ signal, onProgress }) =>
    deps.engine.run(
      'train',
      {
        ...withInputSeries(seriesRead(deps.store.getState()), chosen, recipe),
        recipe,
        ...(goOn !== undefined && { from: goOn }),
      },
      { signal, onProgress: keepingCheckpoints(deps, recipe, onProgress), seed: recipe.seed },
    ),
  );
  if (run === undefined) return;
  forgetCheckpoint(deps);
  await keep(deps, run, `${chosen.name}, ${titleOf(recipe)}`);
}

/** A name no kept model has: told apart by where the series is from, then by a number. */
function freeName(name: string, kept: readonly { readonly name: string }[], { query }: Recipe): string {
  const taken = new Set(kept.map((card) => card.name));
  if (!taken.has(name)) return name;
  const from = query.database === '' ? name : `${name}, ${query.database}`;
  let free = from;
  for (let i = 2; taken.has(free); i++) free = `${from}, ${i}`;
  return free;
}

/** What is said where there is nothing to learn from. */
export const noSeries = (): StudioError =>
  new StudioError('empty', 'There is no series to learn from.', { next: 'Read one first.' });

/** Says why the series are not what the recipe's steps by hand make of them, where that is so. */
export function saysUnshaped(deps: Deps): boolean {
  const problem = unshaped(deps.store.getState());
  if (problem !== undefined) sayFailure(deps, problem);
  return problem !== undefined;
}

/** Says that what was read is not what the recipe asks for, where that is so. Of a kept model's series nobody knows. */
export function saysUnread(deps: Deps): boolean {
  const { read, readAs } = deps.store.getState();
  if (readAs === undefined || readAs.of !== latest(read)) return false;
  const wanted = queriesOf(recipeOf(deps));
  const have = readAs.answers.map(({ query }) => query);
  const same = have.length === wanted.length && wanted.every((one) => have.some((other) => asksTheSame(other, one)));
  if (same) return false;
  const next = 'Read it first, in Data.';
  sayFailure(deps, new StudioError('bad-input', 'The query is another than the one that was read.', { next }));
  return true;
}

/** What the recipe's model is called. */
export const titleOf = (recipe: Recipe): string =>
  models.find(({ id }) => id === recipe.model.id)?.title ?? recipe.model.id;

/** Whether weights of one recipe can go on under another: everything that shapes the network or its data is the same. */
export const sameTraining = (a: Recipe, b: Recipe): boolean =>
  JSON.stringify(shaping(a)) === JSON.stringify(shaping(b));

const shaping = (recipe: Recipe): readonly unknown[] => [
  recipe.source,
  recipe.query,
  recipe.series,
  stepsOn(recipe),
  recipe.preparation,
  recipe.decomposition,
  recipe.periods,
  recipe.model,
  recipe.horizon,
  recipe.split,
  recipe.seed,
  hasInputs(recipe) ? recipe.inputs : undefined,
];

/** Passes reports on, and keeps the weights they bring: in the store at once, in the vault at most every five seconds. */
function keepingCheckpoints(
  deps: Deps,
  recipe: Recipe,
  onProgress: (progress: Progress) => void,
): (progress: Progress) => void {
  let saved = Number.NEGATIVE_INFINITY;
  let epoch = 0;
  let epochs = 0;
  return (progress) => {
    if (progress.epoch !== undefined) ({ epoch, epochs } = progress.epoch);
    if (progress.checkpoint === undefined) {
      onProgress(progress);
      return;
    }
    const weights = progress.checkpoint as Weights;
    deps.store.setState({ stopped: { recipe, weights, epoch } });
    if (deps.now() - saved < 5000) return;
    saved = deps.now();
    void deps.vault
      .then((vault) => vault.saveCheckpoint({ key: trainingKey, recipe, weights, epoch, epochs }))
      .catch((error: unknown) => sayFailure(deps, error));
  };
}

/** Lets go of the weights of a training that was stopped. */
export function forgetCheckpoint(deps: Deps): void {
  const { stopped: _, ...state } = deps.store.getState();
  deps.store.setState(state, true);
  void deps.vault
    .then((vault) => vault.clearCheckpoint(trainingKey))
    .catch((error: unknown) => sayFailure(deps, error));
}

/** Whether what runs is no training: a kept model is opened, and its forecast computed again. */
export const isOpening = ({ training, openModel }: Studio): boolean =>
  training.status === 'running' && openModel !== undefined;

/** Stops the training within one batch. Its last weights stay, to go on from; where the room says so, no notice does. */
export function stopTraining(deps: Deps): void {
  const state = deps.store.getState();
  const { stopped, room } = state;
  cancelRun(deps, 'training');
  if (isOpening(state) || !networks(recipeOf(deps).model.id)) {
    say(deps, 'Stopped.');
    return;
  }
  if (stopped !== undefined && room === 'forecast' && sameTraining(stopped.recipe, recipeOf(deps))) return;
  const earlier = latest(state.training) === undefined ? '' : ' The forecast shown is the earlier one.';
  const how = stopped === undefined ? '.' : ` after epoch ${stopped.epoch}. It can go on from there.`;
  say(deps, `Training stopped${how}${earlier}`);
}

/** Keeps a run in the library under a name; what is on screen is then that model, unless something else is by now. */
export async function keep(deps: Deps, run: ForecastRun, name: string): Promise<void> {
  try {
    const vault = await deps.vault;
    const free = freeName(name, await vault.list(), run.artifact.recipe);
    const card = await vault.put(run.artifact, { name: free, modelTitle: titleOf(run.artifact.recipe) });
    const { artifact: _, ...forecast } = run;
    await (await import('./past-forecasts')).keepForecast(deps, run, card);
    await vault.results.put('forecast', card.id, forecast);
    if (latest(deps.store.getState().training) === run) {
      deps.store.setState({ openModel: { id: card.id, name: card.name, revision: card.revision } });
    }
    await refreshLibrary(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Reads the library's cards anew. */
export async function refreshLibrary(deps: Deps): Promise<void> {
  await runAs(deps, 'library', async () => (await deps.vault).list());
  await runAs(deps, 'recipes', async () => (await deps.vault).recipes.list());
}

/** Scores the chosen series with the recipe's detector. */
export async function detect(deps: Deps): Promise<void> {
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined || saysUnshaped(deps)) return;
  await runAs(deps, 'anomalies', (options) =>
    deps.engine.run(
      'detect',
      {
        frame: withInputSeries(seriesRead(deps.store.getState()), chosen, recipeOf(deps)).frame,
        recipe: recipeOf(deps),
      },
      options,
    ),
  );
}

/** Groups all series read by their shape. */
export async function cluster(deps: Deps): Promise<void> {
  if (saysUnshaped(deps)) return;
  const frames = seriesRead(deps.store.getState()).map(({ frame }) => frame);
  await runAs(deps, 'clusters', (options) => {
    if (frames.length < 2) {
      throw new StudioError('too-short', 'One series alone has nothing to be compared with.', {
        next: 'Group by a tag, so that there is one series per value.',
        place: 'groupBy',
      });
    }
    return deps.engine.run('cluster', { frames, recipe: recipeOf(deps) }, { ...options, seed: recipeOf(deps).seed });
  });
}

/** Times every backend on this machine. */
export async function measureBackends(deps: Deps): Promise<void> {
  await runAs(deps, 'backends', (options) => deps.engine.run('backends', null, options));
}
