import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type JobContext, type Progress, quietContext } from '../../base/job';
import { checked } from '../../base/params';
import { normal, seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import type { Forecast } from '../../frame/parts';
import type { FittedForecaster, History, Training } from '../types';
import { globalForecaster } from './forecaster';
import { globalLstm } from './index';
import { featuresOf, type Shape, viewOf, writeTargets, writeWindow } from './view';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const [day, week, horizon] = [6, 24, 12];
const params = checked(globalLstm.params, {
  units: 12,
  seeds: 2,
  epochs: 6,
  windows: 1200,
  batch: 32,
  lookback: 4,
  learningRate: 0.01,
  backend: 'wasm',
});
const context = (more: Partial<JobContext> = {}): JobContext => ({ ...quietContext(seeded(1)), ...more });

/** A day and a week of its own mixture, and a swing that fades by a half each day: what there is to learn. */
function made(i: number, n = 260, size = 100): Float64Array {
  const random = seeded(i + 1);
  const [a, b, c] = [random(), random(), random()];
  let swing = 0;
  return Float64Array.from({ length: n }, (_, t) => {
    if (t % day === 0) swing = 0.5 * swing + 0.2 * normal(random);
    const shape = 1 + 0.3 * a * Math.sin((2 * Math.PI * t) / day + c) + 0.2 * b * Math.sin((2 * Math.PI * t) / week);
    return size * shape * Math.exp(swing + 0.02 * normal(random));
  });
}

const training = (x: Float64Array, validation = 0): Training => ({
  history: { frame: regular(0, 3_600_000, x, 'load'), period: week, periods: [day, week] },
  validation,
  horizon,
});
const together = async (trainings: readonly Training[], ctx = context()) =>
  (await globalForecaster.fitTogether?.(trainings, params, ctx)) ?? [];

async function forecast(
  fitted: FittedForecaster | undefined,
  history: History,
  steps = horizon,
  levels?: readonly number[],
): Promise<Forecast> {
  const request = { histories: [history], horizon: steps, ...(levels && { levels }) };
  const [one] = (await fitted?.predict(request, context())) ?? [];
  if (one === undefined) throw new Error('no forecast');
  return one;
}

describe('a window', () => {
  const shape: Shape = { rhythm: { kind: 'daily', day, week }, horizon, blocks: 4, levels: [0.1, 0.5, 0.9] };
  const constants = { level: 0.3, seasons: [0.1, 0.2] };
  const written = (x: Float64Array, t: number): readonly number[] => {
    const view = viewOf(x, shape, constants);
    const window = new Float32Array(shape.blocks * featuresOf(shape));
    writeWindow(view, shape, t, window, 0);
    // What it is divided by is one number for the whole series, and so is what the series is like.
    const block = featuresOf(shape);
    return Array.from(window, (value) => value * view.unit).filter((_, k) => k % block < 3 * day);
  };

  test('knows nothing of what comes after it', () => {
    const x = made(1);
    const other = x.map((value, i) => (i > 150 ? 3 * value : value));
    const [a, b] = [written(x, 150), written(other, 150)];
    for (const [k, value] of a.entries()) expect(b[k]).toBeCloseTo(value, 5);
    expect(written(other, 151)[0]).not.toBeCloseTo(written(x, 151)[0] as number, 2);
  });

  test('has the same targets for every level: what is left beside level and seasons', () => {
    const view = viewOf(made(1), shape, constants);
    const targets = new Float32Array(3 * horizon);
    writeTargets(view, shape, 150, targets, 0);
    expect(targets.slice(0, horizon)).toEqual(targets.slice(horizon, 2 * horizon));
    expect(targets.slice(0, horizon)).toEqual(targets.slice(2 * horizon));
    const { level, seasons } = view.smoothing;
    const [first, second] = seasons as [Float64Array, Float64Array];
    for (const h of [1, 6, 7, 12]) {
      // The day's season goes on from the last round known: seven steps ahead as one.
      const season = (first[151 + ((h - 1) % day)] as number) + (second[150 + h] as number);
      const left = (view.z[150 + h] as number) - (level[150] as number) - season;
      expect(targets[h - 1]).toBeCloseTo(left / view.unit, 5);
    }
  });

  test('of a long day has no more than 24 moments', () => {
    const long: Shape = { ...shape, rhythm: { kind: 'daily', day: 60, week: 60 }, blocks: 1 };
    expect(featuresOf(long)).toBe(72 + 11);
    const x = made(1, 300);
    const window = new Float32Array(83);
    writeWindow(viewOf(x, long, { level: 0.3, seasons: [0.1] }), long, 250, window, 0);
    expect(window.every(Number.isFinite)).toBe(true);
    expect(window[71]).not.toBe(0);
  });
});

describe('over many series', () => {
  const whole = Array.from({ length: 16 }, (_, i) => made(i));
  const cut = whole.map((x) => training(x.slice(0, 248)));
  let fitted: readonly (FittedForecaster | undefined)[];
  const reports: Progress[] = [];

  beforeAll(async () => {
    fitted = await together(cut, context({ progress: (report) => reports.push(report) }));
  });

  test('is closer than repeating the last season, and reports its epochs', async () => {
    let own = 0;
    let naive = 0;
    for (const [i, { history }] of cut.entries()) {
      const { point } = await forecast(fitted[i], history);
      for (const [h, value] of point.entries()) {
        const actual = whole[i]?.[248 + h] as number;
        own += Math.abs(value - actual) / actual;
        naive += Math.abs((whole[i]?.[248 + h - day * Math.ceil((h + 1) / day)] as number) - actual) / actual;
      }
    }
    expect(own).toBeLessThan(0.9 * naive);
    const epochs = reports.flatMap(({ epoch }) => (epoch === undefined ? [] : [epoch]));
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(epochs[0]?.losses.map(({ part }) => part)).toEqual(['seed_1', 'seed_2']);
    expect(epochs.at(-1)?.losses[0]?.training).toBeLessThan(epochs[0]?.losses[0]?.training as number);
  });

  test('is restored to the bit, quantiles too', async () => {
    const weights = structuredClone(await (fitted[3] as FittedForecaster).weights());
    const restored = await globalForecaster.restore(weights, params);
    const history = (cut[3] as Training).history;
    expect(await forecast(restored, history, 30, [0.05, 0.8])).toEqual(
      await forecast(fitted[3], history, 30, [0.05, 0.8]),
    );
    expect(await restored.weights()).toEqual(weights);
  });

  test('gives quantiles of its own that never cross, and hold what they say', async () => {
    const levels = [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
    let inside = 0;
    for (const [i, { history }] of cut.entries()) {
      const { point, quantiles } = await forecast(fitted[i], history, 30, levels);
      expect(quantiles.map(({ level }) => level)).toEqual(levels);
      for (let h = 0; h < 30; h++) {
        const values = quantiles.map((one) => one.values[h] as number);
        expect(values).toEqual(values.toSorted((a, b) => a - b));
        expect(values[3]).toBeCloseTo(point[h] as number, 9);
        const actual = whole[i]?.[248 + h];
        if (actual !== undefined && actual >= (values[1] as number) && actual <= (values[5] as number)) inside++;
      }
      // An asked level is the same whatever else is asked.
      const [alone] = (await forecast(fitted[i], history, 30, [0.3])).quantiles;
      expect(alone?.values).toEqual(quantiles[2]?.values);
    }
    expect(inside / (16 * horizon)).toBeGreaterThan(0.65);
    expect(inside / (16 * horizon)).toBeLessThan(0.95);
  });

  test('no series knows what another held back', async () => {
    const held = whole.map((x) => training(x, 30));
    const spoiled = whole.map((x, i) => training(i % 2 === 0 ? x.slice().fill(1e6, 230) : x, 30));
    const [a, b] = [await together(held), await together(spoiled)];
    const { history } = held[1] as Training;
    expect((await forecast(a[1], history)).point).toEqual((await forecast(b[1], history)).point);
  });

  test('series of other rhythms learn apart; one too short gets none', async () => {
    const slow: Training = {
      ...training(made(40, 60)),
      history: { ...training(made(40, 60)).history, period: 1, periods: [] },
    };
    const found = await together([cut[0] as Training, training(made(41, 4)), slow, cut[1] as Training]);
    expect(found.map((one) => one !== undefined)).toEqual([true, false, true, true]);
    const kept = await Promise.all([found[0], found[2], found[3]].map((one) => one?.weights()));
    expect(kept[0]?.state.rhythm).toEqual({ kind: 'daily', day, week });
    expect(kept[1]?.state.rhythm).toEqual({ kind: 'slow', year: undefined });
    expect(kept[2]?.tensors).toEqual(kept[0]?.tensors);
    expect((await forecast(found[2], slow.history, 20)).point.every(Number.isFinite)).toBe(true);
  });
});

test('a series that is not above 0 is smoothed by sums, and may be forecast below 0', async () => {
  const x = made(7).map((value) => value - 150);
  const fitted = await globalForecaster.fit(training(x, 24), params, context());
  const { point, quantiles } = await forecast(fitted, training(x).history, horizon, [0.1, 0.9]);
  expect(point.every(Number.isFinite)).toBe(true);
  expect(Math.min(...point)).toBeLessThan(0);
  expect(quantiles[0]?.values.every((value, h) => value < (point[h] as number))).toBe(true);
  const positive = await forecast(
    await globalForecaster.fit(training(made(7), 24), params, context()),
    training(made(7)).history,
    40,
    [0.001],
  );
  expect(positive.quantiles[0]?.values.every((value) => value > 0)).toBe(true);
});

test('a series alone says so, and what it holds back chooses among its epochs', async () => {
  const phases = new Set<string>();
  const losses: number[] = [];
  const ctx = context({
    progress: ({ phase, epoch }) => {
      phases.add(phase);
      if (epoch) losses.push(epoch.losses[0]?.validation as number, epoch.losses[0]?.training as number);
    },
  });
  await globalForecaster.fit(training(made(2), 40), params, ctx);
  expect(phases).toContain('Learning from this series alone');
  expect(losses[0]).not.toBe(losses[1]);
});

test('goes on from what it knows, on newer data alone where it is told so', async () => {
  const learned = await globalForecaster.fit(training(made(2, 160)), params, context());
  const before = await learned.weights();
  // From here on the series is another: its days swing half as much.
  const x = made(2, 400).map((value, i) => (i < 160 ? value : 60 + 0.5 * value));
  const go = (since?: number) =>
    globalForecaster.continue?.(
      before,
      { ...training(x.slice(0, 388)), ...(since !== undefined && { since }) },
      { ...params, epochs: 18 },
      context(),
    );
  const [all, newer] = [await go(), await go(200)];
  const [kept, other] = [await all?.weights(), await newer?.weights()];
  expect(kept?.state.constants).toEqual(before.state.constants);
  expect(kept?.state.record).toMatchObject({ series: 1, windows: 388 - 12 - 47 });
  expect(other?.state.record).toMatchObject({ series: 1, windows: 388 - 200 - 11 });
  expect(await learned.weights()).toEqual(before);
  const { history } = training(x.slice(0, 388));
  const off = async (fitted: FittedForecaster | undefined): Promise<number> =>
    (await forecast(fitted, history)).point.reduce(
      (sum, value, h) => sum + Math.abs(value - (x[388 + h] as number)),
      0,
    );
  expect(await off(newer)).not.toBe(await off(learned));
});

test('a cancel stops it within a batch', async () => {
  const stop = new AbortController();
  let steps = 0;
  const ctx = context({
    signal: stop.signal,
    progress: ({ phase, done }) => {
      if (phase !== 'Training' || done === 0) return;
      steps = done;
      stop.abort();
    },
  });
  const learning = together(
    Array.from({ length: 4 }, (_, i) => training(made(i))),
    ctx,
  );
  await expect(learning).rejects.toMatchObject({ code: 'cancelled' });
  expect(steps).toBeLessThan(3);
});

test('a series too short is refused in words', async () => {
  const refused = { code: 'too-short', place: 'range', next: expect.any(String) };
  await expect(globalForecaster.fit(training(made(1, 4)), params, context())).rejects.toMatchObject(refused);
});

test('a series that reaches 0 only in what it holds back is learned on the scale it is forecast on', async () => {
  const x = made(2, 240);
  const dips = x.map((value, t) => (t === 215 ? 0 : value));
  const longer = { ...params, epochs: 30 };
  const pointOf = async (values: Float64Array): Promise<Float64Array> => {
    const fitted = await globalForecaster.fit(training(values, 40), longer, context());
    return (await forecast(fitted, training(values).history)).point;
  };
  const [plain, dipping] = [await pointOf(x), await pointOf(dips)];
  const apart = plain.reduce((sum, value, h) => sum + Math.abs(value - (dipping[h] as number)), 0) / horizon;
  expect(apart).toBeLessThan(15);
});
