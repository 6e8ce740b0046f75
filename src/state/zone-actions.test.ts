import { describe, expect, it } from 'vitest';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { regular } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { initialRecipe } from '../pipeline/recipe';
import { openVault } from '../vault/open';
import type { Deps } from './deps';
import { historyOf } from './history';
import { react } from './reactions';
import { read } from './read-actions';
import { recipeOf, undoRecipe } from './recipe-actions';
import { recall } from './settings-actions';
import { createStudio } from './store';
import { setZone } from './zone-actions';
import { blankQuery, rangeLength } from './zoned';

const hour = 3_600_000;
const frames = [regular(0, hour, new Float64Array(400), 'a')];

function studio(query: Partial<SeriesQuery> = {}, vault = openVault()) {
  const asked: string[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    query: { frames, rows: 400, notes: [], text: '' },
    explore: { acf: { values: new Float64Array(3), periods: [24], bound: 0.1 } },
    decompose: { parts: {}, periods: [24] },
  };
  const run = async (job: string): Promise<unknown> => {
    asked.push(job);
    return answers[job];
  };
  const deps: Deps = {
    store: createStudio(),
    engine: { run, close: () => {} } as unknown as Engine<Jobs>,
    vault,
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: true },
    running: new Map(),
  };
  deps.store.setState({
    connection: { source: 'demo', params: {}, state: { status: 'done', value: { product: '' }, seconds: 0 } },
    recipe: historyOf({ ...initialRecipe, query: { ...initialRecipe.query, ...query } }),
  });
  return { deps, asked };
}

const asRead = ({ store }: Deps): void =>
  store.setState({ read: { status: 'done', seconds: 0, value: { frames, rows: 400, notes: [], text: '' } } });

const summer = { start: Date.UTC(2026, 2, 1), stop: Date.UTC(2026, 6, 1) };

describe('the zone', () => {
  it('keeps the days of a query of days the days they are, from its own midnights, and reads them again', async () => {
    const { deps, asked } = studio({ fields: ['a'], everyMs: 24 * hour, range: summer });
    asRead(deps);
    await setZone(deps, 'Europe/Vienna');
    const { zone, range } = recipeOf(deps).query;
    expect(zone).toBe('Europe/Vienna');
    expect(range).toEqual({ start: Date.UTC(2026, 1, 28, 23), stop: Date.UTC(2026, 5, 30, 22) });
    expect(asked).toContain('query');
    await setZone(deps, 'UTC');
    expect(recipeOf(deps).query).toEqual({ ...initialRecipe.query, fields: ['a'], everyMs: 24 * hour, range: summer });
    undoRecipe(deps);
    expect(recipeOf(deps).query.zone).toBe('Europe/Vienna');
  });

  it('leaves hours, raw points and the reader’s own text as they were asked, and only looks at them again', async () => {
    for (const query of [{ everyMs: hour }, { aggregate: 'none' }, { everyMs: 24 * hour, text: 'from()' }]) {
      const zone = 'Europe/Vienna';
      const { deps, asked } = studio({ fields: ['a'], range: summer, ...query });
      asRead(deps);
      await setZone(deps, zone);
      expect(recipeOf(deps).query).toMatchObject({ zone, range: summer, ...query });
      expect(asked).toEqual(['explore', 'decompose']);
    }
  });

  it('asks whole hours of a zone half an hour off', async () => {
    const { deps, asked } = studio({ fields: ['a'], everyMs: hour, range: summer });
    asRead(deps);
    await setZone(deps, 'Asia/Kolkata');
    const half = hour / 2;
    expect(recipeOf(deps).query.range).toEqual({ start: summer.start - half, stop: summer.stop + half });
    expect(asked).toContain('query');
  });

  it('asks for nothing before anything is read', async () => {
    const { deps, asked } = studio();
    await setZone(deps, 'Asia/Kolkata');
    expect(asked).toEqual([]);
    expect(blankQuery(deps).zone).toBe('Asia/Kolkata');
  });

  it('is remembered, for a recipe without a question of its own', async () => {
    const vault = openVault();
    const { deps } = studio({}, vault);
    await setZone(deps, 'Asia/Kolkata');
    const fresh = studio({}, vault).deps;
    await recall(fresh);
    expect([blankQuery(fresh).zone, recipeOf(fresh).query.zone]).toEqual(['Asia/Kolkata', 'Asia/Kolkata']);
    const linked = studio({ fields: ['a'] }, vault).deps;
    await recall(linked);
    expect([blankQuery(linked).zone, recipeOf(linked).query.zone]).toEqual(['Asia/Kolkata', undefined]);
  });

  it('that a stranger’s recipe made up counts as UTC, and can be left for another', async () => {
    const { deps } = studio({ fields: ['a'], everyMs: 24 * hour, range: summer, zone: 'Mars/Olympus' });
    await setZone(deps, 'Europe/Vienna');
    expect(recipeOf(deps).query.range.start).toBe(summer.start - hour);
  });

  it('makes whole days of a range, whatever hours they have', () => {
    const zone = 'Europe/Vienna';
    const range = { start: Date.UTC(2026, 1, 28, 23), stop: Date.UTC(2026, 3, 11, 22) };
    expect(rangeLength({ range, zone })).toBe(42 * 24 * hour);
    expect(rangeLength({ range })).toBe(42 * 24 * hour - hour);
    expect(rangeLength({ range: { ...range, stop: range.stop + hour / 2 }, zone })).toBe(42 * 24 * hour - hour / 2);
  });

  it('that nobody knows is refused in words, and nothing changes', async () => {
    const { deps } = studio();
    await expect(setZone(deps, 'Mars/Olympus')).rejects.toThrow('Nobody knows a time zone “Mars/Olympus”.');
    expect(deps.store.getState().zone).toBe('UTC');
    const { deps: fresh } = studio({}, Promise.resolve({ ...(await openVault()) }));
    await (await fresh.vault).settings.write({ zone: 'Mars/Olympus' });
    await recall(fresh);
    expect(fresh.store.getState().zone).toBe('UTC');
  });
});

describe('a zone over what is under way or undone', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

  it('chosen during a read is what is read in the end', async () => {
    const { deps, asked } = studio({ fields: ['a'], everyMs: 24 * hour, range: summer });
    const reading = read(deps);
    await setZone(deps, 'America/New_York');
    await reading;
    expect(asked.filter((job) => job === 'query')).toHaveLength(2);
    expect(deps.store.getState().readAs?.answers[0]?.query.zone).toBe('America/New_York');
  });

  it.each([
    ['hours are looked at again', hour, ['explore', 'decompose']],
    ['days are read again', 24 * hour, ['query', 'explore', 'decompose']],
  ])('undone, %s', async (_, everyMs, jobs) => {
    const { deps, asked } = studio({ fields: ['a'], everyMs, range: summer });
    await read(deps);
    const stop = react(deps);
    await setZone(deps, 'Europe/Vienna');
    asked.length = 0;
    undoRecipe(deps);
    await settled();
    stop();
    expect(recipeOf(deps).query.zone).toBeUndefined();
    expect(asked).toEqual(jobs);
  });
});
