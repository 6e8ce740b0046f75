import { StudioError } from '../base/errors';
import type { Forecast } from '../frame/parts';
import { stepsOn } from '../pipeline/recipe';
import type { Artifact } from '../pipeline/results';
import type { Lesson } from '../pipeline/retrain';
import type { StoredModel } from '../vault/types';
import { currentNumber } from '../vault/versions';
import { clearRuns, type Deps, runAs, say, sayFailure } from './deps';
import { historyOf } from './history';
import { withInputSeries } from './input-series';
import { connect, isOpen, openedAt, pointAt } from './open-actions';
import { joined, queriesOf, readEach } from './query-list';
import { hasForeignText } from './query-text';
import { read } from './read-actions';
import { recipeOf } from './recipe-actions';
import { chosenSeries, seriesRead } from './series';
import { refreshLibrary } from './work-actions';

/**
 * Puts a kept model on screen: its history is the series, its recipe the recipe, and its forecast is computed again from
 * its weights, the same to the bit on the same backend.
 */
export async function openModel(deps: Deps, id: string): Promise<void> {
  try {
    const stored = await (await deps.vault).get(id);
    await show(deps, stored);
  } catch (error) {
    sayFailure(deps, error);
  }
}

async function show(deps: Deps, { card, artifact }: StoredModel): Promise<void> {
  if (!isOpen(deps, artifact.recipe.source)) pointAt(deps, artifact.recipe.source);
  clearRuns(
    deps,
    'read',
    'shaped',
    'exploration',
    'parts',
    'training',
    'anomalies',
    'clusters',
    'writing',
    'retraining',
  );
  deps.held.horizonChosen = true;
  const { retrainingOf: _r, plan: _p, readBack: _b, stopped: _s, sameAsKept: _k, ...state } = deps.store.getState();
  deps.store.setState(
    {
      ...state,
      room: 'forecast',
      recipe: historyOf({ ...artifact.recipe, series: card.series }),
      openModel: { id: card.id, name: card.name, revision: card.revision },
    },
    true,
  );
  const of = { frames: [artifact.history], rows: artifact.history.time.length, notes: [], text: '' };
  const steps = artifact.recipe.steps ?? [];
  deps.store.setState({
    read: { status: 'done', seconds: 0, value: of },
    // The history is what the steps by hand had made: they are not taken on it again.
    ...(stepsOn({ steps }).length > 0 && {
      shaped: { status: 'done', seconds: 0, value: { frames: of.frames, reports: [], of, steps, kept: true } },
    }),
  });
  const run = await runAs(deps, 'training', async (options) => ({
    artifact,
    ...(await deps.engine.run('forecast', { artifact }, options)),
  }));
  if (run !== undefined) await (await import('./past-forecasts')).keepForecast(deps, run, card);
  await holdAgainstKept(deps, card.id, run?.forecast);
  const { frame } = chosenSeries(deps.store.getState()) ?? { frame: artifact.history };
  await runAs(deps, 'exploration', (options) => deps.engine.run('explore', { frame, recipe: recipeOf(deps) }, options));
  await runAs(deps, 'parts', (options) => deps.engine.run('decompose', { frame, recipe: recipeOf(deps) }, options));
}

/** Says whether a forecast computed again is, to the bit, the one kept with its model. */
async function holdAgainstKept(deps: Deps, id: string, forecast: Forecast | undefined): Promise<void> {
  const kept = await (await deps.vault).results.get('forecast', id);
  if (kept === undefined || forecast === undefined) return;
  if (deps.store.getState().openModel?.id !== id) return;
  deps.store.setState({ sameAsKept: sameToTheBit(kept.value.forecast.point, forecast.point) });
}

/** Whether two series of doubles are the same, NaN and -0 included. */
export const sameToTheBit = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

export async function renameModel(deps: Deps, id: string, name: string, revision: number): Promise<void> {
  try {
    const card = await (await deps.vault).rename(id, name, revision);
    if (deps.store.getState().openModel?.id === id) {
      deps.store.setState({ openModel: { id, name: card.name, revision: card.revision } });
    }
    await refreshLibrary(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Deletes a model; the notice that says so can undo it. */
export async function removeModel(deps: Deps, id: string, name: string): Promise<void> {
  try {
    const token = await (await deps.vault).remove(id);
    const { openModel: open, ...state } = deps.store.getState();
    if (open?.id === id) deps.store.setState(state, true);
    say(deps, `Deleted “${name}”.`, { undo: { model: token } });
    await refreshLibrary(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Takes a delete back. */
export async function restoreModel(deps: Deps, token: string): Promise<void> {
  try {
    await (await deps.vault).restore(token);
    await refreshLibrary(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/**
 * Goes on learning on newer data: the model's own query is read again as far as the data goes, then its weights go on from
 * where they are, on the newer data alone unless told. The result waits for `keepRetrained` or `discardRetrained`.
 */
export async function retrainModel(deps: Deps, id: string, learn: Lesson = 'newer'): Promise<void> {
  clearRuns(deps, 'retraining'); // One that waits is of another model: a cancel must not bring it back under this name.
  deps.store.setState({ retrainingOf: id });
  await runAs(deps, 'retraining', async (options) => {
    const { artifact, card } = await (await deps.vault).get(id);
    const { range, ...read } = await newest(deps, artifact, options);
    const { recipe } = artifact;
    const longer = { ...artifact, recipe: { ...recipe, query: { ...recipe.query, range } } };
    const input = { artifact: longer, ...read, learn, version: currentNumber(card) };
    return deps.engine.run('retrain', input, { ...options, seed: recipe.seed });
  });
}

/** The model's series, read again from where it began to as far as its source goes now. */
async function newest(deps: Deps, artifact: Artifact, options: { readonly signal: AbortSignal }) {
  const { recipe } = artifact;
  if (deps.store.getState().connection.source !== recipe.source.id) {
    const { database } = recipe.query;
    throw new StudioError('empty', 'The source this model learned from is not open.', {
      next: `Open ${database === '' ? 'it' : `“${database}”`} in Data, then retrain.`,
    });
  }
  if (hasForeignText(deps, recipe)) {
    throw new StudioError('bad-input', 'This model reads by a query text of its own, not sent from here yet.', {
      next: 'Open the model, look at the text in Data and read it there, then retrain.',
    });
  }
  const at = openedAt(deps);
  const { query, series, steps = [] } = recipe;
  const paths = queriesOf(recipe).flatMap(({ database, measurement, fields: [field] }) =>
    field === undefined ? [] : [{ database, measurement, field }],
  );
  const extents = await Promise.all(paths.map((path) => deps.engine.run('extent', { at, path }, options)));
  const stop = extents.reduce((last, extent) => Math.max(last, extent?.stop ?? last), query.range.stop);
  const range = { start: query.range.start, stop };
  const answers = await readEach(deps, queriesOf({ ...recipe, query: { ...query, range } }), (one) =>
    deps.engine.run('query', { at, query: one }, options),
  );
  const read = joined(answers);
  const { frames } =
    stepsOn(recipe).length === 0 ? read : await deps.engine.run('shape', { frames: read.frames, steps }, options);
  const all = seriesRead({ read: { status: 'done', seconds: 0, value: { ...read, frames } } });
  const chosen = series === '' ? all[0] : all.find(({ name }) => name === series);
  if (chosen === undefined) {
    const named = series === '' ? 'this series' : `the series “${series}”`;
    const own = query.database === '' ? '' : `: it was read from “${query.database}”`;
    throw new StudioError('empty', `What is open does not have ${named}${own}.`, {
      next: `Open ${query.database === '' ? 'its source' : `“${query.database}”`} in Data, then retrain; or open the model and check its query there.`,
      value: series,
    });
  }
  return { ...withInputSeries(all, chosen, recipe), range };
}

/** Keeps what was learned anew in the model's place. */
export async function keepRetrained(deps: Deps): Promise<void> {
  const { retraining, retrainingOf, library } = deps.store.getState();
  if (retraining.status !== 'done' || retrainingOf === undefined) return;
  const card = library.status === 'done' ? library.value.find(({ id }) => id === retrainingOf) : undefined;
  try {
    const vault = await deps.vault;
    const revision = card?.revision ?? (await vault.get(retrainingOf)).card.revision;
    const { artifact, ...forecast } = retraining.value.run;
    const { card: kept, gone } = await vault.replace(retrainingOf, artifact, revision);
    await vault.results.put('forecast', retrainingOf, forecast);
    discardRetrained(deps);
    await refreshLibrary(deps);
    await openModel(deps, retrainingOf);
    const number = currentNumber(kept);
    const { goneWords } = await import('./version-words');
    say(deps, `Kept as version ${number}; the one before stays as a version.${goneWords(gone)}`, { tone: 'good' });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Lets the retrained model go; the kept one stays as it was. */
export function discardRetrained(deps: Deps): void {
  clearRuns(deps, 'retraining');
  const { retrainingOf: _, ...state } = deps.store.getState();
  deps.store.setState(state, true);
}

/** Opens the demo data's or another source's query again for a recipe that came by link or file. */
export async function readRecipe(deps: Deps): Promise<void> {
  const { source } = recipeOf(deps);
  if (await connect(deps, source.id, source.params)) await read(deps);
}
