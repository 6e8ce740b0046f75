import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ParamSchema } from '../base/params';
import { initialRecipe } from '../pipeline/recipe';
import type { QueryResult } from '../sources/types';
import { openVault } from './open';
import { sampleArtifact, sampleWeights } from './sample';
import type { Change, Vault } from './types';

let clock = 1000;
const now = (): number => clock++;

async function openInMemory(): Promise<Vault> {
  Reflect.deleteProperty(globalThis, 'indexedDB');
  return openVault({ now });
}

const bits = (array: Float32Array | Float64Array): number[] => [...new Uint8Array(array.buffer)];

describe.each([
  { kind: 'IndexedDB', ephemeral: false, open: () => openVault({ now }) },
  { kind: 'memory', ephemeral: true, open: openInMemory },
])('the vault in $kind', ({ ephemeral, open }) => {
  let vault: Vault;
  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    vault = await open();
  });
  afterEach(() => vault.close());

  it('says whether it outlives the tab', () => {
    expect(vault.ephemeral).toBe(ephemeral);
    if (ephemeral) expect(vault.why).toMatch(/storage.*export/s);
    else expect(vault.why).toBeUndefined();
  });

  it('starts empty', async () => {
    expect(await vault.list()).toEqual([]);
    expect(await vault.recipes.list()).toEqual([]);
    expect(await vault.listCheckpoints()).toEqual([]);
    expect(await vault.settings.read()).toEqual({ theme: 'system' });
  });

  it('gives an artifact back to the bit', async () => {
    const artifact = sampleArtifact();
    const { id } = await vault.put(artifact, { name: 'cpu' });
    const back = (await vault.get(id)).artifact;
    expect(back).toEqual(artifact);
    expect(bits(back.weights.tensors[0]?.data as Float32Array)).toEqual(
      bits(artifact.weights.tensors[0]?.data as Float32Array),
    );
    expect(bits(back.history.columns[0]?.values as Float64Array)).toEqual(
      bits(artifact.history.columns[0]?.values as Float64Array),
    );
    expect(bits(back.history.time)).toEqual(bits(artifact.history.time));
  });

  it('keeps what was put, not what became of it', async () => {
    const artifact = sampleArtifact();
    const { id } = await vault.put(artifact, { name: 'cpu' });
    artifact.history.columns[0]?.values.fill(7);
    (await vault.get(id)).artifact.history.columns[0]?.values.fill(8);
    expect((await vault.get(id)).artifact).toEqual(sampleArtifact());
  });

  it('lists cards, the last changed first', async () => {
    const first = await vault.put(sampleArtifact(), { name: ' first ', modelTitle: 'Composite LSTM' });
    const second = await vault.put(sampleArtifact(), { name: 'second', parentId: first.id });
    expect((await vault.list()).map((card) => card.name)).toEqual(['second', 'first']);
    await vault.rename(first.id, 'renamed', 1);
    expect((await vault.list()).map((card) => card.name)).toEqual(['renamed', 'second']);
    expect(first).toMatchObject({
      revision: 1,
      series: 'cpu host=a',
      modelId: 'composite-lstm',
      modelTitle: 'Composite LSTM',
      backend: 'wasm',
      seconds: 12.5,
      points: 8,
      horizon: 48,
    });
    expect(first.createdAt).toBe(first.updatedAt);
    expect(second).toMatchObject({ parentId: first.id, modelTitle: 'composite-lstm' });
    expect((await vault.list())[1]).toEqual(second);
  });

  it('refuses an empty name at its field', async () => {
    await expect(vault.put(sampleArtifact(), { name: ' ' })).rejects.toMatchObject({
      code: 'bad-input',
      place: 'name',
    });
    await expect(vault.recipes.put(initialRecipe, '')).rejects.toMatchObject({ code: 'bad-input', place: 'name' });
    expect(await vault.list()).toEqual([]);
  });

  it('does not let an older sight overwrite a newer one', async () => {
    const { id } = await vault.put(sampleArtifact(), { name: 'cpu' });
    await vault.rename(id, 'mine', 1);
    const stale = { code: 'storage', message: expect.stringContaining('“mine” was changed in another tab') };
    await expect(vault.rename(id, 'theirs', 1)).rejects.toMatchObject(stale);
    await expect(vault.replace(id, sampleArtifact([1, 2]), 1)).rejects.toMatchObject(stale);
    expect((await vault.get(id)).card).toMatchObject({ name: 'mine', revision: 2, points: 8 });
    expect((await vault.get(id)).artifact).toEqual(sampleArtifact());
  });

  it('lets exactly one of two changes at once through', async () => {
    const { id } = await vault.put(sampleArtifact(), { name: 'cpu' });
    const both = await Promise.allSettled([vault.rename(id, 'a', 1), vault.rename(id, 'b', 1)]);
    expect(both.map((one) => one.status)).toEqual(['fulfilled', 'rejected']);
    expect((await vault.get(id)).card).toMatchObject({ name: 'a', revision: 2 });
  });

  it('replaces an artifact and its figures, keeping name, birth and parent', async () => {
    const card = await vault.put(sampleArtifact(), { name: 'cpu', modelTitle: 'Composite LSTM', parentId: 'p' });
    const { card: after } = await vault.replace(card.id, sampleArtifact([1, 2, 3]), 1);
    expect(after).toMatchObject({
      ...card,
      revision: 2,
      points: 3,
      sparkline: Float32Array.of(1, 2, 3),
      bytes: expect.any(Number),
      updatedAt: expect.any(Number),
    });
    expect(after.updatedAt).toBeGreaterThan(card.updatedAt);
    expect((await vault.get(card.id)).artifact).toEqual(sampleArtifact([1, 2, 3]));
  });

  it('undoes a delete under the same id', async () => {
    const card = await vault.put(sampleArtifact(), { name: 'cpu' });
    const token = await vault.remove(card.id);
    expect(await vault.list()).toEqual([]);
    await expect(vault.get(card.id)).rejects.toMatchObject({ code: 'not-found', value: card.id });
    await expect(vault.remove(card.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(vault.rename(card.id, 'x', 1)).rejects.toMatchObject({ code: 'not-found' });
    await vault.restore(token);
    expect(await vault.get(card.id)).toEqual({ card, artifact: sampleArtifact() });
    await expect(vault.restore(token)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('empties the trash by age, with all that hung on the model', async () => {
    const old = await vault.put(sampleArtifact(), { name: 'old' });
    const young = await vault.put(sampleArtifact(), { name: 'young' });
    const kept = await vault.put(sampleArtifact(), { name: 'kept' });
    for (const { id } of [old, young, kept]) {
      await vault.saveCheckpoint({ key: id, recipe: initialRecipe, weights: sampleWeights, epoch: 1, epochs: 5 });
      await vault.results.put('clustering', id, clustering);
    }
    const oldToken = await vault.remove(old.id);
    clock += 10_000;
    const youngToken = await vault.remove(young.id);
    expect(await vault.purge(5_000)).toBe(1);
    await expect(vault.restore(oldToken)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('trash has been emptied'),
    });
    expect(await vault.loadCheckpoint(old.id)).toBeUndefined();
    expect(await vault.results.get('clustering', old.id)).toBeUndefined();
    await vault.restore(youngToken);
    expect(await vault.results.get('clustering', young.id)).toBeDefined();
    expect((await vault.get(young.id)).artifact).toEqual(sampleArtifact());
    expect(await vault.purge()).toBe(0);
    expect(await vault.loadCheckpoint(kept.id)).toMatchObject({ epoch: 1 });
  });

  it('keeps recipes by name, with undo', async () => {
    const kept = await vault.recipes.put(initialRecipe, 'nightly');
    const changed = await vault.recipes.put({ ...initialRecipe, horizon: 7 }, 'nightly 2', kept.id);
    expect(changed).toMatchObject({ id: kept.id, name: 'nightly 2', createdAt: kept.createdAt });
    expect(await vault.recipes.list()).toEqual([changed]);
    const token = await vault.recipes.remove(kept.id);
    expect(await vault.recipes.list()).toEqual([]);
    await expect(vault.recipes.remove(kept.id)).rejects.toMatchObject({ code: 'not-found' });
    await vault.restore(token);
    expect(await vault.recipes.list()).toEqual([changed]);
  });

  const clustering = {
    names: ['a', 'b'],
    labels: Int32Array.of(0, -1),
    centers: [Float64Array.of(1, 2)],
    shapes: [Float64Array.of(1, 2), Float64Array.of(3, 4)],
    inertia: 1,
    silhouette: 0.5,
    iterations: 3,
  };

  it('keeps the last result of each kind', async () => {
    await vault.results.put('clustering', 'cpu', { ...clustering, iterations: 1 });
    await vault.results.put('clustering', 'cpu', clustering);
    expect(await vault.results.get('clustering', 'cpu')).toMatchObject({
      kind: 'clustering',
      of: 'cpu',
      value: clustering,
    });
    expect(await vault.results.get('anomalies', 'cpu')).toBeUndefined();
    await vault.results.clear('cpu');
    expect(await vault.results.get('clustering', 'cpu')).toBeUndefined();
  });

  it('remembers settings', async () => {
    await vault.settings.write({ theme: 'dark' });
    expect(await vault.settings.read()).toEqual({ theme: 'dark' });
  });

  const schema = {
    url: { kind: 'text', label: 'URL', initial: 'http://localhost' },
    org: { kind: 'text', label: 'Organisation', initial: '' },
    token: { kind: 'text', label: 'Token', initial: '', secret: true },
  } as const satisfies ParamSchema;
  const db = (params: Record<string, string>) => ({ id: 'influxdb-2', params });
  const sealed = {
    iterations: 600_000,
    salt: Uint8Array.of(1),
    iv: Uint8Array.of(2),
    bytes: Uint8Array.of(3),
  };

  it('keeps connections without their secrets, the last used first, the same one once', async () => {
    const secret = { token: 's3cret', unheardOf: 's3cret', __proto__: 's3cret' };
    const first = await vault.connections.use(db({ url: 'http://a', ...secret }), schema, 'a');
    await vault.connections.use(db({ url: 'http://b' }), schema, 'b');
    await vault.connections.rename(first.id, ' mine ');
    const again = await vault.connections.use(db({ org: '', url: 'http://a' }), schema, 'a');
    expect(again).toMatchObject({ id: first.id, name: 'mine', source: db({ url: 'http://a', org: '' }) });
    await vault.connections.use({ id: 'influxdb-1', params: { url: 'http://a' } }, schema, 'other');
    const list = await vault.connections.list();
    expect(list.map(({ name }) => name)).toEqual(['other', 'mine', 'b']);
    expect(JSON.stringify(list)).not.toContain('s3cret');
    await expect(vault.connections.rename(first.id, ' ')).rejects.toMatchObject({ code: 'bad-input', place: 'name' });
    await expect(vault.connections.rename('none', 'x')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keeps what was sealed with a connection until it is forgotten; a removed one comes back with it', async () => {
    const { id } = await vault.connections.use(db({ url: 'http://a' }), schema, 'a');
    await vault.connections.seal(id, sealed);
    expect((await vault.connections.use(db({ url: 'http://a' }), schema, 'a')).sealed).toEqual(sealed);
    const heard: Change[] = [];
    const stop = vault.subscribe((change) => heard.push(change));
    const token = await vault.connections.remove(id);
    expect(await vault.connections.list()).toEqual([]);
    await expect(vault.connections.seal(id, sealed)).rejects.toMatchObject({ code: 'not-found' });
    await vault.restore(token);
    stop();
    expect(heard).toEqual([
      { in: 'connections', id, elsewhere: false },
      { in: 'connections', id, elsewhere: false },
    ]);
    expect((await vault.connections.list())[0]).toMatchObject({ id, sealed });
    await vault.connections.seal(id, undefined);
    expect((await vault.connections.list())[0]?.sealed).toBeUndefined();
  });

  it('keeps where a run stood until it is done', async () => {
    const point = { key: 'run-1', recipe: initialRecipe, weights: sampleWeights, epoch: 3, epochs: 10 };
    await vault.saveCheckpoint({ ...point, epoch: 2 });
    await vault.saveCheckpoint(point);
    await vault.saveCheckpoint({ ...point, key: 'run-2' });
    expect(await vault.loadCheckpoint('run-1')).toEqual({ ...point, savedAt: expect.any(Number) });
    expect((await vault.listCheckpoints()).map(({ key }) => key)).toEqual(['run-2', 'run-1']);
    await vault.clearCheckpoint('run-1');
    expect(await vault.loadCheckpoint('run-1')).toBeUndefined();
  });

  it('tells listeners of every change until they stop', async () => {
    const heard: Change[] = [];
    const stop = vault.subscribe((change) => heard.push(change));
    const { id } = await vault.put(sampleArtifact(), { name: 'cpu' });
    const token = await vault.remove(id);
    await vault.restore(token);
    await expect(vault.rename(id, 'x', 99)).rejects.toThrow();
    await vault.settings.write({ theme: 'light' });
    stop();
    await vault.remove(id);
    const model = { in: 'models', id, elsewhere: false };
    expect(heard).toEqual([model, model, model, { in: 'settings', id: 'settings', elsewhere: false }]);
  });

  const asked = (text: string, host = 'db:8086') => ({
    text,
    language: 'influxql' as const,
    source: 'influxdb-1',
    host,
    query: { ...initialRecipe.query, database: 'telegraf' },
    rows: 10,
    seconds: 0.1,
  });

  it('keeps the queries that were read, the last first, the same one once', async () => {
    const first = await vault.queries.keep(asked('a'));
    await vault.queries.keep(asked('b'));
    await vault.queries.star(first.id, true);
    await vault.queries.keep(asked('a', 'other:8086'));
    const again = await vault.queries.keep({ ...asked('a'), rows: 20 });
    expect(again).toMatchObject({ id: first.id, starred: true, rows: 20 });
    expect((await vault.queries.list()).map(({ text, host }) => `${text} ${host}`)).toEqual([
      'a db:8086',
      'a other:8086',
      'b db:8086',
    ]);
    const elsewhere = { ...asked('a'), query: { ...initialRecipe.query, database: 'other' } };
    expect((await vault.queries.keep(elsewhere)).id).not.toBe(first.id);
  });

  it('keeps two hundred queries, and those with a star whatever comes after', async () => {
    const starred = await vault.queries.keep(asked('starred'));
    await vault.queries.star(starred.id, true);
    for (let i = 0; i < 205; i++) await vault.queries.keep(asked(`q${i}`));
    const texts = (await vault.queries.list()).map(({ text }) => text);
    expect(texts).toHaveLength(200);
    expect(texts.at(-1)).toBe('starred');
    expect(texts.slice(0, 2)).toEqual(['q204', 'q203']);
    expect(texts).not.toContain('q5');
    expect(texts).toContain('q6');
  });

  it('forgets queries, and brings them back', async () => {
    const heard: Change[] = [];
    const a = await vault.queries.keep(asked('a'));
    const b = await vault.queries.keep(asked('b'));
    await vault.queries.keep(asked('c'));
    await vault.queries.star(b.id, true);
    const kept = await vault.queries.list();
    const stop = vault.subscribe((change) => heard.push(change));
    const one = await vault.queries.remove([a.id]);
    const cleared = await vault.queries.remove();
    expect(await vault.queries.list()).toMatchObject([{ text: 'b', starred: true }]);
    await vault.restore(cleared);
    await vault.restore(one);
    stop();
    expect(await vault.queries.list()).toEqual(kept);
    expect(heard.map((change) => change.in)).toEqual(['queries', 'queries', 'queries', 'queries']);
    await expect(vault.restore(one)).rejects.toMatchObject({ code: 'not-found' });
  });

  const answer = (points: number): QueryResult => ({
    frames: [
      {
        time: Float64Array.from({ length: points }, (_, i) => i * 1000),
        columns: [{ key: 'u', values: Float64Array.from({ length: points }, () => Number.NaN), labels: { host: 'a' } }],
      },
    ],
    rows: points,
    notes: ['One row was left out.'],
    text: 'SELECT u',
  });
  const question = (field: string) => ({ ...initialRecipe.query, database: 'tele', fields: [field] });

  it('keeps what was read with where and when it was, one answer a question, nothing secret', async () => {
    const place = db({ url: 'http://a', token: 's3cret' });
    await vault.frames.keep(place, schema, question('u'), answer(3), 70);
    const range = { start: 5, stop: 9 };
    await vault.frames.keep(db({ org: '', url: 'http://a' }), schema, { ...question('u'), range }, answer(4), 80);
    await vault.frames.keep(place, schema, question('v'), answer(5), 90);
    const found = await vault.frames.get(place, schema, question('u'));
    expect(found?.result).toEqual(answer(4));
    expect(found?.card).toMatchObject({
      readAt: 80,
      rows: 4,
      query: { range },
      source: db({ org: '', url: 'http://a' }),
    });
    expect((await vault.frames.list()).map(({ rows }) => rows)).toEqual([4, 5]);
    expect(JSON.stringify(await vault.frames.list())).not.toContain('s3cret');
    expect(await vault.frames.get(db({ url: 'http://b' }), schema, question('u'))).toBeUndefined();
    await vault.frames.keep(db({ url: 'http://b' }), schema, question('u'), answer(6), 95);
    const sizes = (await vault.frames.list()).map(({ bytes }) => bytes);
    expect(await vault.frames.forget({ source: db({ url: 'http://a' }), schema })).toBe(
      (sizes[1] ?? 0) + (sizes[2] ?? 0),
    );
    expect((await vault.frames.list()).map(({ rows }) => rows)).toEqual([6]);
    expect(await vault.frames.get(place, schema, question('u'))).toBeUndefined();
    expect(await vault.frames.get(db({ url: 'http://b' }), schema, question('u'))).toBeDefined();
    expect(await vault.frames.forget()).toBe(sizes[0]);
    expect(await vault.frames.list()).toEqual([]);
    expect(await vault.frames.forget()).toBe(0);
  });

  it('keeps only the window of a typed array, not the buffer behind it', async () => {
    const heap = new Float32Array(1_000_000);
    const artifact = sampleArtifact();
    const tensors = [{ name: 'w', shape: [4], data: heap.subarray(100, 104) }];
    const { id, bytes } = await vault.put({ ...artifact, weights: { ...artifact.weights, tensors } }, { name: 'cpu' });
    expect((await vault.get(id)).artifact.weights.tensors[0]?.data.buffer.byteLength).toBe(16);
    expect(bytes).toBeLessThan(10_000);
  });

  it('says what the browser says about room, or nothing', async () => {
    expect(await vault.usage()).toMatchObject({ persisted: false });
    expect(await vault.persist()).toBe(false);
  });
});
