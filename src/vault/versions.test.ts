import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Forecast } from '../frame/parts';
import type { Artifact, ForecastRun } from '../pipeline/results';
import { openVault } from './open';
import { sampleArtifact } from './sample';
import type { Change, Vault } from './types';
import { MOST_VERSION_BYTES, MOST_VERSIONS } from './versions';

let clock = 1000;
const now = (): number => clock++;

async function openInMemory(): Promise<Vault> {
  Reflect.deleteProperty(globalThis, 'indexedDB');
  return openVault({ now });
}

const forecastOf = (...point: number[]): Forecast => ({
  target: 'cpu',
  time: Float64Array.from(point, (_, i) => i),
  point: Float64Array.from(point),
  quantiles: [],
});

const runOf = (...point: number[]): Omit<ForecastRun, 'artifact'> => ({
  forecast: forecastOf(...point),
  heldBack: { forecast: forecastOf(...point), actual: new Float64Array(point.length) },
});

/** A model learned anew so many times; the first artifact has one point, the next two, and so on. */
const points = (n: number): Artifact => sampleArtifact(Array.from({ length: n }, (_, i) => i));

describe.each([
  { kind: 'IndexedDB', open: () => openVault({ now }) },
  { kind: 'memory', open: openInMemory },
])('versions in $kind', ({ open }) => {
  let vault: Vault;
  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    vault = await open();
  });
  afterEach(() => vault.close());

  /** A model of so many versions, the last of them current. */
  async function model(versions: number) {
    let card = await vault.put(points(1), { name: 'cpu' });
    await vault.results.put('forecast', card.id, runOf(1));
    for (let n = 2; n <= versions; n++) {
      ({ card } = await vault.replace(card.id, points(n), card.revision));
      await vault.results.put('forecast', card.id, runOf(n));
    }
    return card;
  }
  const numbers = async (id: string) => (await vault.versions.list(id)).map(({ number }) => number);

  it('leaves the artifact before as a version, with its figures and its forecast', async () => {
    const first = await vault.put(points(1), { name: 'cpu' });
    expect(await vault.versions.list(first.id)).toEqual([]);
    await vault.results.put('forecast', first.id, runOf(0.1));
    const { card, gone } = await vault.replace(first.id, points(2), 1);
    expect(gone).toEqual([]);
    expect(card).toMatchObject({ version: { number: 2 }, points: 2, name: 'cpu', createdAt: first.createdAt });
    expect(await vault.versions.list(first.id)).toMatchObject([
      { model: first.id, number: 1, createdAt: first.createdAt, points: 1, metrics: first.metrics, backend: 'wasm' },
    ]);
    expect(await vault.versions.get(first.id, 1)).toEqual(points(1));
    expect(await vault.results.get('forecast', first.id)).toBeUndefined();
  });

  it('goes back to the very same artifact and forecast, and forward again', async () => {
    const card = await model(3);
    const back = await vault.versions.goBack(card.id, 1, card.revision);
    expect(back).toMatchObject({ points: 1, version: { number: 1, createdAt: card.createdAt } });
    expect((await vault.get(card.id)).artifact).toEqual(points(1));
    expect((await vault.results.get('forecast', card.id))?.value).toEqual(runOf(1));
    expect(await numbers(card.id)).toEqual([3, 2]);
    const forward = await vault.versions.goBack(card.id, 3, back.revision);
    expect(forward.version).toEqual(card.version);
    expect((await vault.get(card.id)).artifact).toEqual(points(3));
    expect((await vault.results.get('forecast', card.id))?.value).toEqual(runOf(3));
    expect(await numbers(card.id)).toEqual([2, 1]);
  });

  it('gives no number twice, whatever was gone back to or deleted', async () => {
    const card = await model(3);
    const back = await vault.versions.goBack(card.id, 1, card.revision);
    const token = await vault.versions.remove(card.id, 3);
    const { card: next } = await vault.replace(card.id, points(9), back.revision);
    expect(next.version?.number).toBe(4);
    await vault.restore(token);
    expect(await numbers(card.id)).toEqual([3, 2, 1]);
    expect(await vault.versions.get(card.id, 3)).toEqual(points(3));
  });

  it('does not go back on an older sight of the model, nor to what is not there', async () => {
    const card = await model(2);
    await expect(vault.versions.goBack(card.id, 1, card.revision - 1)).rejects.toMatchObject({ code: 'storage' });
    await expect(vault.versions.goBack(card.id, 7, card.revision)).rejects.toMatchObject({ code: 'not-found' });
    await expect(vault.versions.get(card.id, 2)).rejects.toMatchObject({ code: 'not-found' });
    await expect(vault.versions.remove(card.id, 2)).rejects.toMatchObject({ code: 'not-found' });
    expect((await vault.get(card.id)).artifact).toEqual(points(2));
  });

  it('lets the oldest go that is not pinned, and says which', async () => {
    const card = await model(2);
    await vault.versions.pin(card.id, 1, true);
    let { revision } = card;
    const gone: number[] = [];
    for (let n = 3; n <= MOST_VERSIONS + 3; n++) {
      const kept = await vault.replace(card.id, points(n), revision);
      revision = kept.card.revision;
      gone.push(...kept.gone.map(({ number }) => number));
    }
    expect(gone).toEqual([2, 3]);
    const left = await numbers(card.id);
    expect(left).toHaveLength(MOST_VERSIONS);
    expect(left.at(-1)).toBe(1);
    await expect(vault.versions.get(card.id, 2)).rejects.toMatchObject({ code: 'not-found' });
    await vault.versions.pin(card.id, 1, false);
    expect((await vault.replace(card.id, points(1), revision)).gone).toMatchObject([{ number: 1 }]);
  });

  it('stays pinned while it is the current one, and after', async () => {
    const card = await model(2);
    await vault.versions.pin(card.id, 1, true);
    const back = await vault.versions.goBack(card.id, 1, card.revision);
    expect(back.version).toMatchObject({ number: 1, pinned: true });
    const { card: next } = await vault.replace(card.id, points(3), back.revision);
    expect(next.version?.pinned).toBeUndefined();
    expect((await vault.versions.list(card.id)).map(({ number, pinned }) => [number, pinned])).toEqual([
      [2, undefined],
      [1, true],
    ]);
  });

  it('keeps the versions of a model within its bytes', async () => {
    const large = (n: number): Artifact => ({
      ...points(n),
      weights: { state: {}, networks: [], tensors: [{ name: 'w', shape: [0], data: new Float32Array(6e6) }] },
    });
    let card = await vault.put(large(1), { name: 'cpu' });
    const gone: number[] = [];
    for (let n = 2; n <= 5; n++) {
      const kept = await vault.replace(card.id, large(n), card.revision);
      card = kept.card;
      gone.push(...kept.gone.map(({ number }) => number));
    }
    expect(gone).toEqual([1, 2]);
    const bytes = (await vault.versions.list(card.id)).reduce((sum, version) => sum + version.bytes, 0);
    expect(bytes).toBeLessThanOrEqual(MOST_VERSION_BYTES);
  });

  it('brings a deleted model back with its versions, and a purge leaves nothing of them', async () => {
    const card = await model(3);
    await vault.restore(await vault.remove(card.id));
    expect(await numbers(card.id)).toEqual([2, 1]);
    expect(await vault.versions.get(card.id, 1)).toEqual(points(1));
    const version = await vault.versions.remove(card.id, 1);
    await vault.remove(card.id);
    await expect(vault.restore(version)).rejects.toMatchObject({ code: 'not-found', next: /model back first/ });
    clock += 10;
    expect(await vault.purge(5)).toBe(2);
    expect(await vault.versions.list(card.id)).toEqual([]);
    expect(await vault.results.get('forecast', `${card.id}/2`)).toBeUndefined();
    await expect(vault.restore(version)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('tells listeners of the model', async () => {
    const card = await model(2);
    const heard: Change[] = [];
    const stop = vault.subscribe((change) => heard.push(change));
    await vault.versions.pin(card.id, 1, true);
    await vault.restore(await vault.versions.remove(card.id, 1));
    await vault.versions.goBack(card.id, 1, card.revision);
    stop();
    expect(heard).toEqual(Array.from({ length: 4 }, () => ({ in: 'models', id: card.id, elsewhere: false })));
  });
});
