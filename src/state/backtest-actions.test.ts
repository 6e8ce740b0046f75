import { describe, expect, it } from 'vitest';
import { cancelled } from '../base/errors';
import type { Jobs } from '../engine/jobs';
import type { CallOptions, Engine } from '../engine/protocol';
import { regular } from '../frame/frame';
import type { Backtest, BacktestInput, BacktestRow } from '../pipeline/backtest';
import { openVault } from '../vault/open';
import { askNetwork, askOrigins, backtest, isBacktestOutdated, takeContender } from './backtest-actions';
import { cancelRun, clearRuns, type Deps } from './deps';
import { changeRecipe, recipeOf } from './recipe-actions';
import { latest } from './run';
import { createStudio } from './store';

const frame = regular(0, 3_600_000, Float64Array.of(1, 2, 3, 4), 'load');

const rowOf = (contender: BacktestInput['contenders'][number]): BacktestRow => ({
  ...contender,
  seconds: { fit: 1, forecast: 1 },
  byOrigin: [1],
  byStep: [1],
  stretches: [],
});

/** A studio whose engine finishes a row when it is told to; what it was asked is kept. */
function studio() {
  const asked: BacktestInput[] = [];
  let finishRow: (() => Promise<void>) | undefined;
  const run = (_: string, input: BacktestInput, { signal, onProgress }: CallOptions = {}): Promise<Backtest> =>
    new Promise((resolve, reject) => {
      asked.push(input);
      const { recipe, contenders, most = 8, before = [] } = input;
      const rows = [...before];
      const sofar = (): Backtest => ({
        ...{ recipe, most, origins: [0], stepMs: 1, period: 1, rows: [...rows] },
        waiting: contenders.slice(rows.length).map(({ key }) => key),
      });
      signal?.addEventListener('abort', () => reject(cancelled()));
      finishRow = async () => {
        const next = contenders[rows.length];
        if (next !== undefined) rows.push(rowOf(next));
        onProgress?.({ phase: 'Backtesting', done: 0, total: 0, unit: 'forecasts', partial: sofar() });
        if (rows.length >= contenders.length) resolve(sofar());
        await new Promise((later) => setTimeout(later));
      };
      if (rows.length >= contenders.length) resolve(sofar());
    });
  const deps: Deps = {
    store: createStudio(),
    engine: { run, close: () => {} } as unknown as Engine<Jobs>,
    vault: openVault(),
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: false },
    running: new Map(),
  };
  deps.store.setState({
    read: { status: 'done', seconds: 0, value: { frames: [frame], rows: 4, notes: [], text: '' } },
  });
  return { deps, asked, row: () => finishRow?.() };
}

describe('a backtest', () => {
  it('keeps its rows when it is stopped, and does not make them again', async () => {
    const { deps, asked, row } = studio();
    const first = backtest(deps);
    await row();
    await row();
    expect(deps.store.getState().backtestSoFar?.rows).toHaveLength(2);
    cancelRun(deps, 'backtest');
    await first;
    const { backtest: run, backtestSoFar } = deps.store.getState();
    expect(run.status).toBe('done');
    expect(latest(run)?.rows).toHaveLength(2);
    expect(backtestSoFar).toBeUndefined();
    const second = backtest(deps);
    expect(asked[1]?.before).toEqual(latest(run)?.rows);
    for (const _ of asked[1]?.contenders.slice(2) ?? []) await row();
    await second;
    expect(latest(deps.store.getState().backtest)?.waiting).toEqual([]);
  });

  it('is of the recipe it began with, and says so when that changed while it ran', async () => {
    const { deps, asked, row } = studio();
    const began = recipeOf(deps);
    const running = backtest(deps);
    await row();
    changeRecipe(deps, { horizon: began.horizon + 1 });
    for (const _ of asked[0]?.contenders.slice(1) ?? []) await row();
    await running;
    const made = latest(deps.store.getState().backtest);
    expect(made?.recipe.horizon).toBe(began.horizon);
    expect(made && isBacktestOutdated(made, recipeOf(deps))).toBe(true);
    // None of its rows is taken over into one of the new recipe.
    const next = backtest(deps);
    expect(asked[1]?.before).toEqual([]);
    cancelRun(deps, 'backtest');
    await next;
    expect(latest(deps.store.getState().backtest)).toBe(made);
  });

  it('begun again while it runs is one, and the first no longer shows', async () => {
    const { deps, asked, row } = studio();
    const first = backtest(deps);
    await row();
    askOrigins(deps, 4);
    const second = backtest(deps);
    await first;
    expect(deps.store.getState().backtest.status).toBe('running');
    for (const _ of asked[1]?.contenders ?? []) await row();
    await second;
    expect(asked.map(({ most }) => most)).toEqual([8, 4]);
    expect(latest(deps.store.getState().backtest)?.most).toBe(4);
  });

  it('leaves nothing behind when its series are gone', async () => {
    const { deps, row } = studio();
    const running = backtest(deps);
    await row();
    clearRuns(deps, 'backtest');
    await running;
    expect(deps.store.getState().backtest).toEqual({ status: 'idle' });
    expect(deps.store.getState().backtestSoFar).toBeUndefined();
  });

  it('tries a network only when it was ticked, and takes what came closest', async () => {
    const { deps, asked } = studio();
    askNetwork(deps, 'raw-lstm', true);
    askNetwork(deps, 'global-lstm', true);
    askNetwork(deps, 'global-lstm', false);
    const running = backtest(deps);
    const { contenders } = asked[0] as BacktestInput;
    expect(contenders.filter(({ trains }) => trains).map(({ key }) => key)).toEqual(['raw-lstm']);
    cancelRun(deps, 'backtest');
    await running;
    expect(deps.store.getState().backtest).toEqual({ status: 'idle' });
    const theta = contenders.find(({ key }) => key === 'theta raw');
    if (theta === undefined) throw new Error('no theta');
    takeContender(deps, theta);
    expect(recipeOf(deps).model).toEqual(theta.model);
    expect(deps.store.getState().room).toBe('forecast');
  });
});
