import { beforeEach, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { seeded } from '../base/random';
import { type Jobs, jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { regular, type SeriesFrame } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { initialRecipe } from '../pipeline/recipe';
import { openVault } from '../vault/open';
import type { ModelCard } from '../vault/types';
import type { Deps } from './deps';
import { discardRetrained, keepRetrained, openModel, removeModel, restoreModel, retrainModel } from './library-actions';
import { forecastsThen, forgetForecast, seriesKey } from './past-forecasts';
import { changeRecipe, recipeOf } from './recipe-actions';
import { latest } from './run';
import { createStudio } from './store';
import { compareVersionsOf, goBackTo, pinVersion, removeVersion, versionsOf } from './version-actions';
import { goneWords } from './version-words';
import { train } from './work-actions';

const hour = 3_600_000;
/** How far the source's data go now. */
let end = 0;
const query: SeriesQuery = {
  ...initialRecipe.query,
  database: 'd',
  measurement: 'm',
  fields: ['load'],
  everyMs: hour,
  range: { start: 0, stop: 400 * hour },
};

function series({ start, stop }: SeriesQuery['range']): SeriesFrame {
  const values = Float64Array.from({ length: Math.floor((stop - start) / hour) }, (_, i) => {
    return 50 + 10 * Math.sin((2 * Math.PI * i) / 24) + 3 * Math.cos(i * i);
  });
  return regular(start, hour, values, 'load');
}

let deps: Deps;

/** The jobs themselves, but for the source: it has as much as `end` says. */
const engine = {
  run: async (job: keyof Jobs, input: unknown) => {
    if (job === 'extent') return { start: 0, stop: end };
    if (job === 'query') {
      const { range } = (input as { query: SeriesQuery }).query;
      return {
        frames: [series({ start: range.start, stop: Math.min(range.stop, end) })],
        rows: 1,
        notes: [],
        text: '',
      };
    }
    const work = jobs[job] as (input: unknown, ctx: unknown) => unknown;
    const context = { signal: new AbortController().signal, random: seeded(1), clock: () => 0, progress: () => {} };
    return structuredClone(await work(structuredClone(input), context));
  },
  close: () => {},
} as unknown as Engine<Jobs>;

beforeEach(async () => {
  end = 400 * hour;
  deps = {
    store: createStudio(),
    engine,
    vault: openVault(),
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: true },
    running: new Map(),
  };
  deps.store.setState({
    connection: { source: 'demo', params: {}, state: { status: 'done', value: { product: '' }, seconds: 0 } },
  });
  changeRecipe(deps, { query, model: { id: 'theta', params: {} }, horizon: 24 });
  read(query);
  await train(deps);
});

function read({ range }: SeriesQuery): void {
  const value = { frames: [series(range)], rows: 1, notes: [], text: '' };
  deps.store.setState({ read: { status: 'done', seconds: 0, value } });
}

async function onlyCard(): Promise<ModelCard> {
  const [card] = await (await deps.vault).list();
  if (card === undefined) throw new Error('no model was kept');
  return card;
}

const point = (): readonly number[] => [...(latest(deps.store.getState().training)?.forecast.point ?? [])];
const lastWords = () => deps.store.getState().notices.at(-1)?.words;
const stop = new AbortController().signal;

/** Newer data come, the model learns from them and that is kept. */
async function learnAnew(hours: number): Promise<ModelCard> {
  end += hours * hour;
  const { id } = await onlyCard();
  await retrainModel(deps, id);
  await keepRetrained(deps);
  return onlyCard();
}

it('keeps a retraining as a new version, and going back gives the forecast of then, to the bit', async () => {
  const first = point();
  expect(first).toHaveLength(24);
  const card = await learnAnew(100);
  expect(lastWords()).toBe('Kept as version 2; the one before stays as a version.');
  expect(point()).not.toEqual(first);
  expect((await versionsOf(deps, card)).map(({ number, current }) => [number, current])).toEqual([
    [2, true],
    [1, false],
  ]);
  await goBackTo(deps, card, 1);
  expect(lastWords()).toMatch(/is version 1 again\. Version 2 is kept.+On screen is the data it was made from/);
  expect(point()).toEqual(first);
  expect(deps.store.getState().sameAsKept).toBe(true);
});

it('tells models of one name apart', async () => {
  await train(deps);
  await train(deps);
  const names = (await (await deps.vault).list()).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['load, Theta', 'load, Theta, d', 'load, Theta, d, 2']);
});

it('notes what each version learned from', async () => {
  const card = await learnAnew(100);
  const [now, before] = await versionsOf(deps, card);
  expect(before?.learnedFrom).toMatchObject({ how: 'trained', range: { start: 0 } });
  expect(now?.learnedFrom).toMatchObject({ how: 'refitted', from: 1 });
  expect(now?.learnedFrom?.rows).toBeGreaterThan(before?.learnedFrom?.rows ?? 0);
});

it('leaves everything as it was when a retraining is discarded', async () => {
  const first = point();
  end += 100 * hour;
  const { id, revision } = await onlyCard();
  await retrainModel(deps, id);
  discardRetrained(deps);
  const card = await onlyCard();
  expect(card.revision).toBe(revision);
  expect(await versionsOf(deps, card)).toHaveLength(1);
  await openModel(deps, id);
  expect(point()).toEqual(first);
});

it('never offers what one model learned as another’s, when a second retraining is stopped', async () => {
  end += 100 * hour;
  const { id } = await onlyCard();
  await retrainModel(deps, id);
  expect(deps.store.getState().retraining.status).toBe('done');
  const other = await (await deps.vault).put((await (await deps.vault).get(id)).artifact, { name: 'Other' });
  const stopped = { ...engine, run: () => Promise.reject(new StudioError('cancelled', 'Stopped.')) };
  await retrainModel({ ...deps, engine: stopped as typeof engine }, other.id);
  expect(deps.store.getState().retraining.status).toBe('idle');
});

it('deletes a version, and takes that back', async () => {
  const card = await learnAnew(100);
  await pinVersion(deps, card, 1, true);
  await removeVersion(deps, card, 1);
  expect(await versionsOf(deps, card)).toHaveLength(1);
  await restoreModel(deps, deps.store.getState().notices.at(-1)?.undo?.model ?? '');
  expect((await versionsOf(deps, card))[1]).toMatchObject({ number: 1, pinned: true });
});

it('brings a deleted model back with its versions', async () => {
  const card = await learnAnew(100);
  await removeModel(deps, card.id, card.name);
  await restoreModel(deps, deps.store.getState().notices.at(-1)?.undo?.model ?? '');
  expect(await versionsOf(deps, await onlyCard())).toHaveLength(2);
});

it('compares versions on points none of them learned from', async () => {
  const card = await learnAnew(100);
  const { metrics, judgedOn } = await compareVersionsOf(deps, card, [2, 1], stop);
  expect(metrics.map(({ name }) => name)).toEqual(['Version 2', 'Version 1']);
  expect(judgedOn.start).toBeGreaterThan(card.learnedFrom?.range.stop ?? 0);
  expect(judgedOn.stop).toBe(end - hour);
});

it('says which versions made room', () => {
  const gone = (number: number) => ({ number }) as Awaited<ReturnType<typeof versionsOf>>[number];
  expect(goneWords([])).toBe('');
  expect(goneWords([gone(1)])).toMatch(/^ Version 1 made room for it: a model keeps 20 older ones and 64 MB/);
  expect(goneWords([gone(1), gone(3)])).toMatch(/^ Versions 1, 3 made room/);
});

it('holds old forecasts against what happened since: after a read of more, and after a retraining', async () => {
  expect(await forecastsThen(deps, stop)).toEqual([]);
  const made = point();
  const longer = { ...query, range: { start: 0, stop: 410 * hour } };
  changeRecipe(deps, { query: longer });
  read(longer);
  const [then] = await forecastsThen(deps, stop);
  expect([...(then?.forecast.point ?? [])]).toEqual(made);
  expect(then?.outcome.known).toBe(10);
  expect(then).toMatchObject({ origin: 399 * hour, modelTitle: 'Theta', model: { version: 1 } });
  await learnAnew(100);
  const [older] = await forecastsThen(deps, stop);
  expect(older?.outcome.known).toBe(24);
  await forgetForecast(deps, older?.id ?? '');
  expect(await forecastsThen(deps, stop)).toEqual([]);
});

it('keeps one forecast of one end however often its model is opened', async () => {
  const { id } = await onlyCard();
  await openModel(deps, id);
  await openModel(deps, id);
  const recipe = recipeOf(deps);
  expect(await (await deps.vault).pastForecasts.list(seriesKey(recipe, 'load'))).toHaveLength(1);
});

it('takes a series for the same over another time or with points left out, and for another on another interval', () => {
  const recipe = { ...initialRecipe, query };
  const key = seriesKey(recipe, 'a');
  expect(seriesKey({ ...recipe, query: { ...query, range: { start: 5, stop: 6 }, zone: 'Asia/Tokyo' } }, 'a')).toBe(
    key,
  );
  expect(seriesKey({ ...recipe, steps: [{ id: 'exclude', params: { periods: '2026-01-01' } }] }, 'a')).toBe(key);
  expect(seriesKey(recipe, 'b')).not.toBe(key);
  expect(seriesKey({ ...recipe, query: { ...query, everyMs: 2 * hour } }, 'a')).not.toBe(key);
  expect(seriesKey({ ...recipe, steps: [{ id: 'difference', params: {} }] }, 'a')).not.toBe(key);
});
