import { type Choice, memberOf } from '../base/definition';
import { StudioError, toFailure } from '../base/errors';
import { defaults, type ParamValues, withoutSecrets } from '../base/params';
import type { At } from '../engine/jobs';
import { length, type TimeRange } from '../frame/frame';
import { emptyQuery } from '../frame/query';
import { initialRecipe } from '../pipeline/recipe';
import { sources } from '../sources';
import type { CatalogNode, CatalogPath, Source, SourceDefinition } from '../sources/types';
import { clearRuns, type Deps, runAs, sayFailure } from './deps';
import { historyOf } from './history';
import { amendRecipe, changeRecipe, recipeOf } from './recipe-actions';
import { chosenSeries, seriesRead } from './series';
import { atItsOwnStep, suggestHorizon, suggestInterval, wholeIntervals } from './suggest';

/** A source's calling card. */
export const sourceCard = (id: string): SourceDefinition => memberOf<Source>(sources, id) as SourceDefinition;

/** Where the open source reads from, secrets and file put back in. */
function at({ store, held }: Deps): At {
  const { source, params } = store.getState().connection;
  if (source === undefined)
    throw new StudioError('empty', 'No data is open.', { next: 'Choose demo data, an InfluxDB or a file.' });
  return {
    source,
    opening: {
      params: { ...defaults(sourceCard(source).params), ...params, ...held.secrets },
      ...(held.file !== undefined && { file: held.file }),
    },
  };
}

/** Where the open source reads from, for whoever writes to it. */
export const openedAt = at;

const everythingRead = ['read', 'exploration', 'parts', 'training', 'anomalies', 'clusters', 'writing'] as const;

/**
 * Lets go of the open source with all that was read from it. Secrets go with the place they were typed for: no other
 * address, from a link or a bundle say, may ever be sent them.
 */
function leave(deps: Deps): void {
  const { held, store } = deps;
  held.connecting?.abort();
  held.connecting = undefined;
  held.secrets = {};
  held.file = undefined;
  held.catalog.clear();
  clearRuns(deps, ...everythingRead);
  const { openModel: _m, sameAsKept: _s, plan: _p, readBack: _r, ...state } = store.getState();
  store.setState(state, true);
}

/** Whether this very source, at this address, is open and answers. */
export function isOpen({ store }: Deps, { id, params }: Choice): boolean {
  const { source, params: open, state } = store.getState().connection;
  return source === id && state.status === 'done' && JSON.stringify(open) === JSON.stringify(params);
}

/** Names a source that is not opened yet, as a link, a kept model or a recipe does; whatever was open is let go. */
export function pointAt(deps: Deps, { id, params }: Choice, shown = true): void {
  leave(deps);
  deps.store.setState({
    connection: {
      source: shown ? id : undefined,
      params: withoutSecrets(sourceCard(id).params, params),
      state: { status: 'idle' },
    },
  });
}

/**
 * Opens a source: parameters marked secret go to memory only. Resolves to true once it answered, to false when it did
 * not or was overtaken by another opening or by closing. What was read from another source before is let go.
 */
export async function connect(deps: Deps, source: string, params: ParamValues, file?: File): Promise<boolean> {
  const card = sourceCard(source);
  const secrets = Object.fromEntries(Object.entries(params).filter(([key]) => isSecret(card, key)));
  const open = Object.fromEntries(Object.entries(params).filter(([key]) => !isSecret(card, key)));
  leave(deps);
  const { held, store } = deps;
  held.secrets = secrets;
  held.file = file;
  const asking = new AbortController();
  held.connecting = asking;
  const current = (): boolean => held.connecting === asking;
  const named = { source, params: open, ...(file !== undefined && { file: file.name }) };
  store.setState({ connection: { ...named, state: { status: 'running' } } });
  const opening = { params: { ...defaults(card.params), ...params }, ...(file !== undefined && { file }) };
  try {
    const value = await deps.engine.run('connect', { source, opening }, { signal: asking.signal });
    if (!current()) return false;
    const { recipe } = store.getState();
    const isSame = recipe.present.source.id === source;
    if (!isSame) held.horizonChosen = false;
    store.setState({
      connection: { ...named, state: { status: 'done', value, seconds: 0 } },
      recipe: isSame
        ? { ...recipe, present: { ...recipe.present, source: { id: source, params: open } } }
        : historyOf({ ...initialRecipe, source: { id: source, params: open } }),
    });
  } catch (error) {
    if (current()) store.setState({ connection: { ...named, state: { status: 'failed', failure: toFailure(error) } } });
    return false;
  }
  if (file === undefined && source !== 'demo') await remember(deps, { id: source, params: open });
  return current();
}

/** Remembers where data was read from, its secrets left out. That this failed is worth words, not the connection. */
async function remember(deps: Deps, source: Choice): Promise<void> {
  try {
    await (await deps.vault).settings.rememberConnection(source, sourceCard(source.id).params);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/**
 * Opens a database. A recipe that came by a link or with a kept model, and waited for it, is read at once; one that asks
 * in a text of its own only stands there, for that text may be a stranger's and would be sent with the reader's rights.
 */
export async function openDatabase(deps: Deps, source: string, params: ParamValues): Promise<boolean> {
  const connected = await connect(deps, source, params);
  const { query } = recipeOf(deps);
  if (connected && query.text === undefined && unready(query) === undefined) void read(deps);
  return connected;
}

const isSecret = (card: SourceDefinition, key: string): boolean => {
  const param = card.params[key];
  return param?.kind === 'text' && param.secret === true;
};

/** Closes the source and forgets its secrets; back to the three doors. Models in the library stay. */
export function disconnect(deps: Deps): void {
  leave(deps);
  deps.held.horizonChosen = false;
  const { stopped: _, ...state } = deps.store.getState();
  deps.store.setState(
    {
      ...state,
      room: 'data',
      connection: { source: undefined, params: {}, state: { status: 'idle' } },
      recipe: historyOf(initialRecipe),
    },
    true,
  );
}

/** One level of the catalogue, asked once and kept until the source is opened again. */
export function catalog(deps: Deps, path: CatalogPath): Promise<readonly CatalogNode[]> {
  const kept = deps.held.catalog;
  const key = JSON.stringify(path);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const asked = deps.engine.run('catalog', { at: at(deps), path });
  kept.set(key, asked);
  asked.catch(() => kept.delete(key));
  return asked;
}

/**
 * Takes a field of the catalogue: the query is set to all of its time at an interval that keeps the points readable, then
 * read.
 */
export async function takeField(
  deps: Deps,
  path: { readonly database: string; readonly measurement: string; readonly field: string },
): Promise<void> {
  try {
    const range = await deps.engine.run('extent', { at: at(deps), path });
    if (range === undefined) {
      throw new StudioError('empty', `“${path.field}” of ${path.measurement} holds no points.`, {
        next: 'Choose another field.',
      });
    }
    const { aggregates } = sourceCard(recipeOf(deps).source.id);
    const everyMs = suggestInterval(range);
    changeRecipe(deps, {
      query: {
        ...emptyQuery,
        database: path.database,
        measurement: path.measurement,
        fields: [path.field],
        aggregate: aggregates.includes('mean') ? 'mean' : (aggregates[0] ?? 'none'),
        everyMs,
        range: wholeIntervals(range, everyMs),
      },
      series: '',
    });
    await read(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Reads the recipe's query. The exploration and the parts of the chosen series follow by themselves. */
export async function read(deps: Deps): Promise<void> {
  const { query } = recipeOf(deps);
  const result = await runAs(deps, 'read', async (options) => {
    const problem = unready(query);
    if (problem !== undefined) throw problem;
    return deps.engine.run('query', { at: at(deps), query }, options);
  });
  if (result === undefined) return;
  const own = atItsOwnStep(query, result.frames);
  if (own !== query) {
    amendRecipe(deps, { query: own });
    await read(deps);
    return;
  }
  clearRuns(deps, 'clusters');
  await lookAt(deps, recipeOf(deps).series);
}

function unready(query: {
  readonly text?: string;
  readonly fields: readonly string[];
  readonly range: TimeRange;
}): StudioError | undefined {
  if (query.text === undefined && query.fields.length === 0) {
    return new StudioError('bad-input', 'No field is chosen.', {
      place: 'fields',
      next: 'Choose a field in the catalogue.',
    });
  }
  if (!(query.range.stop > query.range.start)) {
    return new StudioError('bad-input', 'The range ends before it begins.', {
      place: 'range',
      next: 'Choose a later end.',
    });
  }
  return undefined;
}

/** Looks at one of the series read: explores it, then splits it into parts. What was known of another is let go. */
export async function lookAt(deps: Deps, series: string): Promise<void> {
  const names = seriesRead(deps.store.getState()).map(({ name }) => name);
  if (names.includes(series)) changeRecipe(deps, { series });
  else amendRecipe(deps, { series: names[0] ?? '' });
  clearRuns(deps, 'exploration', 'parts', 'training', 'anomalies', 'writing');
  const { openModel: _m, sameAsKept: _s, plan: _p, readBack: _r, ...state } = deps.store.getState();
  deps.store.setState(state, true);
  await explore(deps);
}

/** Statistics, quality, seasons and the verdict; a horizon that suits them; then the parts. */
async function explore(deps: Deps): Promise<void> {
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) return;
  const found = await runAs(deps, 'exploration', (options) =>
    deps.engine.run('explore', { frame: chosen.frame }, options),
  );
  if (found === undefined) return;
  const { horizon } = recipeOf(deps);
  if (!deps.held.horizonChosen) {
    const wanted = suggestHorizon(length(chosen.frame), found.acf.periods);
    if (wanted !== horizon) amendRecipe(deps, { horizon: wanted });
  }
  await decompose(deps);
}

/** The reader's own horizon: no longer suggested by the data. */
export function setHorizon(deps: Deps, horizon: number): void {
  deps.held.horizonChosen = true;
  changeRecipe(deps, { horizon });
}

/** Splits the chosen series by the recipe's decomposition. */
export async function decompose(deps: Deps): Promise<void> {
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) return;
  await runAs(deps, 'parts', (options) =>
    deps.engine.run('decompose', { frame: chosen.frame, recipe: recipeOf(deps) }, options),
  );
}
