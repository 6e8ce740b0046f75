import { expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { checked, type ParamValues } from '../../base/params';
import { normal, seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { farthest } from '../../math/fixtures/series';
import type { History } from '../types';
import { linear } from './index';
import { linearForecaster } from './window';

const ctx = quietContext(seeded(1));
const params = (given: ParamValues = {}) => checked(linear.params, given) as never;

/** A season whose swing wanders, on a level of its own. */
function wandering(n: number, seed: number, level = 100, turn = 12): Float64Array {
  const random = seeded(seed);
  let swing = 5;
  return Float64Array.from({ length: n }, (_, t) => {
    swing += 0.1 * normal(random);
    return level + swing * Math.sin((2 * Math.PI * t) / turn) + 0.5 * normal(random);
  });
}
const historyOf = (values: Float64Array): History => ({
  frame: regular(0, 3_600_000, values),
  period: 12,
  periods: [12],
});

async function errorOf(values: Float64Array, known: number, given: ParamValues = {}): Promise<number> {
  const history = historyOf(values.slice(0, known));
  const fitted = await linearForecaster.fit({ history, validation: 0, horizon: 24 }, params(given), ctx);
  const [forecast] = await fitted.predict({ histories: [history], horizon: 24 }, ctx);
  return (forecast?.point ?? new Float64Array(0)).reduce(
    (sum, value, h) => sum + Math.abs(value - (values[known + h] as number)) / 24,
    0,
  );
}

it('beats repeating the last season', async () => {
  const values = wandering(600, 1);
  const repeated = Array.from({ length: 24 }, (_, h) =>
    Math.abs((values[576 + h] as number) - (values[576 - 12 + (h % 12)] as number)),
  );
  expect(await errorOf(values, 576)).toBeLessThan((0.8 * repeated.reduce((sum, value) => sum + value, 0)) / 24);
});

it('forecasts alike in other units', async () => {
  const values = wandering(300, 2);
  const point = async (scaled: Float64Array): Promise<Float64Array> => {
    const history = historyOf(scaled);
    const fitted = await linearForecaster.fit({ history, validation: 60, horizon: 10 }, params(), ctx);
    const [forecast] = await fitted.predict({ histories: [history], horizon: 10 }, ctx);
    return forecast?.point ?? new Float64Array(0);
  };
  const one = await point(values);
  const other = await point(values.map((value) => 5000 - 2 * value));
  expect(
    farthest(
      other.map((value) => (5000 - value) / 2),
      [...one],
      1,
    ),
  ).toBeLessThan(1e-4);
});

it('learns from the part before validation alone', async () => {
  const values = wandering(300, 3);
  const weights = async (changed: boolean): Promise<Float32Array | undefined> => {
    const history = historyOf(values.map((value, t) => (changed && t >= 240 ? 0 : value)));
    const given = params({ lookback: 24, penalty: 0.1 });
    const fitted = await linearForecaster.fit({ history, validation: 60, horizon: 10 }, given, ctx);
    return (await fitted.weights()).tensors[0]?.data;
  };
  expect(await weights(true)).toEqual(await weights(false));
});

it('shares what alike series teach, and leaves a series of another kind its own map', async () => {
  const alike = Array.from({ length: 20 }, (_, seed) => wandering(150, seed, 50 * seed));
  const steps = Float64Array.from({ length: 150 }, (_, t) => (t % 12 === 3 ? 20 : t % 12 === 4 ? -20 : 0));
  const trainings = [...alike, steps].map((values) => ({ history: historyOf(values), validation: 40, horizon: 6 }));
  const fitted = (await linearForecaster.fitTogether?.(trainings, params(), ctx)) ?? [];
  const maps = await Promise.all(fitted.map(async (one) => (await one?.weights())?.tensors[0]?.data));
  const sharing = (i: number): number => maps.filter((map) => map?.every((value, k) => value === maps[i]?.[k])).length;
  expect(Math.max(...alike.map((_, i) => sharing(i)))).toBeGreaterThan(5);
  expect(sharing(20)).toBe(1);
});

it('answers nothing for a series too short, and goes on with the others', async () => {
  const trainings = [wandering(150, 1), wandering(3, 2)].map((values) => ({
    history: historyOf(values),
    validation: 0,
    horizon: 6,
  }));
  const fitted = await linearForecaster.fitTogether?.(trainings, params(), ctx);
  expect(fitted?.map((one) => one !== undefined)).toEqual([true, false]);
});

it('has weights of its own for a thousand steps at most, and goes on from those', async () => {
  const training = { history: historyOf(wandering(5000, 1)), validation: 0, horizon: 1200 };
  const fitted = await linearForecaster.fit(training, params({ lookback: 12, penalty: 1 }), ctx);
  expect((await fitted.weights()).tensors[0]?.shape).toEqual([12, 1000]);
  const [forecast] = await fitted.predict({ histories: [training.history], horizon: 1200 }, ctx);
  expect(forecast?.point.every(Number.isFinite)).toBe(true);
});

it('refuses weights that do not fit their shape', async () => {
  const training = { history: historyOf(wandering(150, 1)), validation: 0, horizon: 6 };
  const weights = await (await linearForecaster.fit(training, params(), ctx)).weights();
  for (const data of [new Float32Array(3), new Float32Array(weights.tensors[0]?.data.length ?? 0).fill(Number.NaN)]) {
    const broken = { ...weights, tensors: [{ name: 'window', shape: [1, 3], data }] };
    await expect(linearForecaster.restore(broken, params())).rejects.toMatchObject({ code: 'damaged' });
  }
});
