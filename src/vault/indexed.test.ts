import 'fake-indexeddb/auto';
import { forceCloseDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { migrations } from './migrations';
import { openVault } from './open';
import { sampleArtifact } from './sample';
import type { Change, Vault } from './types';

const open: Vault[] = [];
async function vaultOf(options: Parameters<typeof openVault>[0] = {}): Promise<Vault> {
  const vault = await openVault(options);
  open.push(vault);
  return vault;
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const vault of open.splice(0)) vault.close();
});

it('keeps everything across a closed tab', async () => {
  const first = await vaultOf();
  const { id } = await first.put(sampleArtifact(), { name: 'cpu' });
  first.close();
  const second = await vaultOf();
  expect((await second.get(id)).artifact).toEqual(sampleArtifact());
});

it('keeps vaults of other names apart', async () => {
  await (await vaultOf({ name: 'a' })).put(sampleArtifact(), { name: 'cpu' });
  expect(await (await vaultOf({ name: 'b' })).list()).toEqual([]);
});

it('empties old trash at the next start, and leaves what another tab may still undo', async () => {
  let clock = 0;
  const now = () => clock;
  const first = await vaultOf({ now });
  const { id } = await first.put(sampleArtifact(), { name: 'cpu' });
  const token = await first.remove(id);
  clock = 60_000;
  await vaultOf({ now });
  await first.restore(token);
  const again = await first.remove(id);
  clock = 2 * 60 * 60 * 1000;
  await vaultOf({ now });
  await expect(first.restore(again)).rejects.toMatchObject({ code: 'not-found' });
});

it('two tabs: one writes, the other hears of it and does not overwrite it', async () => {
  const [mine, theirs] = [await vaultOf(), await vaultOf()];
  const heard = new Promise<Change>((resolve) => theirs.subscribe(resolve));
  const card = await mine.put(sampleArtifact(), { name: 'cpu' });
  expect(await heard).toEqual({ in: 'models', id: card.id, elsewhere: true });
  await theirs.rename(card.id, 'theirs', card.revision);
  await expect(mine.rename(card.id, 'mine', card.revision)).rejects.toMatchObject({ code: 'storage' });
  expect((await mine.list())[0]?.name).toBe('theirs');
});

it('writes with strict durability, a card and its artifact in one transaction', async () => {
  const vault = await vaultOf();
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await vault.put(sampleArtifact(), { name: 'cpu' });
  expect(transaction.mock.calls).toEqual([[['cards', 'bodies'], 'readwrite', { durability: 'strict' }]]);
});

it('a full disk is said in words, and half a model is never kept', async () => {
  const vault = await vaultOf();
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (this.name === 'bodies') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, args);
  });
  await expect(vault.put(sampleArtifact(), { name: 'cpu' })).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('no room left'),
    next: expect.stringContaining('Delete models'),
  });
  vi.restoreAllMocks();
  expect(await vault.list()).toEqual([]);
});

it('a disk that fills up at the commit is said in the same words', async () => {
  const vault = await vaultOf();
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    const { transaction } = this;
    Object.defineProperty(transaction, 'error', { value: new DOMException('full', 'QuotaExceededError') });
    const request = put.apply(this, args);
    request.addEventListener('success', () => transaction.abort());
    return request;
  });
  await expect(vault.settings.write({ theme: 'dark' })).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('no room left'),
  });
});

it('a refused database gives a vault in memory that says why', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const vault = await vaultOf();
  expect(vault).toMatchObject({ ephemeral: true, why: expect.stringContaining('denied') });
  const { id } = await vault.put(sampleArtifact(), { name: 'cpu' });
  expect((await vault.get(id)).artifact).toEqual(sampleArtifact());
});

it('a library of a newer version is left alone, and said so', async () => {
  (await openDB('undertone', migrations.length + 1)).close();
  const vault = await vaultOf();
  expect(vault).toMatchObject({ ephemeral: true, why: expect.stringContaining('newer Undertone') });
});

it('waits for an older tab and says so', async () => {
  const older = await openDB('undertone', 1, {
    upgrade(db) {
      for (const store of ['cards', 'bodies', 'recipes', 'settings']) db.createObjectStore(store);
    },
  });
  const vault = await vaultOf({ onBlocked: () => older.close() });
  expect(vault.ephemeral).toBe(false);
  expect(await vault.list()).toEqual([]);
});

it('lets go for a newer tab and then asks for a reload', async () => {
  const onOutdated = vi.fn();
  const vault = await vaultOf({ onOutdated });
  const newer = await openDB('undertone', migrations.length + 1);
  expect(onOutdated).toHaveBeenCalledOnce();
  await expect(vault.list()).rejects.toMatchObject({ code: 'storage', next: 'Reload this tab.' });
  newer.close();
});

it('survives its data being cleared, and starts over', async () => {
  const vault = await vaultOf();
  await vault.put(sampleArtifact(), { name: 'cpu' });
  await deleteDB('undertone');
  expect(await vault.list()).toEqual([]);
});

it('opens again after the browser closed the connection', async () => {
  const onTerminated = vi.fn();
  const connections: IDBDatabase[] = [];
  const transaction = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    connections.push(this);
    return transaction.apply(this, args);
  });
  const vault = await vaultOf({ onTerminated });
  const { id } = await vault.put(sampleArtifact(), { name: 'cpu' });
  forceCloseDatabase(connections.at(-1) as never);
  await vi.waitFor(() => expect(onTerminated).toHaveBeenCalled());
  expect(onTerminated).toHaveBeenCalledOnce();
  expect((await vault.get(id)).card.name).toBe('cpu');
  connections.at(-1)?.close();
  expect((await vault.get(id)).card.name).toBe('cpu');
});

it('an unhelpful storage fault still has words', async () => {
  const vault = await vaultOf();
  vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(() => {
    throw new DOMException('disk on fire', 'UnknownError');
  });
  await expect(vault.list()).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('disk on fire'),
    next: expect.any(String),
  });
});

it('reads how much room there is', async () => {
  vi.stubGlobal('navigator', {
    storage: {
      estimate: async () => ({ usage: 5, quota: 50 }),
      persisted: async () => true,
      persist: async () => true,
    },
  });
  const vault = await vaultOf();
  expect(await vault.usage()).toEqual({ used: 5, quota: 50, persisted: true });
  expect(await vault.persist()).toBe(true);
  vi.unstubAllGlobals();
});
