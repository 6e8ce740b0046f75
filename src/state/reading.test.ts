import { describe, expect, it, vi } from 'vitest';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import type { SeriesFrame } from '../frame/frame';
import { emptyQuery, type SeriesQuery } from '../frame/query';
import { initialRecipe } from '../pipeline/recipe';
import type { Estimate, QueryResult } from '../sources/types';
import { openVault } from '../vault/open';
import type { Deps } from './deps';
import { historyOf } from './history';
import { connect, pointAt } from './open-actions';
import { read, readAnyway, takeInterval } from './read-actions';
import { amendRecipe, recipeOf } from './recipe-actions';
import { keptReads, openKept, readAnew, readRest, refresh } from './refresh-actions';
import { latest } from './run';
import { createStudio } from './store';

const MINUTE = 60_000;
const params = { url: 'http://db:8086', auth: 'none', username: '' };
const query: SeriesQuery = {
  ...emptyQuery,
  database: 'tele',
  measurement: 'm',
  fields: ['u'],
  everyMs: MINUTE,
  range: { start: 0, stop: 100 * MINUTE },
};

const frame = (from: number, to: number, value: number): SeriesFrame[] => {
  const times = Array.from({ length: Math.max(0, (to - from) / MINUTE) }, (_, i) => from + i * MINUTE);
  const labels = { host: 'a', _field: 'u' };
  return [
    {
      time: Float64Array.from(times),
      columns: [{ key: 'u', labels, values: Float64Array.from(times, () => value) }],
      stepMs: MINUTE,
    },
  ];
};

/** A database that holds a point a minute, up to `end`; every read says in its values the how manieth it was. */
function studio(vault = openVault()) {
  const asked: SeriesQuery[] = [];
  const told: {
    end: number;
    estimate: Estimate | undefined;
    missing: QueryResult['missing'];
    bad?: QueryResult['bad'];
    broken?: true;
  } = { end: 100 * MINUTE, estimate: undefined, missing: undefined };
  const answers: Readonly<Record<string, (input: never) => unknown>> = {
    connect: () => ({ product: 'InfluxDB' }),
    extent: () => ({ start: 0, stop: told.end - MINUTE + 1 }),
    estimate: () => told.estimate,
    query: ({ query: asks }: { query: SeriesQuery }): QueryResult => {
      if (told.broken) throw new Error('broken');
      asked.push(asks);
      const frames = frame(asks.range.start, Math.min(asks.range.stop, told.end), asked.length);
      const rows = frames[0]?.time.length ?? 0;
      return {
        frames,
        rows,
        notes: ['A note.'],
        text: 'SELECT',
        bytes: 10,
        ...(told.missing && { missing: told.missing }),
        ...(told.bad && { bad: told.bad }),
      };
    },
    explore: () => ({ acf: { periods: [] } }),
    decompose: () => ({ parts: {}, periods: [] }),
  };
  const run = async (job: string, input: unknown): Promise<unknown> => answers[job]?.(input as never);
  const deps: Deps = {
    store: createStudio(),
    engine: { run, close: () => {} } as unknown as Engine<Jobs>,
    vault,
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: true },
    running: new Map(),
  };
  const shown = () => latest(deps.store.getState().read);
  const open = async () => {
    await connect(deps, 'influxdb-1', params);
    amendRecipe(deps, { query });
  };
  return { deps, asked, told, shown, open };
}

const values = (result: QueryResult | undefined) => [...(result?.frames[0]?.columns[0]?.values ?? [])];

describe('reading a database', () => {
  it('reads only what is newer than the last bucket held, and joins it', async () => {
    const { deps, asked, told, shown, open } = studio();
    await open();
    await read(deps);
    await vi.waitFor(() => expect(deps.store.getState().readAs?.toEnd).toBe(true));
    told.end = 103 * MINUTE;
    await refresh(deps);
    expect(asked.map(({ range }) => range)).toEqual([
      { start: 0, stop: 100 * MINUTE },
      { start: 99 * MINUTE, stop: 103 * MINUTE },
    ]);
    expect(recipeOf(deps).query.range).toEqual({ start: 0, stop: 103 * MINUTE });
    expect(values(shown())).toEqual([...Array(99).fill(1), 2, 2, 2, 2]);
    expect(shown()?.notes).toEqual(['A note.']);
    expect(deps.store.getState().readAs).toMatchObject({ rows: 4, bytes: 10, kept: false });
    expect(shown()?.rows).toBe(103);
  });

  it('reads a small answer whole again unless only what is newer is asked for', async () => {
    const { deps, asked, open } = studio();
    await open();
    await read(deps);
    await read(deps);
    expect(asked.map(({ range }) => range)).toEqual([query.range, query.range]);
  });

  it('leaves a range alone that ended before the data did', async () => {
    const { deps, asked, told, open } = studio();
    told.end = 500 * MINUTE;
    await open();
    await read(deps);
    told.end = 600 * MINUTE;
    await refresh(deps);
    expect(recipeOf(deps).query.range).toEqual(query.range);
    expect(asked[1]?.range).toEqual({ start: 99 * MINUTE, stop: 100 * MINUTE });
  });

  it('goes on from what an earlier visit kept, and from the start when asked to', async () => {
    const vault = openVault();
    const first = studio(vault);
    await first.open();
    await read(first.deps);
    await vi.waitFor(async () => expect(await (await vault).frames.list()).toHaveLength(1));
    const second = studio(vault);
    await second.open();
    second.told.end = 102 * MINUTE;
    amendRecipe(second.deps, { query: { ...query, range: { start: 10 * MINUTE, stop: 102 * MINUTE } } });
    await refresh(second.deps);
    expect(second.asked.map(({ range }) => range)).toEqual([{ start: 99 * MINUTE, stop: 102 * MINUTE }]);
    expect(second.shown()?.frames[0]?.time[0]).toBe(10 * MINUTE);
    expect(second.shown()?.frames[0]?.time).toHaveLength(92);
    await readAnew(second.deps);
    expect(second.asked[1]?.range).toEqual({ start: 10 * MINUTE, stop: 102 * MINUTE });
  });

  it.each([
    ['another question', { fields: ['v'] }],
    ['a range that begins earlier', { range: { start: -MINUTE, stop: 100 * MINUTE } }],
    ['a range that begins within a bucket', { range: { start: 1000, stop: 100 * MINUTE } }],
    ['a fill', { fill: 'linear' as const }],
    ['a text of one’s own', { text: 'SELECT 1' }],
  ])('reads all of it for %s', async (_, part) => {
    const { deps, asked, open } = studio();
    await open();
    await read(deps);
    const next = { ...query, ...part };
    amendRecipe(deps, { query: next });
    await read(deps, { seen: true });
    await read(deps, { anew: true });
    expect(asked[1]?.range).toEqual(next.range);
  });

  it('keeps a part in hand, not for the next visit, and the last bucket with it', async () => {
    const { deps, told, shown, open, asked } = studio();
    await open();
    await read(deps);
    told.missing = [{ start: 99 * MINUTE, stop: 100 * MINUTE }];
    told.end = 99 * MINUTE;
    await refresh(deps);
    expect(shown()?.missing).toEqual(told.missing);
    expect(values(shown())).toHaveLength(100);
    told.missing = undefined;
    await readRest(deps);
    expect(shown()?.missing).toBeUndefined();
    expect(asked).toHaveLength(3);
    expect(asked[2]?.range).toEqual({ start: 99 * MINUTE, stop: 100 * MINUTE });
  });

  it('asks before it reads more than the budget, and takes the interval that meets it', async () => {
    const { deps, told, asked, open, shown } = studio();
    await open();
    const day = 86_400_000;
    amendRecipe(deps, { query: { ...query, aggregate: 'none', range: { start: 0, stop: 10 * day } } });
    told.estimate = { points: 1_000_000, series: 2, exact: true };
    await read(deps);
    expect(asked).toEqual([]);
    expect(deps.store.getState()).toMatchObject({
      read: { status: 'idle' },
      tooLarge: { estimate: told.estimate, everyMs: 5000, query: { aggregate: 'none' } },
    });
    await takeInterval(deps, 5000);
    expect(asked[0]).toMatchObject({ aggregate: 'mean', everyMs: 5000 });
    expect(deps.store.getState().tooLarge).toBeUndefined();
    amendRecipe(deps, { query: { ...query, aggregate: 'none', fields: ['w'], range: { start: 0, stop: 10 * day } } });
    await readAnyway(deps);
    expect(asked.at(-1)).toMatchObject({ aggregate: 'none', fields: ['w'] });
    expect(shown()).toBeDefined();
    told.estimate = { points: 390_000, series: 2, exact: true };
    amendRecipe(deps, { query: { ...query, aggregate: 'none', fields: ['x'], range: { start: 0, stop: 10 * day } } });
    await read(deps);
    expect(asked.at(-1)).toMatchObject({ fields: ['x'] });
  });

  it('opens what was kept when its database is not connected, and says when it was read', async () => {
    const vault = openVault();
    const first = studio(vault);
    await first.open();
    await read(first.deps);
    await vi.waitFor(async () => expect(await (await vault).frames.list()).toHaveLength(1));
    const { deps, asked, shown } = studio(vault);
    pointAt(deps, { id: 'influxdb-1', params });
    deps.store.setState({ recipe: historyOf({ ...initialRecipe, source: { id: 'influxdb-1', params }, query }) });
    expect((await keptReads(deps))?.[0]).toMatchObject({ rows: 100, query: { range: query.range } });
    await openKept(deps);
    expect(asked).toEqual([]);
    expect(values(shown())).toEqual(Array(100).fill(1));
    const { readAs } = deps.store.getState();
    expect(readAs).toMatchObject({ kept: true, at: (await keptReads(deps))?.[0]?.readAt });
    pointAt(deps, { id: 'influxdb-1', params: { ...params, url: 'http://else:8086' } });
    amendRecipe(deps, { source: { id: 'influxdb-1', params: { ...params, url: 'http://else:8086' } } });
    expect(await keptReads(deps)).toBeUndefined();
  });

  it('reads the rest of a broken read alone, and puts each stretch in its place', async () => {
    const { deps, told, shown, open, asked } = studio();
    await open();
    told.missing = [
      { start: 20 * MINUTE, stop: 30 * MINUTE },
      { start: 50 * MINUTE, stop: 60 * MINUTE },
    ];
    await read(deps);
    told.missing = undefined;
    await readRest(deps);
    expect(asked.slice(1).map(({ range }) => range)).toEqual([
      { start: 20 * MINUTE, stop: 30 * MINUTE },
      { start: 50 * MINUTE, stop: 60 * MINUTE },
    ]);
    const each = (n: number, value: number) => Array(n).fill(value);
    expect(values(shown())).toEqual([...each(20, 1), ...each(10, 2), ...each(20, 1), ...each(10, 3), ...each(40, 1)]);
    expect(shown()).toMatchObject({ rows: 100 });
    expect(shown()?.missing).toBeUndefined();
  });

  it('goes on from what was whole where a longer range came in part', async () => {
    const { deps, told, open, asked } = studio();
    await open();
    await read(deps);
    await vi.waitFor(async () => expect(await (await deps.vault).frames.list()).toHaveLength(1));
    told.end = 150 * MINUTE;
    told.missing = [{ start: 120 * MINUTE, stop: 150 * MINUTE }];
    amendRecipe(deps, { query: { ...query, range: { start: 0, stop: 150 * MINUTE } } });
    await refresh(deps);
    amendRecipe(deps, { query: { ...query, range: { start: 0, stop: 200 * MINUTE } } });
    told.end = 200 * MINUTE;
    told.missing = undefined;
    await refresh(deps);
    expect(asked.at(-1)?.range).toEqual({ start: 99 * MINUTE, stop: 200 * MINUTE });
  });

  it('counts neither rows, bytes nor bad records twice, however often nothing new came', async () => {
    const { deps, told, shown, open } = studio();
    told.bad = { count: 1, first: [{ place: 'line 3', reason: 'no number', text: 'x' }] };
    await open();
    await read(deps);
    for (let i = 0; i < 3; i++) await refresh(deps);
    expect(shown()).toMatchObject({ rows: 100, bytes: 10, bad: { count: 1 } });
    expect(shown()?.bad?.first).toHaveLength(1);
  });

  it('leaves the range where it was when a refresh fails', async () => {
    const { deps, told, open } = studio();
    await open();
    await read(deps);
    await vi.waitFor(() => expect(deps.store.getState().readAs?.toEnd).toBe(true));
    told.end = 103 * MINUTE;
    told.broken = true;
    await refresh(deps);
    expect(deps.store.getState().read.status).toBe('failed');
    expect(recipeOf(deps).query.range).toEqual(query.range);
  });

  it.each([
    ['a part of what is kept', { start: 10 * MINUTE, stop: 40 * MINUTE }, 30],
    ['a longer time', { start: 0, stop: 200 * MINUTE }, undefined],
    ['another time', { start: 1000 * MINUTE, stop: 1300 * MINUTE }, undefined],
    ['an end within a bucket', { start: 0, stop: 40 * MINUTE + 1 }, undefined],
  ])('of what is kept offers only what was asked: %s', async (_, range, points) => {
    const vault = openVault();
    const first = studio(vault);
    await first.open();
    await read(first.deps);
    await vi.waitFor(async () => expect(await (await vault).frames.list()).toHaveLength(1));
    const { deps, shown } = studio(vault);
    const source = { id: 'influxdb-1', params };
    pointAt(deps, source);
    deps.store.setState({ recipe: historyOf({ ...initialRecipe, source, query: { ...query, range } }) });
    expect((await keptReads(deps)) === undefined).toBe(points === undefined);
    await openKept(deps);
    expect(shown()?.frames[0]?.time.length).toBe(points);
    if (points === undefined) expect(deps.store.getState().read).toMatchObject({ failure: { code: 'empty' } });
    else
      expect(shown()).toMatchObject({ rows: points, frames: [{ time: expect.objectContaining({ 0: range.start }) }] });
  });

  it('opens several queries only when all of them are kept', async () => {
    const { deps, open, shown } = studio();
    await open();
    await read(deps);
    await vi.waitFor(async () => expect(await (await deps.vault).frames.list()).toHaveLength(1));
    pointAt(deps, { id: 'influxdb-1', params });
    amendRecipe(deps, { more: [{ ...query, fields: ['w'] }] });
    expect(await keptReads(deps)).toBeUndefined();
    await openKept(deps);
    expect(shown()).toBeUndefined();
    expect(deps.store.getState().read).toMatchObject({ failure: { message: expect.stringMatching(/no longer kept/) } });
  });

  it('has nothing newer in a demo', async () => {
    const { deps, asked } = studio();
    await connect(deps, 'demo', { seed: 1 });
    await refresh(deps);
    expect(asked).toEqual([]);
    expect(deps.store.getState().notices.at(-1)?.words).toMatch(/nothing newer/);
  });
});
