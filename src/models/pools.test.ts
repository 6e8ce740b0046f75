import { describe, expect, it } from 'vitest';
import type { JobContext, Progress } from '../base/job';
import { breathe, quietContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { regular } from '../frame/frame';
import { weighedForecaster } from './auto/weigh';
import { seasonalChangesForecaster } from './instant/changes';
import type { FittedForecaster, Forecaster, Training } from './types';

const [day, week, horizon] = [6, 24, 12];
const params = { form: 'profile' };

/** A day and a week of its own mixture, growing or not, with noise. */
function made(i: number, n = 180, size = 100): Float64Array {
  const random = seeded(i + 1);
  const [a, b, c] = [random(), random(), random()];
  return Float64Array.from({ length: n }, (_, t) => {
    const shape = 1 + 0.3 * a * Math.sin((2 * Math.PI * t) / day + c) + 0.2 * b * Math.sin((2 * Math.PI * t) / week);
    return size * shape * Math.exp(1e-3 * (a - b) * t) * (1 + 0.02 * normal(random));
  });
}

const training = (x: Float64Array, validation = 0): Training => ({
  history: { frame: regular(0, 3_600_000, x), period: week, periods: [day, week] },
  validation,
  horizon,
});
const many = Array.from({ length: 30 }, (_, i) => training(made(i)));
const ctx = quietContext(seeded(1));

async function point(fitted: FittedForecaster | undefined, of: Training, steps = horizon): Promise<readonly number[]> {
  const [forecast] = (await fitted?.predict({ histories: [of.history], horizon: steps }, ctx)) ?? [];
  return Array.from(forecast?.point ?? []);
}

const together = (forecaster: Forecaster<never>, trainings: readonly Training[], job: JobContext = ctx) =>
  forecaster.fitTogether?.(trainings, params as never, job) ?? Promise.resolve([]);

describe.each([
  ['instant', seasonalChangesForecaster as Forecaster<never>],
  ['auto', weighedForecaster as Forecaster<never>],
])('%s over many series', (_, forecaster) => {
  it('gives one fitted model each, which is restored to the bit', async () => {
    const fitted = await together(forecaster, many);
    expect(fitted.length).toBe(30);
    for (const i of [0, 17]) {
      const weights = structuredClone(await (fitted[i] as FittedForecaster).weights());
      expect(weights.tensors.length).toBeGreaterThan(0);
      expect(JSON.parse(JSON.stringify(weights.state))).toEqual(weights.state);
      const restored = await forecaster.restore(weights, params as never);
      expect(await point(restored, many[i] as Training, 30)).toEqual(await point(fitted[i], many[i] as Training, 30));
      expect(await restored.weights()).toEqual(weights);
    }
  });

  it('is close to what happened next', async () => {
    const n = 180 - horizon;
    const cut = many.map(({ history }) => training(history.frame.columns[0]?.values.slice(0, n) as Float64Array));
    const fitted = await together(forecaster, cut);
    let off = 0;
    for (const [i, one] of cut.entries()) {
      const forecast = await point(fitted[i], one);
      off += forecast.reduce((sum, value, h) => sum + Math.abs(value / (made(i)[n + h] as number) - 1), 0) / horizon;
    }
    expect(off / cut.length).toBeLessThan(0.03);
  });

  it('never learns from the validation part', async () => {
    const spoiled = many.map(({ history }, i) => {
      const x = history.frame.columns[0]?.values.slice() as Float64Array;
      return training(i % 2 === 0 ? x.fill(1e6, 150) : x, 30);
    });
    const clean = many.map(({ history }) => training(history.frame.columns[0]?.values as Float64Array, 30));
    const [a, b] = [await together(forecaster, spoiled), await together(forecaster, clean)];
    expect(await point(a[1], clean[1] as Training)).toEqual(await point(b[1], clean[1] as Training));
  });

  it('does not care how large a series is', async () => {
    const larger = many.map((one, i) => (i === 3 ? training(made(3, 180, 1e9)) : one));
    const [a, b] = [await together(forecaster, many), await together(forecaster, larger)];
    const small = await point(a[3], many[3] as Training);
    (await point(b[3], larger[3] as Training)).forEach((value, h) => {
      expect(value / 1e7 / (small[h] as number)).toBeCloseTo(1, 5);
    });
  });

  it('leaves out what is too short, and takes few or unlike ones each alone', async () => {
    const mixed = [training(made(1)), training(made(2, 10)), training(made(3, 60))];
    const fitted = await together(forecaster, mixed);
    expect(fitted.map((one) => one === undefined)).toEqual([false, true, false]);
    expect((await fitted[0]?.weights())?.tensors).toEqual([]);
    const alone = await forecaster.fit(mixed[0] as Training, params as never, ctx);
    expect(await point(fitted[0], mixed[0] as Training)).toEqual(await point(alone, mixed[0] as Training));
  });

  it('says how far it is, and stops when told to', async () => {
    const stop = new AbortController();
    const said: Progress[] = [];
    const job: JobContext = { ...ctx, signal: stop.signal, progress: (report) => said.push(report) };
    await together(forecaster, many, job);
    expect(said.length).toBeGreaterThan(0);
    for (const { done, total } of said) expect(done).toBeLessThanOrEqual(total);
    void breathe().then(() => stop.abort());
    const large = Array.from({ length: 200 }, (__, i) => training(made(i, 500)));
    await expect(together(forecaster, large, job)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('keeps a series without positive values in its range', async () => {
    const shifted = many.map(({ history }) =>
      training(history.frame.columns[0]?.values.map((value) => value - 100) as Float64Array),
    );
    const fitted = await together(forecaster, shifted);
    for (const [i, one] of shifted.entries()) {
      for (const value of await point(fitted[i], one)) expect(Math.abs(value)).toBeLessThan(150);
    }
  });
});

describe('the automatic choice', () => {
  interface Kept {
    readonly why: string;
    readonly origins: number;
    readonly members: readonly { readonly title: string; readonly error: number | null; readonly weight: number }[];
  }
  const choice = async (x: Float64Array): Promise<Kept> => {
    const fitted = await weighedForecaster.fit(training(x), {}, ctx);
    return (await fitted.weights()).state.choice as Kept;
  };

  it('keeps every member’s error and weight, the least error weighing most', async () => {
    const { members, origins, why } = await choice(made(5));
    expect(origins).toBe(4);
    expect(members.length).toBe(9);
    expect(members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    const byError = members.toSorted((a, b) => (a.error ?? 0) - (b.error ?? 0));
    const byWeight = members.toSorted((a, b) => b.weight - a.weight);
    expect(byWeight.map(({ title }) => title)).toEqual(byError.map(({ title }) => title));
    expect(why).toContain(`Most weight goes to ${byError[0]?.title} (`);
    expect(why).toMatch(/In 4 trials over the last 48 steps .+ came \d+ % closer than the 9 forecasters on average\.$/);
  });

  it('weighs alike, and says so, where nothing could be tried', async () => {
    const { members, origins, why } = await choice(made(5, 24));
    expect(origins).toBe(0);
    expect(members.every(({ error, weight }) => error === null && Math.abs(weight * members.length - 1) < 1e-9)).toBe(
      true,
    );
    expect(why).toContain('too short');
  });
});
