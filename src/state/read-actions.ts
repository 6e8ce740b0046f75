import { memberOf } from '../base/definition';
import { StudioError, toFailure } from '../base/errors';
import { defaults, type ParamValues } from '../base/params';
import type { At } from '../engine/jobs';
import { length, type TimeRange } from '../frame/frame';
import { emptyQuery } from '../frame/query';
import { initialRecipe } from '../pipeline/recipe';
import { sources } from '../sources';
import type { CatalogNode, CatalogPath, Source, SourceDefinition } from '../sources/types';
import { clearRuns, type Deps, runAs, sayFailure } from './deps';
import { historyOf } from './history';
import { changeRecipe, recipeOf } from './recipe-actions';
import { chosenSeries, seriesRead } from './series';
import { suggestHorizon, suggestInterval, wholeIntervals } from './suggest';

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
 * Opens a source: parameters marked secret go to memory only. Resolves to true once it answered. What was read from
 * another source before is let go.
 */
export async function connect(deps: Deps, source: string, params: ParamValues, file?: File): Promise<boolean> {
  const card = sourceCard(source);
  const secrets = Object.fromEntries(Object.entries(params).filter(([key]) => isSecret(card, key)));
  const open = Object.fromEntries(Object.entries(params).filter(([key]) => !isSecret(card, key)));
  deps.held.secrets = secrets;
  deps.held.file = file;
  clearRuns(deps, ...everythingRead);
  deps.held.catalog.clear();
  deps.store.setState(({ connection }) => ({
    connection: { source, params: open, ...(file !== undefined && { file: file.name }), state: connection.state },
  }));
  const opening = { params: { ...defaults(card.params), ...params }, ...(file !== undefined && { file }) };
  deps.running.get('read')?.abort();
  deps.store.setState(({ connection }) => ({ connection: { ...connection, state: { status: 'running' } } }));
  try {
    const value = await deps.engine.run('connect', { source, opening });
    deps.store.setState(({ connection, recipe }) => ({
      connection: { ...connection, state: { status: 'done', value, seconds: 0 } },
      recipe:
        recipe.present.source.id === source
          ? { ...recipe, present: { ...recipe.present, source: { id: source, params: open } } }
          : historyOf({ ...initialRecipe, source: { id: source, params: open } }),
    }));
    const vault = await deps.vault;
    if (file === undefined && source !== 'demo')
      await vault.settings.rememberConnection({ id: source, params: open }, card.params);
    return true;
  } catch (error) {
    deps.store.setState(({ connection }) => ({
      connection: { ...connection, state: { status: 'failed', failure: toFailure(error) } },
    }));
    return false;
  }
}

/** Opens a database. A recipe that came by a link or with a kept model, and waited for it, is read at once. */
export async function openDatabase(deps: Deps, source: string, params: ParamValues): Promise<boolean> {
  const connected = await connect(deps, source, params);
  if (connected && unready(recipeOf(deps).query) === undefined) void read(deps);
  return connected;
}

const isSecret = (card: SourceDefinition, key: string): boolean => {
  const param = card.params[key];
  return param?.kind === 'text' && param.secret === true;
};

/** Closes the source and forgets its secrets; back to the three doors. Models in the library stay. */
export function disconnect(deps: Deps): void {
  deps.held.secrets = {};
  deps.held.file = undefined;
  clearRuns(deps, ...everythingRead);
  deps.held.catalog.clear();
  const { openModel: _m, plan: _p, readBack: _r, stopped: _s, ...state } = deps.store.getState();
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
  const { readBack: _, ...state } = deps.store.getState();
  deps.store.setState(state, true);
  clearRuns(deps, 'clusters', 'writing');
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
  changeRecipe(deps, { series: names.includes(series) ? series : (names[0] ?? '') });
  clearRuns(deps, 'exploration', 'parts', 'training', 'anomalies');
  const { openModel: _, sameAsKept: _s, ...state } = deps.store.getState();
  deps.store.setState(state, true);
  await explore(deps);
}

/** Statistics, quality, seasons and the verdict; a horizon that suits them; then the parts. */
export async function explore(deps: Deps): Promise<void> {
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) return;
  const found = await runAs(deps, 'exploration', (options) =>
    deps.engine.run('explore', { frame: chosen.frame }, options),
  );
  if (found === undefined) return;
  const { horizon } = recipeOf(deps);
  if (!deps.held.horizonChosen) {
    const wanted = suggestHorizon(length(chosen.frame), found.acf.periods);
    if (wanted !== horizon) changeRecipe(deps, { horizon: wanted });
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
