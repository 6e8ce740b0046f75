import { describe, expect, it } from 'vitest';
import type { JobContext, Progress } from '../base/job';
import { normal, seeded } from '../base/random';
import { first, length, regular, type SeriesFrame, slice } from '../frame/frame';
import type { Weights } from '../frame/parts';
import { models } from '../models';
import { calibrate } from './band';
import { bestOf, epochsOf, type Halving, halve, rungsFor, type SearchTrial, type Standing } from './halving';
import { baseline, measure, origins, tryOut } from './judge';
import { onGrid } from './prepare';
import { initialRecipe, type Recipe } from './recipe';
import { type Search, type SearchInput, search } from './search';
import { dimensionsOf, drawn } from './search-space';
import { cut } from './train';
import { learnWalk } from './walk';

const hour = 3_600_000;

function context(onProgress: (progress: Progress) => void = () => {}, signal = new AbortController().signal) {
  return { signal, random: seeded(3), clock: () => performance.now(), progress: onProgress } satisfies JobContext;
}

function daily(n: number, trend = 0): SeriesFrame {
  const random = seeded(2);
  const values = Float64Array.from(
    { length: n },
    (_, i) => 50 + trend * i + 10 * Math.sin((2 * Math.PI * i) / 24) + normal(random),
  );
  return regular(Date.UTC(2025, 0, 1), hour, values, 'load');
}

/** What is compared of two tables: everything but the time it took. */
const table = (trials: readonly SearchTrial[]) => trials.map(({ seconds: _, ...rest }) => rest);

describe('successive halving', () => {
  /** Learning nears the truth, |x - 0.3|, with every epoch. */
  const toy = (signal = new AbortController().signal, told: Standing<number>[] = []): Halving<number> => ({
    rungs: rungsFor(27, 18),
    signal,
    over: () => false,
    draw: (round) => (round > 0 ? [] : Array.from({ length: 27 }, (_, i) => ({ x: ((i * 7) % 27) / 27 }))),
    climb: async (trial, rung, from = 0) => {
      const epochs = rungsFor(27, 18)[rung] as number;
      expect(from).toBe(trial.epochs);
      return {
        score: Math.abs(Number(trial.settings.x) - 0.3) + 0.5 / epochs,
        epochs,
        seconds: epochs - from,
        weights: epochs,
      };
    },
    onChange: (standing) => told.push(standing),
  });

  it('finds the known best with a fraction of the epochs', async () => {
    expect(rungsFor(27, 18)).toEqual([2, 6, 18]);
    const trials = await halve(toy());
    expect(bestOf(trials)?.settings).toEqual({ x: 8 / 27 });
    expect(trials.filter(({ scores }) => scores.length === 2)).toHaveLength(6);
    expect(trials.filter(({ scores }) => scores.length === 3)).toHaveLength(3);
    expect(trials.filter(({ state }) => state === 'kept')).toHaveLength(1);
    const spent = trials.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(spent).toBe(epochsOf(27, [2, 6, 18]));
    expect(spent).toBeLessThan((27 * 18) / 3);
  });

  it('ends with the same trials wherever it was stopped', async () => {
    const whole = await halve(toy());
    const told: Standing<number>[] = [];
    await halve(toy(undefined, told));
    for (let at = 0; at < told.length; at += 7) expect(await halve(toy(), told[at])).toEqual(whole);
  });

  it('goes on without those that fail', async () => {
    const one = toy();
    const trials = await halve<number>({
      ...one,
      climb: async (trial, ...rest) => {
        if (trial.settings.x === 8 / 27) throw new Error('too large');
        return one.climb(trial, ...rest);
      },
    });
    expect(trials.find(({ settings }) => settings.x === 8 / 27)).toMatchObject({ state: 'failed' });
    expect(bestOf(trials)?.settings).toEqual({ x: 9 / 27 });
  });

  it('has one rung where epochs are few or not counted', () => {
    expect(rungsFor(100, 5)).toEqual([5]);
    expect(rungsFor(2, 100)).toEqual([100]);
    expect(rungsFor(4, 20)).toEqual([7, 20]);
  });
});

describe('the space', () => {
  it('has bounds that every member takes', () => {
    const random = seeded(1);
    for (const member of models) {
      const dimensions = dimensionsOf(member);
      for (let i = 0; i < 20; i++) {
        for (const [key, value] of Object.entries(drawn(dimensions, random))) {
          const param = (member.params as Record<string, { min?: number; max?: number }>)[key];
          if (typeof value !== 'number') continue;
          expect(value).toBeGreaterThanOrEqual(param?.min ?? Number.NEGATIVE_INFINITY);
          expect(value).toBeLessThanOrEqual(param?.max ?? Number.POSITIVE_INFINITY);
        }
      }
    }
    for (const member of models) {
      for (const dimension of dimensionsOf(member)) {
        const param = (member.params as Record<string, { initial?: number }>)[dimension.key];
        if (dimension.kind !== 'number') continue;
        expect(param?.initial, `${member.id} ${dimension.key}`).toBeGreaterThanOrEqual(dimension.low);
        expect(param?.initial, `${member.id} ${dimension.key}`).toBeLessThanOrEqual(dimension.high);
      }
    }
    const lstm = dimensionsOf(models[0]).map(({ key }) => key);
    expect(lstm).toEqual(expect.arrayContaining(['lookback', 'units', 'learningRate', 'decomposition']));
    expect(lstm).not.toContain('epochs');
    expect(lstm).not.toContain('backend');
  });
});

const theta: Recipe = {
  ...initialRecipe,
  model: { id: 'theta', params: { season: 'never' } },
  horizon: 24,
};

const tiny: Recipe = {
  ...initialRecipe,
  model: {
    id: 'composite-lstm',
    params: { units: 4, dense: 4, epochs: 6, windows: 32, batch: 16, lookback: 12, backend: 'cpu' },
  },
  horizon: 12,
};

describe('a search', () => {
  it('scores each setting as rolling origins on the validation part give, and finds the best', async () => {
    const frame = daily(480);
    const budget = { kind: 'evaluations', count: 10 } as const;
    const found = await search({ frame, recipe: theta, keys: ['season'], budget }, context());
    expect(found.ended).toBe(true);
    expect(found.trials.map(({ settings }) => settings.season).sort()).toEqual(['always', 'auto', 'never']);
    expect(found.trials[0]?.settings).toEqual({ season: 'never' });

    const { grid } = await onGrid(frame, theta.preparation);
    const cuts = cut(length(grid), 24, theta.split);
    const places = origins(cuts.fit, cuts.train, 24, 16);
    for (const { settings, scores } of found.trials) {
      const walk = await learnWalk(
        slice(grid, 0, cuts.fit),
        { ...theta, model: { id: 'theta', params: settings } },
        480,
      );
      const frameKnown = { frame: slice(grid, 0, cuts.train), period: 24, periods: walk.periods };
      const { forecaster, params } = walk.model;
      const training = { history: frameKnown, validation: cuts.train - cuts.fit, horizon: 24 };
      const fitted = await forecaster.fit(training, params, context());
      const trials = await tryOut(walk, fitted, grid, places, 24, calibrate([], 24, 0.9), context());
      const learned = first(grid).values.slice(0, cuts.fit);
      expect(scores[0]).toBeCloseTo(measure('', trials, learned, 24).mase, 9);
      const naive = measure('', await baseline(walk, grid, places, 24), learned, 24).mase;
      expect(found.naive).toBeCloseTo(naive, 9);
    }
    const [best] = found.trials.toSorted((a, b) => (a.scores[0] ?? 0) - (b.scores[0] ?? 0));
    expect(found.best).toBe(best?.id);
    expect(best?.settings.season).not.toBe('never');
  });

  it('never looks at the test part', async () => {
    const frame = daily(480);
    const values = first(frame).values.slice();
    for (let i = cut(480, 24, theta.split).train; i < 480; i++) values[i] = 1e5;
    const other = { ...frame, columns: [{ ...first(frame), values }] };
    const budget = { kind: 'evaluations', count: 3 } as const;
    const [a, b] = await Promise.all(
      [frame, other].map((one) => search({ frame: one, recipe: theta, keys: ['season'], budget }, context())),
    );
    expect(table(a?.trials ?? [])).toEqual(table(b?.trials ?? []));
  });

  it('of networks stops and goes on in the middle, to the same table', async () => {
    const input: SearchInput = {
      frame: daily(300),
      recipe: tiny,
      keys: ['units', 'learningRate'],
      budget: { kind: 'evaluations', count: 3 },
    };
    const whole = await search(input, context());
    expect(whole.rungs).toEqual([2, 6]);
    expect(whole.trials.map(({ epochs }) => epochs).sort()).toEqual([2, 2, 6]);
    expect(whole.trials.every(({ scores }) => scores.every(Number.isFinite))).toBe(true);

    const stop = new AbortController();
    let kept: Weights | undefined;
    let count = 0;
    const listen = ({ checkpoint }: Progress): void => {
      if (checkpoint === undefined) return;
      kept = structuredClone(checkpoint as Weights);
      if (++count === 3) stop.abort();
    };
    await expect(search(input, context(listen, stop.signal))).rejects.toMatchObject({ code: 'cancelled' });
    if (kept === undefined) throw new Error('no checkpoint');
    const partials: Search[] = [];
    const rest = await search(
      { ...input, from: kept },
      context(({ partial }) => partial !== undefined && partials.push(partial as Search)),
    );
    expect(partials[0]?.trials.some(({ scores }) => scores.length > 0)).toBe(true);
    expect(table(rest.trials)).toEqual(table(whole.trials));
  }, 60_000);

  it('of a network that counts more epochs than it is asked for goes on to its own end', async () => {
    const params = { units: 4, dense: 4, epochs: 2, batch: 32, lookback: 12, backend: 'cpu' };
    const input: SearchInput = {
      frame: daily(200),
      recipe: { ...tiny, model: { id: 'published-lstm', params } },
      keys: ['units'],
      budget: { kind: 'evaluations', count: 2 },
    };
    let past = 0;
    const whole = await search(
      input,
      context(({ phase, unit, done, total }) => {
        if (phase === 'Searching' && unit === 'epochs') past = Math.max(past, done / total);
      }),
    );
    const [most] = whole.trials.map(({ epochs }) => epochs).toSorted((a, b) => b - a);
    expect(most).toBe(14);
    expect(past).toBe(1);
    const stop = new AbortController();
    let kept: Weights | undefined;
    const listen = ({ checkpoint, partial }: Progress): void => {
      if (checkpoint === undefined) return;
      kept = structuredClone(checkpoint as Weights);
      const running = (partial as Search).trials.find(({ state }) => state === 'running');
      if ((running?.epochs ?? 0) > 4) stop.abort();
    };
    // On this clock a second passes with every look at it: members hand out weights after each epoch.
    let now = 0;
    const ctx = { ...context(listen, stop.signal), clock: () => (now += 1000) };
    await expect(search(input, ctx)).rejects.toMatchObject({ code: 'cancelled' });
    if (kept === undefined) throw new Error('no checkpoint');
    const rest = await search({ ...input, from: kept }, context());
    expect(table(rest.trials)).toEqual(table(whole.trials));
  }, 60_000);

  it('goes on only on the series it began on', async () => {
    const budget = { kind: 'evaluations', count: 2 } as const;
    let kept: Weights | undefined;
    await search(
      { frame: daily(480), recipe: theta, keys: ['season'], budget },
      context(({ checkpoint }) => {
        kept = (checkpoint as Weights | undefined) ?? kept;
      }),
    );
    if (kept === undefined) throw new Error('no checkpoint');
    const from = kept;
    await expect(
      search({ frame: daily(481), recipe: theta, keys: ['season'], budget, from }, context()),
    ).rejects.toMatchObject({ code: 'bad-input', place: 'search' });
  });

  it('stops drawing when its minutes are over', async () => {
    let now = 0;
    const ctx = { ...context(), clock: () => (now += 500) };
    const recipe: Recipe = { ...theta, model: { id: 'profile-ridge', params: {} } };
    const budget = { kind: 'minutes', minutes: 0.5 } as const;
    const found = await search({ frame: daily(400), recipe, keys: ['decay', 'memory'], budget }, ctx);
    expect(found.ended).toBe(true);
    expect(found.trials.length).toBeGreaterThan(1);
    expect(found.best).toBeDefined();
  });

  it('refuses what cannot be searched, at its place', async () => {
    const run = (input: Partial<SearchInput>) =>
      search(
        { frame: daily(300), recipe: theta, keys: ['season'], budget: { kind: 'evaluations', count: 3 }, ...input },
        context(),
      );
    await expect(run({ keys: [] })).rejects.toMatchObject({ place: 'keys' });
    await expect(run({ budget: { kind: 'evaluations', count: 1 } })).rejects.toMatchObject({ place: 'budget' });
  });
});
