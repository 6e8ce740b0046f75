import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { initialRecipe } from '../pipeline/recipe';
import type { StoreName } from './backing';
import { migrations } from './migrations';
import { openVault } from './open';
import { sampleArtifact, sampleWeights } from './sample';

/** Databases as released versions left them, written out by hand: never derived from today's code. */
const snapshots: readonly { version: number; stores: Readonly<Record<string, Readonly<Record<string, unknown>>>> }[] = [
  { version: 0, stores: {} },
  {
    version: 1,
    stores: {
      cards: { m1: cardOfV1() },
      bodies: { m1: sampleArtifact() },
      recipes: { r1: { id: 'r1', name: 'nightly', createdAt: 1, updatedAt: 2, recipe: initialRecipe } },
      settings: { settings: { theme: 'dark', connection: { id: 'demo', params: {} } } },
    },
  },
  {
    version: 2,
    stores: {
      cards: { m1: cardOfV1() },
      bodies: { m1: sampleArtifact() },
      recipes: { r1: { id: 'r1', name: 'nightly', createdAt: 1, updatedAt: 2, recipe: initialRecipe } },
      settings: { settings: { theme: 'dark', connection: { id: 'demo', params: {} } } },
      results: {},
      trash: {},
      checkpoints: {},
    },
  },
  {
    version: 3,
    stores: {
      ...eachOfV2(),
      settings: { settings: { theme: 'light', connection: { id: 'influxdb-2', params: { url: 'https://db:8086' } } } },
      queries: { q1: queryOfV3() },
    },
  },
  {
    version: 4,
    stores: {
      ...eachOfV2(),
      settings: { settings: { theme: 'light' } },
      queries: { q1: queryOfV3() },
      connections: { c1: connectionOfV4() },
    },
  },
  {
    version: 5,
    stores: {
      ...eachOfV2(),
      settings: { settings: { theme: 'light', zone: 'America/St_Johns' } },
      queries: { q1: queryOfV3() },
      connections: { c1: connectionOfV4() },
      frameCards: { f1: readOfV5().card },
      frames: { f1: readOfV5().result },
    },
  },
];

/** One record in each store of vault/2 but `settings`. */
function eachOfV2() {
  return {
    cards: { m1: cardOfV1() },
    bodies: { m1: sampleArtifact() },
    recipes: { r1: { id: 'r1', name: 'nightly', createdAt: 1, updatedAt: 2, recipe: initialRecipe } },
    results: { 'anomalies:m1': { kind: 'anomalies', of: 'm1', savedAt: 3, value: { scores: [1, 2] } } },
    trash: { t1: { kind: 'recipe', removedAt: 4e12, value: { id: 'r2', name: 'old', createdAt: 1, updatedAt: 1 } } },
    checkpoints: { k1: { key: 'k1', recipe: initialRecipe, weights: sampleWeights, epoch: 1, epochs: 2, savedAt: 5 } },
  };
}

function queryOfV3() {
  const { query } = initialRecipe;
  const read = { at: 6, rows: 7, seconds: 0.5, starred: true };
  return { id: 'q1', text: 'SELECT u', language: 'influxql', source: 'influxdb-1', host: 'http://a', query, ...read };
}

function connectionOfV4() {
  const source = { id: 'influxdb-2', params: { url: 'https://db:8086', org: 'o' } };
  const sealed = { iterations: 600_000, salt: new Uint8Array(16), iv: new Uint8Array(12), bytes: new Uint8Array(20) };
  return { id: 'c1', name: 'plant', source, usedAt: 8, sealed };
}

function readOfV5() {
  const { query } = initialRecipe;
  const source = { id: 'influxdb-1', params: { url: 'http://a' } };
  const columns = [{ key: 'u', values: Float64Array.of(1, Number.NaN), labels: { host: 'a' } }];
  return {
    card: { id: 'f1', source, query, readAt: 9, usedAt: 10, rows: 2, bytes: 32 },
    result: { frames: [{ time: Float64Array.of(0, 1000), columns }], rows: 2, notes: [], text: 'SELECT u' },
  };
}

function cardOfV1() {
  return {
    id: 'm1',
    name: 'cpu',
    createdAt: 1,
    updatedAt: 2,
    revision: 3,
    series: 'cpu host=a',
    modelId: 'composite-lstm',
    modelTitle: 'Composite LSTM',
    backend: 'wasm',
    metrics: [],
    seconds: 1,
    points: 8,
    horizon: 48,
    sparkline: Float32Array.of(1, 2),
    bytes: 100,
  };
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

it('has a snapshot of every version before today’s', () => {
  expect(snapshots.map(({ version }) => version)).toEqual(migrations.map((_, i) => i));
});

describe.each(snapshots)('from vault/$version', ({ version, stores }) => {
  beforeEach(async () => {
    if (version === 0) return;
    const db = await openDB('undertone', version, {
      upgrade(old) {
        for (const [store, records] of Object.entries(stores)) {
          const made = old.createObjectStore(store);
          for (const [key, value] of Object.entries(records)) void made.put(value, key);
        }
      },
    });
    db.close();
  });

  it('arrives at today’s stores', async () => {
    (await openVault()).close();
    const db = await openDB('undertone');
    expect(db.version).toBe(migrations.length);
    const today: StoreName[] = [
      'bodies',
      'cards',
      'checkpoints',
      'connections',
      'fleetSeries',
      'fleets',
      'frameCards',
      'frames',
      'pastForecasts',
      'queries',
      'recipes',
      'results',
      'settings',
      'trash',
      'versions',
    ];
    expect([...db.objectStoreNames]).toEqual(today);
    db.close();
  });

  it('loses nothing', async () => {
    const vault = await openVault();
    expect(vault.ephemeral).toBe(false);
    expect(await vault.list()).toEqual(Object.values(stores.cards ?? {}));
    expect(await vault.recipes.list()).toEqual(Object.values(stores.recipes ?? {}));
    for (const [id, artifact] of Object.entries(stores.bodies ?? {})) {
      expect((await vault.get(id)).artifact).toEqual(artifact);
    }
    const { theme = 'system', zone } = Object(stores.settings?.settings);
    expect(await vault.settings.read()).toEqual({ theme, ...(zone !== undefined && { zone }) });
    const source = { id: 'influxdb-2', params: { url: 'https://db:8086' } };
    const remembered = version === 3 ? [{ id: 'first', name: 'db:8086', source, usedAt: 0 }] : [];
    expect(await vault.connections.list()).toEqual([...remembered, ...Object.values(stores.connections ?? {})]);
    expect(await vault.queries.list()).toEqual(Object.values(stores.queries ?? {}));
    expect(await vault.frames.list()).toEqual(Object.values(stores.frameCards ?? {}));
    vault.close();
  });

  it('leaves every record as it was', async () => {
    (await openVault()).close();
    const db = await openDB('undertone');
    for (const [store, records] of Object.entries(stores)) {
      if (store === 'settings') continue;
      for (const [key, value] of Object.entries(records)) expect(await db.get(store, key)).toEqual(value);
    }
    db.close();
  });

  it('can do all that today’s vault can', async () => {
    const vault = await openVault();
    const { id } = await vault.put(sampleArtifact(), { name: 'new' });
    await vault.saveCheckpoint({ key: id, recipe: initialRecipe, weights: sampleWeights, epoch: 1, epochs: 2 });
    await vault.restore(await vault.remove(id));
    expect((await vault.get(id)).card.name).toBe('new');
    expect(await vault.loadCheckpoint(id)).toMatchObject({ epoch: 1 });
    vault.close();
  });
});
