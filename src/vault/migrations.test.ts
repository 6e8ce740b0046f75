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
      cards: { m1: cardOfV1() },
      bodies: { m1: sampleArtifact() },
      recipes: {},
      settings: { settings: { theme: 'light', connection: { id: 'influxdb-2', params: { url: 'https://db:8086' } } } },
      results: {},
      trash: {},
      checkpoints: {},
      queries: {},
    },
  },
  {
    version: 4,
    stores: {
      cards: { m1: cardOfV1() },
      bodies: { m1: sampleArtifact() },
      recipes: {},
      settings: { settings: { theme: 'light' } },
      results: {},
      trash: {},
      checkpoints: {},
      queries: {},
      connections: {},
    },
  },
];

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
      'frameCards',
      'frames',
      'queries',
      'recipes',
      'results',
      'settings',
      'trash',
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
    expect(await vault.settings.read()).toEqual(stores.settings?.settings ?? { theme: 'system' });
    const source = { id: 'influxdb-2', params: { url: 'https://db:8086' } };
    const remembered = version === 3 ? [{ id: 'first', name: 'db:8086', source, usedAt: 0 }] : [];
    expect(await vault.connections.list()).toEqual(remembered);
    vault.close();
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
