import { afterEach, expect, it } from 'vitest';
import { emptyQuery } from '../frame/query';
import { openVault } from '../vault/open';
import type { Deps } from './deps';
import { askAgain, forgetQueries, queriesKept, rememberQueries, starQuery } from './query-history';
import { changeRecipe, recipeOf } from './recipe-actions';
import { createStudio } from './store';

let close = (): void => {};
afterEach(() => close());

async function studio(): Promise<Deps> {
  const vault = await openVault();
  close = () => vault.close();
  const deps = { store: createStudio(), vault: Promise.resolve(vault), now: () => 0 } as unknown as Deps;
  const params = { url: 'http://me:secret@db:8086' };
  deps.store.setState((state) => ({ connection: { ...state.connection, source: 'influxdb-1', params } }));
  return deps;
}

const range = { start: 0, stop: 10 };
const read = (text: string, own = false) => ({
  query: { ...emptyQuery, database: 'a', fields: ['x'], range, ...(own && { text }) },
  result: { frames: [], rows: 3, notes: [], text },
  seconds: 0.5,
});

it('keeps what was read without secrets, of the open source only, and not what has no text', async () => {
  const deps = await studio();
  await rememberQueries(deps, 'influxql', [read('SELECT a'), read(''), read('SELECT b', true)]);
  await rememberQueries(deps, 'none', [read('demo')]);
  const kept = await queriesKept(deps);
  expect(kept.map(({ text }) => text).sort()).toEqual(['SELECT a', 'SELECT b']);
  expect(JSON.stringify(kept)).not.toContain('secret');
  expect(kept[0]).toMatchObject({ host: 'db:8086', source: 'influxdb-1', rows: 3, language: 'influxql' });
  deps.store.setState((state) => ({ connection: { ...state.connection, source: 'influxdb-2' } }));
  expect(await queriesKept(deps)).toEqual([]);
});

it('puts a query in hand as it was asked, and does not read it', async () => {
  const deps = await studio();
  await rememberQueries(deps, 'influxql', [read('SELECT b', true)]);
  const [kept] = await queriesKept(deps);
  changeRecipe(deps, { query: { ...emptyQuery, fields: ['other'], range } });
  if (kept !== undefined) askAgain(deps, kept);
  expect(recipeOf(deps).query).toMatchObject({ text: 'SELECT b', database: 'a', range });
  expect(deps.store.getState().read.status).toBe('idle');
});

it('forgets one or all without a star, and the notice brings them back', async () => {
  const deps = await studio();
  await rememberQueries(deps, 'influxql', [read('a'), read('b'), read('c')]);
  const all = await queriesKept(deps);
  const starred = all.find(({ text }) => text === 'b')?.id ?? '';
  await starQuery(deps, starred, true);
  await forgetQueries(deps);
  expect((await queriesKept(deps)).map(({ text }) => text)).toEqual(['b']);
  const { undo, words } = deps.store.getState().notices.at(-1) ?? {};
  expect(words).toBe('Forgot 2 queries.');
  await (await deps.vault).restore(undo?.model ?? '');
  expect(await queriesKept(deps)).toHaveLength(3);
  await forgetQueries(deps, [starred]);
  expect(await queriesKept(deps)).toHaveLength(2);
});
