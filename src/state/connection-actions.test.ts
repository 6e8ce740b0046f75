import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memberOf } from '../base/definition';
import { jobs } from '../engine/jobs';
import { localEngine } from '../engine/local';
import { emptyQuery } from '../frame/query';
import { sources } from '../sources';
import type { Source } from '../sources/types';
import { openVault } from '../vault/open';
import type { KeptConnection } from '../vault/types';
import {
  followConnections,
  nameOf,
  rememberConnection,
  removeConnection,
  renameConnection,
} from './connection-actions';
import { forgetSecrets, keepSecrets, unlock, whyNoSecrets } from './connection-secrets';
import type { Deps } from './deps';
import { followKeptData, forgetKeptData } from './kept-data';
import { restoreModel } from './library-actions';
import { createStudio } from './store';

const page = { origin: 'https://studio.example', secure: true };
const source = { id: 'influxdb-2', params: { url: 'http://db:8086', org: 'o', token: 'Pl4inT0ken' } };
const passphrase = 'correct horse battery';

let deps: Deps;
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  deps = {
    store: createStudio(),
    engine: localEngine(jobs),
    vault: openVault(),
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: false },
    running: new Map(),
  };
});
afterEach(async () => {
  vi.unstubAllGlobals();
  (await deps.vault).close();
});

const list = async (): Promise<readonly KeptConnection[]> => (await deps.vault).connections.list();
const only = async (): Promise<KeptConnection> => {
  const [first, ...others] = await list();
  if (first === undefined || others.length > 0) throw new Error('not one connection');
  return first;
};
const notices = () => deps.store.getState().notices.map(({ words }) => words);

/** Every text and every byte that the database holds, as text of one letter a byte. */
async function everything(): Promise<string> {
  const db = await openDB('undertone');
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (ArrayBuffer.isView(value)) {
      found.push(String.fromCharCode(...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        found.push(key);
        walk(inner);
      }
    }
  };
  for (const store of db.objectStoreNames) {
    walk(await db.getAllKeys(store));
    walk(await db.getAll(store));
  }
  db.close();
  return found.join('\n');
}

it('remembers a connection by its address, without secrets', async () => {
  await rememberConnection(deps, source);
  expect(await only()).toMatchObject({ name: 'db:8086, o', source: { id: 'influxdb-2', params: { org: 'o' } } });
  expect(await everything()).toContain('db:8086');
  expect(await everything()).not.toContain('Pl4inT0ken');
  expect(nameOf({ id: 'influxdb-1', params: { url: 'https://x.example/db' } })).toBe('x.example/db');
});

it('keeps secrets under a passphrase, and in no store in plain', async () => {
  await keepSecrets(deps, source, passphrase, page);
  const kept = await only();
  expect(kept.sealed?.iterations).toBe(600_000);
  await removeConnection(deps, kept);
  expect(await everything()).not.toMatch(/Pl4inT0ken|correct horse/);
  const token = deps.store.getState().notices.at(-1)?.undo?.model ?? '';
  await restoreModel(deps, token);
  expect(await everything()).not.toMatch(/Pl4inT0ken|correct horse/);
  expect(await unlock(await only(), passphrase, page)).toEqual({ token: 'Pl4inT0ken' });
});

it('opens them for this page, this address and this entry alone', async () => {
  await keepSecrets(deps, source, passphrase, page);
  const kept = await only();
  const refused = { code: 'unauthorised', place: 'passphrase' };
  await expect(unlock(kept, 'correct horse batterY', page)).rejects.toMatchObject(refused);
  await expect(unlock(kept, passphrase, { ...page, origin: 'https://evil.example' })).rejects.toMatchObject(refused);
  await expect(unlock({ ...kept, id: 'another' }, passphrase, page)).rejects.toMatchObject(refused);
  const moved = { ...kept, source: { ...kept.source, params: { ...kept.source.params, url: 'http://evil:8086' } } };
  await expect(unlock(moved, passphrase, page)).rejects.toMatchObject(refused);
});

it('keeps nothing but secrets of the source, and forgets them when asked', async () => {
  await keepSecrets(deps, { ...source, params: { ...source.params, unheardOf: 'x' } }, passphrase, page);
  const kept = await only();
  expect(await unlock(kept, passphrase, page)).toEqual({ token: 'Pl4inT0ken' });
  await forgetSecrets(deps, kept);
  expect((await only()).sealed).toBeUndefined();
  expect(await unlock(await only(), passphrase, page)).toEqual({});
});

it('says in words what did not work', async () => {
  await keepSecrets(deps, source, 'short', page);
  expect(notices().at(-1)).toMatch(/at least 8 signs/);
  await rememberConnection(deps, source);
  expect(await renameConnection(deps, await only(), ' ')).toBe(false);
  expect(notices().at(-1)).toMatch(/name is needed/);
  expect(await renameConnection(deps, await only(), 'Plant')).toBe(true);
  const kept = await only();
  await removeConnection(deps, kept);
  await removeConnection(deps, kept);
  expect(notices().at(-1)).toMatch(/no longer kept here/);
  vi.stubGlobal('crypto', {});
  expect(whyNoSecrets()).toMatch(/plain http/);
});

it('removes the data kept from it too, and says that undo does not bring that back', async () => {
  const { frames } = await deps.vault;
  const schema = memberOf<Source>(sources, source.id).params;
  const answer = { frames: [], rows: 0, notes: [], text: '' };
  const elsewhere = { ...source, params: { ...source.params, url: 'http://other:8086' } };
  await rememberConnection(deps, source);
  await frames.keep(source, schema, emptyQuery, answer, 1);
  await frames.keep(elsewhere, schema, emptyQuery, answer, 1);
  const sizes: number[] = [];
  const stop = followKeptData(deps, (bytes) => sizes.push(bytes));
  await vi.waitFor(() => expect(sizes).toHaveLength(1));
  await removeConnection(deps, await only());
  expect(notices().at(-1)).toMatch(/and the data kept from it\. Undo brings back the connection alone\.$/);
  expect(await frames.get(source, schema, emptyQuery)).toBeUndefined();
  expect(await frames.get(elsewhere, schema, emptyQuery)).toBeDefined();
  await vi.waitFor(() => expect(sizes.at(-1)).toBe((sizes[0] ?? 0) / 2));
  await restoreModel(deps, deps.store.getState().notices.at(-1)?.undo?.model ?? '');
  expect((await only()).name).toBe('db:8086, o');
  await removeConnection(deps, await only());
  expect(notices().at(-1)).toMatch(/^Removed “[^”]+”\.$/);
  await forgetKeptData(deps);
  await vi.waitFor(() => expect(sizes.at(-1)).toBe(0));
  stop();
});

it('follows what is kept, until it is told to stop', async () => {
  const heard: number[] = [];
  const stop = followConnections(deps, (connections) => heard.push(connections.length));
  await vi.waitFor(() => expect(heard).toEqual([0]));
  await rememberConnection(deps, source);
  await vi.waitFor(() => expect(heard).toEqual([0, 1]));
  stop();
  await removeConnection(deps, await only());
  await new Promise((settle) => setTimeout(settle, 20));
  expect(heard).toEqual([0, 1]);
});
