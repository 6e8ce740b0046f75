import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { regular } from '../frame/frame';
import { initialRecipe, type Recipe } from '../pipeline/recipe';
import type { ForecastRun } from '../pipeline/results';
import { openVault } from '../vault/open';
import type { Deps } from './deps';
import { followHash } from './follow-hash';
import { historyOf } from './history';
import { toHash } from './link';
import { connect, disconnect } from './open-actions';
import { dropQuery, takeUp } from './query-list';
import { react } from './reactions';
import { lookAt, openDatabase, read } from './read-actions';
import { amendRecipe, changeQuery, changeRecipe, recipeOf, undoRecipe } from './recipe-actions';
import { openRecipe } from './recipe-library';
import { toggleStep } from './shape-actions';
import { createStudio, initialStudio, type Room, type Studio } from './store';
import { isOpening, keep, sameTraining, stopTraining, train } from './work-actions';
import { setZone } from './zone-actions';

const hour = 3_600_000;
const series = (key: string) =>
  regular(
    0,
    hour,
    Float64Array.from({ length: 400 }, (_, i) => Math.sin((2 * Math.PI * i) / 24)),
    key,
  );
const exploration = { acf: { values: new Float64Array(3), periods: [24], bound: 0.1 } };

type Answers = Readonly<Record<string, (input: never) => unknown>>;

/** An engine of canned answers; what was asked is noted. */
function engineOf(answers: Answers) {
  const asked: string[] = [];
  const run = async (job: string, input: unknown): Promise<unknown> => {
    asked.push(job);
    const answer = answers[job];
    if (answer === undefined) throw new Error(`nobody answers ${job}`);
    return answer(input as never);
  };
  return { engine: { run, close: () => {} } as unknown as Engine<Jobs>, asked };
}

function studio(answers: Answers) {
  const { engine, asked } = engineOf({
    connect: () => ({ product: 'a database' }),
    query: () => ({ frames: [series('a'), series('b')], rows: 800, notes: [], text: 'select' }),
    explore: () => exploration,
    decompose: () => ({ parts: {}, periods: [24] }),
    ...answers,
  });
  const deps: Deps = {
    store: createStudio(),
    engine,
    vault: openVault(),
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: false },
    running: new Map(),
  };
  return { deps, asked };
}

/** A promise and the way to keep it. */
function later<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value: T): void => resolve(value) };
}

const secret = { url: 'http://mine:8086', org: 'home', token: 'secret' };
const query = { ...initialRecipe.query, fields: ['a'], range: { start: 0, stop: 400 * hour } };

let stop: (() => void) | undefined;
afterEach(() => stop?.());

describe('opening a source', () => {
  it('that was closed meanwhile stays closed, whatever it answers', async () => {
    const answer = later<{ product: string }>();
    const { deps } = studio({ connect: () => answer.promise });
    const opening = connect(deps, 'influxdb-2', secret);
    disconnect(deps);
    answer.resolve({ product: 'late' });
    expect(await opening).toBe(false);
    expect(deps.store.getState().connection).toEqual({ source: undefined, params: {}, state: { status: 'idle' } });
    expect(recipeOf(deps).source.id).toBe('demo');
  });

  it('that was overtaken by another does not come back over it', async () => {
    const slow = later<{ product: string }>();
    const { deps } = studio({
      connect: ({ source }: { source: string }) => (source === 'influxdb-1' ? slow.promise : { product: 'quick' }),
    });
    const first = connect(deps, 'influxdb-1', { url: 'http://slow' });
    expect(await connect(deps, 'influxdb-2', secret)).toBe(true);
    slow.resolve({ product: 'slow' });
    expect(await first).toBe(false);
    expect(deps.store.getState().connection).toMatchObject({
      source: 'influxdb-2',
      state: { status: 'done', value: { product: 'quick' } },
    });
  });

  it('keeps its secret out of the store, and forgets it when a link names another address', async () => {
    const { deps } = studio({});
    await connect(deps, 'influxdb-2', secret);
    expect(deps.held.secrets).toEqual({ token: 'secret' });
    expect(JSON.stringify(deps.store.getState())).not.toContain('"secret"');
    const theirs = { ...initialRecipe, source: { id: 'influxdb-2', params: { ...secret, url: 'http://theirs:8086' } } };
    followHash(deps, {
      location: { hash: toHash(theirs, 'data'), pathname: '/', search: '' },
      history: { replaceState: () => {} },
      addEventListener: () => {},
    });
    await vi.waitFor(() => expect(deps.store.getState().connection.params.url).toBe('http://theirs:8086'));
    expect(deps.held.secrets).toEqual({});
    expect(deps.store.getState().connection.params).not.toHaveProperty('token');
  });
});

describe('a query in the words of a stranger', () => {
  const hostile = { ...query, text: 'SELECT 1' };
  const source = { id: 'influxdb-2', params: { url: secret.url, org: secret.org } };

  it.each([
    ['stands there until the reader sends it', hostile, false],
    ['is not what the choices build, which is read at once', query, true],
  ])('%s', async (_name, asks, expected) => {
    const { deps, asked } = studio({});
    deps.store.setState({ recipe: historyOf({ ...initialRecipe, source, query: asks }) });
    expect(await openDatabase(deps, 'influxdb-2', secret)).toBe(true);
    // What is kept of the query is looked for first.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked.includes('query')).toBe(expected);
  });

  it('is not sent by opening a recipe from the library', async () => {
    const { deps, asked } = studio({});
    await connect(deps, 'influxdb-2', secret);
    await openRecipe(deps, { recipe: { ...initialRecipe, source, query: hostile } });
    expect(asked).toEqual(['connect']);
    expect(deps.store.getState()).toMatchObject({ room: 'data', notices: [{ words: expect.stringMatching(/text/) }] });
  });
});

describe('the words of a stranger, once a model of theirs is on screen', () => {
  const source = { id: 'influxdb-2', params: { url: secret.url, org: secret.org } };
  const steps = [{ id: 'clip', params: {} }];

  it('are not sent by a step turned off, nor by any read but the one that says they were seen', async () => {
    const sent: unknown[] = [];
    const { deps } = studio({
      query: (input: { query: unknown }) => {
        sent.push(input.query);
        return { frames: [series('a')], rows: 400, notes: [], text: '' };
      },
      shape: ({ frames }: { frames: unknown }) => ({ frames, reports: [] }),
    });
    await connect(deps, 'influxdb-2', secret);
    const of = { frames: [series('a')], rows: 400, notes: [], text: '' };
    deps.store.setState({
      recipe: historyOf({ ...initialRecipe, source, query, more: [{ ...query, text: 'THEIRS' }], steps, series: 'a' }),
      read: { status: 'done', seconds: 0, value: of },
      shaped: { status: 'done', seconds: 0, value: { frames: of.frames, reports: [], of, steps, kept: true } },
    });
    stop = react(deps);
    toggleStep(deps, 0);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(deps.store.getState().read.status).toBe('done');
    changeRecipe(deps, { query: { ...query, aggregate: 'mean', everyMs: 24 * hour } });
    await setZone(deps, 'Asia/Kolkata');
    expect(sent).toEqual([]);
    expect(deps.store.getState().read).toMatchObject({ failure: { next: expect.stringMatching(/press Read/) } });
    await read(deps, { seen: true });
    expect(sent).toHaveLength(2);
    await setZone(deps, 'UTC');
    expect(sent).toHaveLength(4);
  });
});

describe('a look at a series', () => {
  const steps = [{ id: 'clip', params: {} }];
  const asRead = {
    status: 'done',
    seconds: 0,
    value: { frames: [series('a')], rows: 400, notes: [], text: '' },
  } as const;

  it('that is overtaken leaves the next recipe alone', async () => {
    const answer = later<unknown>();
    const { deps } = studio({ shape: () => answer.promise });
    deps.store.setState({ read: asRead, recipe: historyOf({ ...initialRecipe, series: 'a', steps }) });
    const looking = lookAt(deps, 'a');
    const other = { ...initialRecipe, source: { id: 'influxdb-2', params: { url: 'http://x' } }, series: 'cpu.b' };
    await openRecipe(deps, { recipe: other });
    answer.resolve({ frames: [], reports: [] });
    await looking;
    expect(recipeOf(deps).series).toBe('cpu.b');
  });

  it('keeps the series that steps by hand make, where they fail', async () => {
    const { deps } = studio({ shape: () => Promise.reject(new Error('no')) });
    await connect(deps, 'demo', {});
    amendRecipe(deps, { query, series: 'sum', steps });
    await read(deps);
    expect(deps.store.getState().shaped.status).toBe('failed');
    expect(recipeOf(deps).series).toBe('sum');
  });
});

describe('training', () => {
  const source = { id: 'influxdb-2', params: { url: secret.url, org: secret.org } };
  const trained = async (change: (deps: Deps) => unknown, patch: Partial<Recipe> = {}): Promise<boolean> => {
    const { deps, asked } = studio({
      train: () => Promise.reject(new Error('enough')),
      estimate: () => undefined,
    });
    await connect(deps, 'influxdb-2', secret);
    amendRecipe(deps, { query: { ...query, aggregate: 'none' }, more: [{ ...query, fields: ['b'] }], ...patch });
    await read(deps);
    expect(deps.store.getState().read.status).toBe('done');
    await change(deps);
    await train(deps);
    return asked.includes('train');
  };

  it('goes on with what was read, by whatever clock it is looked at', async () => {
    expect(await trained(() => undefined)).toBe(true);
    expect(await trained((deps) => takeUp(deps, 0))).toBe(true);
    const days = { ...query, everyMs: 24 * hour, zone: 'Europe/Vienna', range: { start: 0, stop: 4e11 } };
    expect(await trained(() => undefined, { query: days })).toBe(true);
    expect(
      await trained((deps) => {
        changeRecipe(deps, { query: { ...recipeOf(deps).query, zone: 'Europe/Vienna' } });
      }),
    ).toBe(true);
  });

  it.each<[string, (deps: Deps) => unknown]>([
    ['another field', (deps) => changeQuery(deps, { fields: ['c'] })],
    ['another range', (deps) => changeQuery(deps, { range: { start: 0, stop: 300 * hour } })],
    ['a query less', (deps) => dropQuery(deps, 0)],
    [
      'another recipe',
      (deps) => openRecipe(deps, { recipe: { ...initialRecipe, source, query: { ...query, text: 'X' } } }),
    ],
  ])('does not take what was read for %s', async (_, change) => {
    expect(await trained(change)).toBe(false);
  });
});

describe('the recipe and what is on screen', () => {
  it('an undone choice of series is looked at again', async () => {
    const { deps, asked } = studio({});
    stop = react(deps);
    await connect(deps, 'demo', {});
    changeRecipe(deps, { query });
    await read(deps);
    await lookAt(deps, 'b');
    asked.length = 0;
    undoRecipe(deps);
    expect(recipeOf(deps).series).toBe('a');
    await vi.waitFor(() => expect(asked).toEqual(['explore', 'decompose']));
    expect(deps.store.getState().recipe.future).toHaveLength(1);
  });

  it('what the data suggests is no step to undo, and keeps what can be redone', async () => {
    const { deps } = studio({});
    await connect(deps, 'demo', {});
    changeRecipe(deps, { query });
    const { past } = deps.store.getState().recipe;
    await read(deps);
    expect(recipeOf(deps)).toMatchObject({ series: 'a', horizon: 48 });
    expect(deps.store.getState().recipe.past).toEqual(past);
    undoRecipe(deps);
    amendRecipe(deps, { horizon: 7 });
    expect(deps.store.getState().recipe.future).toHaveLength(1);
  });

  it('a model is not taken for the open one once something else is on screen', async () => {
    const { deps } = studio({ train: () => Promise.reject(new Error('not yet')) });
    await connect(deps, 'demo', {});
    const artifact = {
      recipe: initialRecipe,
      history: series('a'),
      metrics: [],
      weights: {},
      backend: 'cpu',
      seconds: 1,
    };
    await keep(deps, { artifact } as never, 'kept late');
    expect(deps.store.getState().openModel).toBeUndefined();
    expect((await (await deps.vault).list()).map(({ name }) => name)).toEqual(['kept late']);
  });
});

describe('going on with a stopped training', () => {
  const other: readonly (readonly [string, Partial<Recipe>])[] = [
    ['another database', { source: { id: 'influxdb-2', params: { url: 'http://other' } } }],
    ['another seed', { seed: 2 }],
    ['another horizon', { horizon: 7 }],
  ];
  it.each(other)('is not done for %s', (_name, patch) => {
    expect(sameTraining(initialRecipe, { ...initialRecipe, ...patch })).toBe(false);
  });

  it('stopped again before anything new was learned, it keeps what it had', async () => {
    const { deps } = studio({ train: () => Promise.reject(new Error('stopped')) });
    await connect(deps, 'demo', {});
    changeRecipe(deps, { query });
    await read(deps);
    const stopped = { recipe: recipeOf(deps), weights: { state: {} }, epoch: 12 };
    deps.store.setState({ stopped });
    await train(deps);
    expect(deps.store.getState().stopped).toEqual(stopped);
  });
});

describe('a training that is stopped', () => {
  const stopIn = (room: Room, patch: Partial<Studio> = {}) => {
    const { deps } = studio({});
    const lstm = { ...initialRecipe, model: { id: 'composite-lstm', params: {} } };
    const stopped = { recipe: lstm, weights: {}, epoch: 12 };
    deps.store.setState({ room, recipe: historyOf(lstm), stopped, training: { status: 'running' }, ...patch });
    stopTraining(deps);
    return deps.store.getState().notices.map(({ words }) => words);
  };

  it('is said once: by the forecast room, or in passing elsewhere', () => {
    expect(stopIn('forecast')).toEqual([]);
    expect(stopIn('data')).toEqual(['Training stopped after epoch 12. It can go on from there.']);
  });

  it('leaves an earlier forecast, and says so', () => {
    const previous = {} as ForecastRun;
    expect(stopIn('data', { training: { status: 'running', previous } })[0]).toMatch(
      /there\. The forecast shown is the/,
    );
  });

  it('is none when a kept model was being opened, or the model has no networks', () => {
    const openModel = { id: 'm', name: 'Mine', revision: 1 };
    expect(isOpening({ ...initialStudio, openModel, training: { status: 'running' } })).toBe(true);
    expect(isOpening({ ...initialStudio, openModel })).toBe(false);
    expect(stopIn('forecast', { openModel })).toEqual(['Stopped.']);
    const drift = historyOf({ ...initialRecipe, model: { id: 'drift', params: {} } });
    expect(stopIn('forecast', { recipe: drift })).toEqual(['Stopped.']);
  });
});
