import { type Choice, memberOf } from '../base/definition';
import { StudioError, toFailure } from '../base/errors';
import { defaults, type ParamValues, withoutSecrets } from '../base/params';
import type { At } from '../engine/jobs';
import { length } from '../frame/frame';
import { initialRecipe } from '../pipeline/recipe';
import { sources } from '../sources';
import type { CatalogNode, CatalogPath, Source, SourceDefinition } from '../sources/types';
import { rememberConnection } from './connection-actions';
import { clearRuns, type Deps, runAs, sayFailure } from './deps';
import { historyOf } from './history';
import { rememberQueries } from './query-history';
import { type Answered, atOwnSteps, hasOwnText, joined, queriesOf, readEach, unready } from './query-list';
import { ask, type Manner, questionOf } from './reading';
import { amendRecipe, changeRecipe, recipeOf } from './recipe-actions';
import { reachesEnd } from './refresh-actions';
import { chosenSeries, seriesRead } from './series';
import { takeSteps } from './shape-actions';
import { suggestHorizon, suggestInterval, wholeIntervals } from './suggest';
import { blankQuery } from './zoned';

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

const everythingRead = [
  'loading',
  'read',
  'shaped',
  'exploration',
  'parts',
  'training',
  'anomalies',
  'clusters',
  'writing',
] as const;

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
  const {
    openModel: _m,
    sameAsKept: _s,
    plan: _p,
    readBack: _r,
    readAs: _a,
    tooLarge: _t,
    ...state
  } = store.getState();
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
        : historyOf({ ...initialRecipe, query: blankQuery(deps), source: { id: source, params: open } }),
    });
  } catch (error) {
    if (current()) store.setState({ connection: { ...named, state: { status: 'failed', failure: toFailure(error) } } });
    return false;
  }
  if (file === undefined && source !== 'demo') await rememberConnection(deps, { id: source, params: open });
  return current();
}

/**
 * Opens a database. A recipe that came by a link or with a kept model, and waited for it, is read at once; one that asks
 * in a text of its own only stands there, for that text may be a stranger's and would be sent with the reader's rights.
 */
export async function openDatabase(deps: Deps, source: string, params: ParamValues): Promise<boolean> {
  const connected = await connect(deps, source, params);
  const recipe = recipeOf(deps);
  if (connected && !hasOwnText(recipe) && unready(recipe) === undefined) void read(deps);
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
      recipe: historyOf({ ...initialRecipe, query: blankQuery(deps) }),
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
        ...blankQuery(deps),
        database: path.database,
        measurement: path.measurement,
        fields: [path.field],
        aggregate: aggregates.includes('mean') ? 'mean' : (aggregates[0] ?? 'none'),
        everyMs,
        range: wholeIntervals(range, everyMs, deps.store.getState().zone),
      },
      series: '',
    });
    await read(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/**
 * Reads the recipe's queries. One that would pass the budget of
 * points a series is not read: `tooLarge` then says how much it is. The exploration and the parts of the chosen series
 * follow by themselves.
 */
export async function read(deps: Deps, manner: Manner = {}): Promise<void> {
  const recipe = recipeOf(deps);
  const { tooLarge: _, ...state } = deps.store.getState();
  deps.store.setState(state, true);
  const asked = Date.now();
  const fresh = { rows: 0, bytes: 0 };
  let answers: readonly Answered[] = [];
  const result = await runAs(deps, 'read', async ({ signal, onProgress }) => {
    const problem = unready(recipe);
    if (problem !== undefined) throw problem;
    const here = at(deps);
    const card = sourceCard(here.source);
    answers = await readEach(deps, queriesOf(recipe), async (query) => {
      const came = await ask(deps, { at: here, card, query, manner, signal, onProgress });
      fresh.rows += came.rows;
      fresh.bytes += came.bytes;
      return came.result;
    });
    return joined(answers);
  });
  if (result === undefined) return;
  const readAs = { of: result, at: asked, kept: false, answers, ...fresh, toEnd: false };
  deps.store.setState({ readAs });
  void reachesEnd(deps, recipe.query).then((toEnd) => {
    if (deps.store.getState().readAs === readAs) deps.store.setState({ readAs: { ...readAs, toEnd } });
  });
  const mended = atOwnSteps(recipe, answers);
  if (mended !== undefined) {
    amendRecipe(deps, mended);
    await read(deps, manner);
    return;
  }
  void rememberQueries(deps, sourceCard(recipe.source.id).language, answers);
  clearRuns(deps, 'clusters');
  await lookAt(deps, recipeOf(deps).series);
}

/** Reads what was found too large, as it was asked. */
export const readAnyway = (deps: Deps): Promise<void> => read(deps, { anyway: true });

/** Takes means (or the aggregate already chosen) over an interval in what was found too large, and reads. */
export async function takeInterval(deps: Deps, everyMs: number): Promise<void> {
  const { query, more = [], source } = recipeOf(deps);
  const large = deps.store.getState().tooLarge?.query ?? query;
  const { aggregates } = sourceCard(source.id);
  const mean = aggregates.includes('mean') ? 'mean' : (aggregates[1] ?? 'none');
  const range = wholeIntervals(query.range, everyMs, query.zone);
  const mended = [query, ...more].map((one) =>
    questionOf({ ...one, ...(large.zone !== undefined && { zone: large.zone }) }) === questionOf(large)
      ? { ...one, everyMs, aggregate: one.aggregate === 'none' ? mean : one.aggregate }
      : one,
  );
  const [first = query, ...beside] = mended;
  changeRecipe(deps, { query: { ...first, range }, ...(beside.length > 0 && { more: beside }) });
  await read(deps);
}

/** Looks at one of the series read: explores it, then splits it into parts. What was known of another is let go. */
export async function lookAt(deps: Deps, series: string): Promise<void> {
  await takeSteps(deps);
  const names = seriesRead(deps.store.getState()).map(({ name }) => name);
  if (names.includes(series)) changeRecipe(deps, { series });
  else amendRecipe(deps, { series: names[0] ?? '' });
  clearRuns(deps, 'exploration', 'parts', 'training', 'anomalies', 'writing');
  const { openModel: _m, sameAsKept: _s, plan: _p, readBack: _r, ...state } = deps.store.getState();
  deps.store.setState(state, true);
  await explore(deps);
}

/** Statistics, quality, seasons and the verdict; a horizon that suits them; then the parts. */
export async function explore(deps: Deps): Promise<void> {
  await takeSteps(deps);
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) return;
  const found = await runAs(deps, 'exploration', (options) =>
    deps.engine.run('explore', { frame: chosen.frame, recipe: recipeOf(deps) }, options),
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
