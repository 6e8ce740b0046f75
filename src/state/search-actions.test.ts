import { describe, expect, it } from 'vitest';
import { cancelled } from '../base/errors';
import type { Jobs } from '../engine/jobs';
import type { CallOptions, Engine } from '../engine/protocol';
import { regular } from '../frame/frame';
import type { Weights } from '../frame/parts';
import type { Search, SearchInput, SearchTrial } from '../pipeline/search';
import { openVault } from '../vault/open';
import { cancelRun, type Deps } from './deps';
import { changeRecipe, recipeOf } from './recipe-actions';
import { latest } from './run';
import {
  askBudget,
  askModel,
  endSearch,
  findPaused,
  hasSettings,
  pauseSearch,
  search,
  takeSettings,
} from './search-actions';
import { createStudio } from './store';

const frame = regular(0, 3_600_000, Float64Array.of(1, 2, 3, 4), 'load');
const weights: Weights = { state: { search: 'as the engine kept it' }, tensors: [], networks: [] };

const trial = (id: number): SearchTrial => ({
  ...{ id, round: 0, settings: { units: 8 + id }, scores: [1 / (id + 1)], epochs: 2, seconds: 1 },
  state: 'kept',
});

/** A studio whose engine tries a setting, or comes to its end, when it is told to. */
function studio(vault = openVault()) {
  const asked: SearchInput[] = [];
  let step: ((ended: boolean) => Promise<void>) | undefined;
  const run = (_: string, input: SearchInput, { signal, onProgress }: CallOptions = {}): Promise<Search> =>
    new Promise((resolve, reject) => {
      asked.push(input);
      const trials: SearchTrial[] = [];
      const { recipe, keys, budget } = input;
      const sofar = (ended: boolean): Search => ({
        ...{ recipe, keys, budget, dimensions: [], rungs: [], score: 'MASE', naive: 1, seconds: 1, ended },
        trials: [...trials],
      });
      signal?.addEventListener('abort', () => reject(cancelled()));
      step = async (ended) => {
        trials.push(trial(trials.length));
        const report = { phase: 'Searching', done: 0, total: 0, unit: 'settings' };
        onProgress?.({ ...report, partial: sofar(false), checkpoint: weights });
        if (ended) resolve(sofar(true));
        await new Promise((later) => setTimeout(later));
      };
    });
  const deps: Deps = {
    store: createStudio(),
    engine: { run, close: () => {} } as unknown as Engine<Jobs>,
    vault,
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: false },
    running: new Map(),
  };
  deps.store.setState({
    read: { status: 'done', seconds: 0, value: { frames: [frame], rows: 4, notes: [], text: '' } },
  });
  changeRecipe(deps, { model: { id: 'raw-lstm', params: {} } });
  return { deps, asked, step: (ended = false) => step?.(ended) };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('a search', () => {
  it('paused keeps its table and goes on in another tab from what was kept', async () => {
    const vault = openVault();
    const { deps, step } = studio(vault);
    askBudget(deps, { kind: 'evaluations', count: 5 });
    const running = search(deps);
    await step();
    await step();
    pauseSearch(deps);
    await running;
    expect(latest(deps.store.getState().search)?.trials).toHaveLength(2);
    expect(deps.store.getState().searchSoFar).toBeUndefined();
    const other = studio(vault);
    await findPaused(other.deps);
    const paused = other.deps.store.getState().searchPaused;
    expect(paused?.search.trials).toHaveLength(2);
    const going = search(other.deps, paused);
    expect(other.asked[0]).toMatchObject({ from: weights, budget: { kind: 'evaluations', count: 5 } });
    await other.step(true);
    await going;
    await settled();
    expect(other.deps.store.getState().searchPaused).toBeUndefined();
    expect(await (await vault).loadCheckpoint('search')).toBeUndefined();
  });

  it('is of the recipe it began with when that changed while it ran, and goes on with no other', async () => {
    const { deps, asked, step } = studio();
    const running = search(deps);
    await step();
    const { horizon } = recipeOf(deps);
    changeRecipe(deps, { horizon: horizon + 1 });
    await step();
    pauseSearch(deps);
    await running;
    const { searchPaused, search: run } = deps.store.getState();
    expect(searchPaused?.search.recipe.horizon).toBe(horizon);
    expect(latest(run)?.recipe.horizon).toBe(horizon);
    await search(deps, searchPaused);
    expect(asked).toHaveLength(1);
    expect(deps.store.getState().notices.at(-1)?.words).toContain('another recipe');
    expect(deps.store.getState().searchPaused).toBe(searchPaused);
  });

  it('stopped for good keeps what it found, and nothing to go on from', async () => {
    const { deps, step } = studio();
    const running = search(deps);
    await step();
    endSearch(deps);
    await running;
    await settled();
    expect(latest(deps.store.getState().search)?.trials).toHaveLength(1);
    expect(deps.store.getState().searchPaused).toBeUndefined();
    expect(await (await deps.vault).loadCheckpoint('search')).toBeUndefined();
  });

  it('begun anew while it runs leaves nothing of the first', async () => {
    const { deps, asked, step } = studio();
    const first = search(deps);
    await step();
    askBudget(deps, { kind: 'evaluations', count: 3 });
    const second = search(deps);
    await first;
    expect(deps.store.getState().search.status).toBe('running');
    await step(true);
    await second;
    await settled();
    expect(asked).toHaveLength(2);
    expect(latest(deps.store.getState().search)?.budget).toEqual({ kind: 'evaluations', count: 3 });
    expect(deps.store.getState().searchPaused).toBeUndefined();
    expect(await (await deps.vault).loadCheckpoint('search')).toBeUndefined();
  });

  it('cancelled before its first setting is as if it had not been', async () => {
    const { deps } = studio();
    const running = search(deps);
    cancelRun(deps, 'search');
    await running;
    expect(deps.store.getState().search).toEqual({ status: 'idle' });
    expect(deps.store.getState().searchPaused).toBeUndefined();
  });

  it('puts the settings it found into the recipe', () => {
    const { deps } = studio();
    const recipe = recipeOf(deps);
    const found: Search = {
      ...{ recipe, keys: [], budget: { kind: 'evaluations', count: 5 }, dimensions: [], rungs: [], trials: [] },
      ...{ score: 'MASE', naive: 1, seconds: 1, ended: true },
    };
    takeSettings(deps, found, trial(4));
    expect(recipeOf(deps).model).toEqual({ id: 'raw-lstm', params: { units: 12 } });
    expect(deps.store.getState().room).toBe('forecast');
    expect(hasSettings(recipeOf(deps), found, trial(4))).toBe(true);
    expect(hasSettings(recipeOf(deps), found, trial(5))).toBe(false);
  });

  it('of another model leaves the recipe alone until its settings are taken', async () => {
    const { deps, asked, step } = studio();
    const before = deps.store.getState().recipe;
    askModel(deps, 'composite-lstm');
    const running = search(deps);
    await step(true);
    await running;
    expect(deps.store.getState().recipe).toBe(before);
    expect(asked[0]?.recipe.model).toEqual({ id: 'composite-lstm', params: {} });
    const found = latest(deps.store.getState().search) as Search;
    expect(hasSettings(recipeOf(deps), found, trial(0))).toBe(false);
    takeSettings(deps, found, trial(0));
    expect(recipeOf(deps).model).toEqual({ id: 'composite-lstm', params: { units: 8 } });
    expect(hasSettings(recipeOf(deps), found, trial(0))).toBe(true);
  });
});
