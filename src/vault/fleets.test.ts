import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { regular } from '../frame/frame';
import type { FleetForecast, FleetGoal, FleetRow, FleetSeries } from '../pipeline/fleet';
import { initialRecipe } from '../pipeline/recipe';
import { openVault } from './open';
import { sampleArtifact } from './sample';
import type { Vault } from './types';

let clock = 1000;
const now = (): number => clock++;

async function openInMemory(): Promise<Vault> {
  Reflect.deleteProperty(globalThis, 'indexedDB');
  return openVault({ now });
}

const goal: FleetGoal = {
  recipe: { ...initialRecipe, horizon: 2 },
  threshold: { value: 90, direction: 'above' },
  lookAheadMs: 1000,
};
const names = ['a', 'b', 'c'];
const frames = names.map((name, i) => regular(0, 1000, Float64Array.of(i, Number.NaN, -0), name));

const forecast: FleetForecast = {
  run: {
    artifact: sampleArtifact(),
    forecast: { target: 'cpu', time: Float64Array.of(1, 2), point: Float64Array.of(3, 4), quantiles: [] },
    heldBack: {
      forecast: { target: 'cpu', time: Float64Array.of(1), point: Float64Array.of(3), quantiles: [] },
      actual: Float64Array.of(Number.NaN),
    },
  },
  ahead: { target: 'cpu', time: Float64Array.of(1, 2, 3), point: Float64Array.of(3, 4, 5), quantiles: [] },
};

const rowOf = (index: number): FleetRow => ({
  index,
  name: names[index] ?? '',
  labels: { host: 'a' },
  seconds: 0.5,
  metrics: [],
  growth: { perDay: 1, share: Number.NaN, level: 50 },
  crossing: { expected: 5, earliest: Number.NEGATIVE_INFINITY, latest: Number.POSITIVE_INFINITY },
  measuredTo: 2,
  points: { measured: 2, ahead: 3 },
  glance: {
    start: 0,
    end: 1,
    until: 3,
    values: Float32Array.of(1, Number.NaN),
    lower: Float32Array.of(1),
    middle: Float32Array.of(2),
    upper: Float32Array.of(3),
  },
});
const good = (index: number): FleetSeries => ({ row: rowOf(index), forecast });
const bad = (index: number): FleetSeries => ({
  row: {
    index,
    name: names[index] ?? '',
    labels: {},
    seconds: 0.1,
    failure: { code: 'too-short', message: 'Too short.' },
  },
});

describe.each([
  { kind: 'IndexedDB', open: () => openVault({ now }) },
  { kind: 'memory', open: openInMemory },
])('jobs over many series, in $kind', ({ kind, open }) => {
  let vault: Vault;
  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    vault = await open();
  });
  afterEach(() => vault.close());

  it('keep each series the moment it is finished', async () => {
    const { id } = await vault.fleets.start(goal, names, frames);
    expect(await vault.fleets.keep(id, [good(1)])).toMatchObject({ done: 1, failed: 0 });
    expect(await vault.fleets.keep(id, [bad(2)])).toMatchObject({ done: 2, failed: 1 });
    const { job, rows } = await vault.fleets.get(id);
    expect(job).toMatchObject({ ...goal, names, done: 2, failed: 1 });
    expect(rows).toEqual([rowOf(1), bad(2).row]);
    expect(await vault.fleets.forecast(id, 1)).toEqual(forecast);
    expect(await vault.fleets.forecast(id, 2)).toBeUndefined();
    expect(await vault.fleets.frames(id)).toEqual(frames);
  });

  it('count a series once, however often it is finished', async () => {
    const { id } = await vault.fleets.start(goal, names, frames);
    await vault.fleets.keep(id, [bad(0)]);
    expect(await vault.fleets.keep(id, [good(0)])).toMatchObject({ done: 1, failed: 0 });
    expect(await vault.fleets.keep(id, [bad(1), good(1), good(2)])).toMatchObject({ done: 3, failed: 0 });
  });

  it('keep several at a time, from calls that do not wait for each other', async () => {
    const { id } = await vault.fleets.start(goal, names, frames);
    const both = await Promise.all([vault.fleets.keep(id, [good(1), bad(0)]), vault.fleets.keep(id, [good(2)])]);
    expect(Math.max(...both.map(({ done }) => done))).toBe(3);
  });

  it('let go of the series they began with once all are finished', async () => {
    const { id } = await vault.fleets.start(goal, names, frames);
    for (const index of names.keys()) await vault.fleets.keep(id, [good(index)]);
    expect(await vault.fleets.frames(id)).toBeUndefined();
    expect((await vault.fleets.get(id)).rows).toHaveLength(3);
  });

  it('take another threshold, and lines with their dates', async () => {
    const { id } = await vault.fleets.start(goal, names, frames);
    await vault.fleets.keep(id, [good(0)]);
    const row = { ...rowOf(0), writtenTo: 'there' };
    const job = await vault.fleets.amend(id, { threshold: { value: 80, direction: 'below' } }, [row]);
    expect(job.threshold).toEqual({ value: 80, direction: 'below' });
    expect((await vault.fleets.get(id)).rows).toEqual([row]);
  });

  it('are listed newest first, deleted, and brought back with all they hold', async () => {
    const { id } = await vault.fleets.start(goal, names, frames);
    await vault.fleets.keep(id, [good(0)]);
    const later = await vault.fleets.start(goal, ['z'], frames.slice(0, 1));
    expect((await vault.fleets.list()).map((job) => job.id)).toEqual([later.id, id]);
    const token = await vault.fleets.remove(id);
    expect((await vault.fleets.list()).map((job) => job.id)).toEqual([later.id]);
    await expect(vault.fleets.get(id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(vault.fleets.keep(id, [good(1)])).rejects.toMatchObject({ code: 'not-found' });
    await vault.restore(token);
    expect((await vault.fleets.get(id)).rows).toEqual([rowOf(0)]);
    await vault.fleets.remove(id);
    expect(await vault.purge()).toBe(1);
    expect(await vault.fleets.forecast(id, 0)).toBeUndefined();
    expect(await vault.fleets.frames(id)).toBeUndefined();
  });

  it('tell of every change', async () => {
    const heard: string[] = [];
    vault.subscribe((change) => heard.push(`${change.in} ${change.id}`));
    const { id } = await vault.fleets.start(goal, names, frames);
    await vault.fleets.keep(id, [good(0)]);
    await vault.fleets.remove(id);
    expect(heard).toEqual([`fleets ${id}`, `fleets ${id}`, `fleets ${id}`]);
  });

  if (kind !== 'IndexedDB') return;
  it('are there for the next tab, finished series and all', async () => {
    const { id } = await vault.fleets.start(goal, names, frames);
    await vault.fleets.keep(id, [good(2)]);
    vault.close();
    vault = await open();
    const [job] = await vault.fleets.list();
    expect(job).toMatchObject({ id, done: 1, names });
    expect((await vault.fleets.get(id)).rows).toEqual([rowOf(2)]);
    expect(await vault.fleets.frames(id)).toEqual(frames);
  });
});
