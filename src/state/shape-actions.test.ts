import { afterEach, describe, expect, it, vi } from 'vitest';
import { quietContext } from '../base/job';
import { seeded } from '../base/random';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { first, regular, type SeriesFrame } from '../frame/frame';
import { initialRecipe, type Step } from '../pipeline/recipe';
import { shape } from '../pipeline/shape';
import { openVault } from '../vault/open';
import type { Deps } from './deps';
import { historyOf } from './history';
import { toHash } from './link';
import { react } from './reactions';
import { lookAt, read } from './read-actions';
import { fromHash } from './read-link';
import { changeRecipe, recipeOf, redoRecipe, undoRecipe } from './recipe-actions';
import { latest } from './run';
import { chosenSeries, seriesRead } from './series';
import {
  addStep,
  addSteps,
  isShaped,
  moveStep,
  removeStep,
  setShaperParams,
  takeSteps,
  toggleStep,
  unshaped,
} from './shape-actions';
import { createStudio } from './store';
import { sameTraining, train } from './work-actions';

const asRead = (): SeriesFrame[] => [
  regular(0, 1000, Float64Array.of(1, 2, 3, 400), 'a'),
  regular(0, 1000, Float64Array.of(9, 9, 9, 9), 'b'),
];
const clip: Step = { id: 'clip', params: { by: 'values', low: 0, high: 10 } };

let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  vi.useRealTimers();
});

function studio() {
  const asked: string[] = [];
  const explored: number[][] = [];
  const run = async (job: string, input: unknown): Promise<unknown> => {
    asked.push(job);
    if (job === 'shape') return shape(input as Parameters<typeof shape>[0], quietContext(seeded(1)));
    if (job === 'query') return { frames: asRead(), rows: 8, notes: [], text: '' };
    if (job === 'explore') explored.push([...first((input as { frame: SeriesFrame }).frame).values]);
    return job === 'explore'
      ? { acf: { values: new Float64Array(), periods: [], bound: 0 } }
      : { parts: {}, periods: [] };
  };
  const deps: Deps = {
    store: createStudio(),
    engine: { run, close: () => {} } as unknown as Engine<Jobs>,
    vault: openVault(),
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: false },
    running: new Map(),
  };
  const of = { frames: asRead(), rows: 8, notes: [], text: '' };
  deps.store.setState({
    read: { status: 'done', seconds: 0, value: of },
    recipe: historyOf({ ...initialRecipe, series: 'a' }),
  });
  stop = react(deps);
  const values = () => [...first(chosenSeries(deps.store.getState())?.frame as SeriesFrame).values];
  /** Steps that changed are taken after a rest. */
  const settled = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 340));
    await vi.waitFor(() => expect(deps.store.getState().shaped.status).not.toBe('running'));
  };
  return { deps, asked, explored, values, settled, of };
}

describe('steps by hand', () => {
  it('make the series that every room looks at, and looks at it again', async () => {
    const { deps, values, settled, explored } = studio();
    addStep(deps, clip.id, clip.params);
    expect(isShaped(deps.store.getState())).toBe(false);
    await settled();
    expect(values()).toEqual([1, 2, 3, 10]);
    await vi.waitFor(() => expect(explored).toEqual([[1, 2, 3, 10]]));
    expect(seriesRead({ read: deps.store.getState().read }).map(({ frame }) => first(frame).values[3])).toEqual([
      400, 9,
    ]);
  });

  it('are undone, redone, turned off and on', async () => {
    const { deps, values, settled } = studio();
    addSteps(deps, [clip, { id: 'difference', params: {} }]);
    await settled();
    expect(values()).toEqual([1, 1, 7]);
    toggleStep(deps, 1);
    await settled();
    expect(recipeOf(deps).steps).toEqual([clip, { id: 'difference', params: {}, off: true }]);
    expect(values()).toEqual([1, 2, 3, 10]);
    toggleStep(deps, 1);
    expect(recipeOf(deps).steps?.[1]).toEqual({ id: 'difference', params: {} });
    moveStep(deps, 1, 0);
    await settled();
    expect(values()).toEqual([1, 1, 10]);
    undoRecipe(deps);
    await settled();
    expect(values()).toEqual([1, 1, 7]);
    redoRecipe(deps);
    setShaperParams(deps, 1, { high: 5 });
    await settled();
    expect(values()).toEqual([1, 1, 5]);
    removeStep(deps, 0);
    removeStep(deps, 0);
    await settled();
    expect(deps.store.getState().shaped.status).toBe('idle');
    expect(values()).toEqual([1, 2, 3, 400]);
  });

  it('copy nothing when there are none, and are taken once', async () => {
    const { deps, asked } = studio();
    await lookAt(deps, 'b');
    expect(asked).not.toContain('shape');
    changeRecipe(deps, { steps: [clip] });
    await takeSteps(deps);
    await takeSteps(deps);
    await lookAt(deps, 'a');
    expect(asked.filter((job) => job === 'shape')).toHaveLength(1);
  });

  it('are taken again on what is read anew', async () => {
    const { deps, values } = studio();
    deps.store.setState({
      connection: { source: 'demo', params: {}, state: { status: 'done', value: { product: '' }, seconds: 0 } },
    });
    changeRecipe(deps, {
      steps: [clip],
      query: { ...initialRecipe.query, fields: ['a'], range: { start: 0, stop: 4000 } },
    });
    await read(deps);
    expect(values()).toEqual([1, 2, 3, 10]);
    expect(latest(deps.store.getState().shaped)?.of).toBe(latest(deps.store.getState().read));
  });

  it('that fail say where, and nothing is learned meanwhile', async () => {
    const { deps, asked, settled } = studio();
    addStep(deps, 'arithmetic', { expression: 'a + nope' });
    await settled();
    const { shaped } = deps.store.getState();
    expect(shaped).toMatchObject({ status: 'failed', failure: { place: 'steps.0.expression' } });
    expect(unshaped(deps.store.getState())).toMatchObject({ place: 'steps.0.expression' });
    await train(deps);
    expect(asked).not.toContain('train');
    expect(deps.store.getState().notices.at(-1)?.words).toMatch(/Step 1, arithmetic.*Prepare/);
  });

  it('look at another series where the one looked at is gone', async () => {
    const { deps, settled } = studio();
    addStep(deps, 'arithmetic', { expression: 'a + b', name: 'sum', keep: false });
    await settled();
    await vi.waitFor(() => expect(recipeOf(deps).series).toBe('sum'));
  });

  it('of a kept model are not taken on its series again', async () => {
    const { deps, of, values, asked } = studio();
    deps.store.setState({
      recipe: historyOf({ ...initialRecipe, series: 'a', steps: [clip] }),
      shaped: { status: 'done', seconds: 0, value: { frames: of.frames, reports: [], of, steps: [clip], kept: true } },
    });
    expect(await takeSteps(deps)).toBe(true);
    expect(values()).toEqual([1, 2, 3, 400]);
    toggleStep(deps, 0);
    expect(await takeSteps(deps)).toBe(false);
    expect(unshaped(deps.store.getState())?.next).toMatch(/Read its data again/);
    expect(asked).not.toContain('shape');
  });

  it('make another training of the same recipe, but not while they are off', () => {
    const taken = { ...initialRecipe, steps: [clip] };
    expect(sameTraining(initialRecipe, taken)).toBe(false);
    expect(sameTraining(initialRecipe, { ...initialRecipe, steps: [{ ...clip, off: true }] })).toBe(true);
    expect(sameTraining(initialRecipe, { ...initialRecipe, steps: [] })).toBe(true);
  });

  it('travel by link, and are refused in words when they are no steps', () => {
    const there = (steps: readonly unknown[]) =>
      fromHash(toHash({ ...initialRecipe, steps: steps as readonly Step[] }, 'prepare'));
    expect(there([clip, { ...clip, off: true }])).toMatchObject({
      room: 'prepare',
      recipe: { steps: [clip, { ...clip, off: true }] },
    });
    expect(() => there([{ id: 'eval', params: {} }])).toThrow(/step by hand “eval”/);
    expect(() => there([{ id: 'clip', params: { lowest: 200 } }])).toThrow(/at most 100/);
    expect(() => there([{ id: 'clip', params: {}, off: 1 }])).toThrow(/steps/);
  });
});
