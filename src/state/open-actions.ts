import { type Choice, memberOf } from '../base/definition';
import { StudioError, toFailure } from '../base/errors';
import { defaults, type ParamValues, withoutSecrets } from '../base/params';
import type { At } from '../engine/jobs';
import { initialRecipe } from '../pipeline/recipe';
import { sources } from '../sources';
import type { CatalogNode, CatalogPath, Source, SourceDefinition } from '../sources/types';
import { rememberConnection } from './connection-actions';
import { clearRuns, type Deps } from './deps';
import { historyOf } from './history';
import { blankQuery } from './zoned';

/** A source's calling card. */
export const sourceCard = (id: string): SourceDefinition => memberOf<Source>(sources, id) as SourceDefinition;

/** The parameters of a source that are secret. */
export function secretsOf(source: string, params: ParamValues): ParamValues {
  const { params: schema } = sourceCard(source);
  return Object.fromEntries(
    Object.entries(params).filter(([key]) => {
      const param = Object.hasOwn(schema, key) ? schema[key] : undefined;
      return param?.kind === 'text' && param.secret === true;
    }),
  );
}

/** Where the open source reads from, secrets and file put back in. */
export function openedAt({ store, held }: Deps): At {
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

/** Lets go of all that was read, and of what was made of it. */
export function forgetRead(deps: Deps): void {
  clearRuns(deps, ...everythingRead);
  const { store } = deps;
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

/**
 * Lets go of the open source with all that was read from it. Secrets go with the place they were typed for: no other
 * address, from a link or a bundle say, may ever be sent them.
 */
function leave(deps: Deps): void {
  const { held } = deps;
  held.connecting?.abort();
  held.connecting = undefined;
  held.secrets = {};
  held.file = undefined;
  held.catalog.clear();
  forgetRead(deps);
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
  const secrets = secretsOf(source, params);
  const open = Object.fromEntries(Object.entries(params).filter(([key]) => !Object.hasOwn(secrets, key)));
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
  const asked = deps.engine.run('catalog', { at: openedAt(deps), path });
  kept.set(key, asked);
  asked.catch(() => kept.delete(key));
  return asked;
}
