// fixtures/keras-published.json: Keras 3 on TensorFlow, the published network on a window of 6, forecast step by step:
//   import json, numpy as np, keras, tensorflow as tf; L = keras.layers
//   rng = np.random.default_rng(3); f = lambda a: [float('%.6g' % v) for v in np.asarray(a).ravel()]
//   m = keras.Sequential([L.Input((1, 6)), L.LSTM(4, activation='relu', return_sequences=True), L.Dropout(.2), L.LSTM(4), L.Dropout(.2), L.Dense(3, 'relu'), L.Dense(1)])
//   w = [np.float32(f(1.2 * rng.standard_normal(v.shape))).reshape(v.shape) for v in m.get_weights()]; m.set_weights(w)
//   line = list(np.float32(f(rng.standard_normal(6)))); first = line[:]
//   with tf.GradientTape() as tape: y = m(np.float32(first).reshape(1, 1, 6))
//   gradient = [f(v) for v in tape.gradient(y, m.trainable_weights)]
//   for _ in range(6): line.append(np.float32(m(np.float32(line[-6:]).reshape(1, 1, 6), training=False).numpy()[0, 0]))
//   json.dump(dict(weights=[f(v) for v in w], window=f(first), forecast=f(line[6:]), gradient=gradient), open('keras-published.json', 'w'))
import { describe, expect, test } from 'vitest';
import { type EpochReport, type JobContext, quietContext } from '../../base/job';
import { checked } from '../../base/params';
import { normal, seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import type { Weights } from '../../frame/parts';
import { forward } from '../../neural/engines/reference/network';
import { toNamed } from '../../neural/network/layout';
import { layersOf } from '../network-layers';
import type { History, Training } from '../types';
import { publishedLayout } from './fitted';
import keras from './fixtures/keras-published.json';
import { publishedForecaster } from './forecaster';
import { type Params, publishedLstm } from './index';

const few = { units: 6, dense: 4, lookback: 12, epochs: 2, batch: 20, backend: 'wasm' };
const params = checked(publishedLstm.params, few) as Params;
/** A context whose clock runs so fast that every epoch is worth a checkpoint. */
const context = (more: Partial<JobContext> = {}): JobContext => {
  let now = 0;
  return { ...quietContext(seeded(1)), clock: () => (now += 1000), ...more };
};

/** A history with known parts: a slow line, a season of 12 and noise. */
function history(n = 160, level = (i: number): number => 1 + 0.01 * i): History {
  const random = seeded(4);
  const trend = Float64Array.from({ length: n }, (_, i) => level(i));
  const values = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / 12));
  const residual = Float64Array.from({ length: n }, () => 0.1 * normal(random));
  const observed = trend.map((value, i) => value + (values[i] as number) + (residual[i] as number));
  const frame = regular(0, 3_600_000, observed);
  const seasonal = [{ period: 12, values }];
  return { frame, period: 12, parts: { time: frame.time, observed, trend, seasonal, residual, model: 'additive' } };
}
const training = (more: Partial<Training> = {}): Training => ({
  history: history(),
  validation: 24,
  horizon: 12,
  ...more,
});

test('forecasts step by step what Keras forecasts with the same weights', async () => {
  const layers = layersOf({ units: 4, dense: 3, dropout: 0.2 }, 1, 'relu');
  const shape = { parts: ['trend'] as const, lookback: 6, constant: [false] };
  const layout = publishedLayout(layers, shape);
  const weights: Weights = {
    state: { shape, record: {} },
    tensors: toNamed(layout, shape.parts, Float32Array.from(keras.weights.flat())),
    networks: [{ part: 'trend', inputShape: [1, 6], layers }],
  };
  const fitted = await publishedForecaster.restore(weights, params);
  const trend = Float64Array.from(keras.window);
  const nothing = new Float64Array(6);
  const frame = regular(0, 3_600_000, trend);
  const parts = {
    time: frame.time,
    observed: trend,
    trend,
    seasonal: [],
    residual: nothing,
    model: 'additive',
  } as const;
  const [forecast] = await fitted.predict({ histories: [{ frame, period: 1, parts }], horizon: 6 }, context());
  for (const [h, value] of keras.forecast.entries()) expect(forecast?.point[h]).toBeCloseTo(value, 5);
  expect(Math.max(...keras.forecast) - Math.min(...keras.forecast)).toBeGreaterThan(0.1);
});

test('has the gradient that Keras has', () => {
  const layout = publishedLayout(layersOf({ units: 4, dense: 3, dropout: 0.2 }, 1, 'relu'), { lookback: 6 });
  const x = Float64Array.from(keras.window);
  const gradient = forward(layout, Float64Array.from(keras.weights.flat()), x, 1).back(Float64Array.of(1));
  const expected = keras.gradient.flat();
  const greatest = Math.max(...expected.map(Math.abs));
  for (const [k, value] of expected.entries())
    expect(Math.abs((gradient[k] as number) - value)).toBeLessThan(1e-5 * greatest);
});

describe('the composite LSTM as published', () => {
  test('begins as it was published', () => {
    expect(checked(publishedLstm.params, {})).toMatchObject({
      ...{ lookback: 168, units: 50, dense: 25, dropout: 0.2, epochs: 300, batch: 100 },
      ...{ loss: 'mape', optimiser: 'adamax', learningRate: 0.001 },
    });
    const layers = layersOf({ units: 50, dense: 25, dropout: 0.2 }, 1, 'relu');
    // What Keras counts: (168 + 50 + 1) 200, (50 + 50 + 1) 200, 51 x 25 and 26.
    expect(publishedLayout(layers, { lookback: 168 }).size).toBe(43_800 + 20_200 + 1275 + 26);
  });

  test('sees the window as one step, in networks an exporter understands', async () => {
    const { networks } = await (await publishedForecaster.fit(training(), params, context())).weights();
    expect(networks.map(({ part }) => part)).toEqual(['trend', 'seasonal', 'residual']);
    expect(networks.map(({ inputShape }) => inputShape)).toEqual([1, 1, 1].map(() => [1, 12]));
    expect(networks[0]?.layers[0]).toMatchObject({ kind: 'lstm', units: 6, activation: 'relu', returnSequences: true });
  });

  test('learns the trend for seven, the residual for two times as long as the season', async () => {
    const reports: EpochReport[] = [];
    await publishedForecaster.fit(
      training(),
      params,
      context({ progress: ({ epoch }) => epoch && reports.push(epoch) }),
    );
    expect(reports.map(({ epoch, epochs }) => [epoch, epochs])).toEqual(
      Array.from({ length: 14 }, (_, k) => [k + 1, 14]),
    );
    // A network that stands still loses the same again.
    const lastChange = (g: number): number =>
      reports.findLastIndex(({ losses }, k) => losses[g]?.training !== reports[k - 1]?.losses[g]?.training) + 1;
    expect([0, 1, 2].map(lastChange)).toEqual([14, 2, 4]);
  });

  test('goes on from a checkpoint to the same curve and weights; once finished, ten epochs on the newest', async () => {
    const kept: Weights[] = [];
    const run = async (from: Weights | undefined, more: Partial<Training> = {}) => {
      const reports: EpochReport[] = [];
      const ctx = context({ progress: ({ epoch }) => epoch && reports.push(epoch) });
      const fitted = await (from === undefined
        ? publishedForecaster.fit(training(more), params, ctx)
        : publishedForecaster.continue?.(from, training(more), params, ctx));
      return { reports, weights: (await fitted?.weights()) as Weights };
    };
    const whole = await run(undefined, { onCheckpoint: (weights) => kept.push(weights) });
    expect(kept.length).toBe(14);
    const rest = await run(structuredClone(kept[2]));
    expect(rest.reports).toEqual(whole.reports);
    expect(rest.weights.tensors).toEqual(whole.weights.tensors);
    const again = await run(whole.weights);
    expect(again.reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 10 }, (_, k) => 15 + k));
    expect(again.weights.state).toMatchObject({ record: { epochs: 24, finished: true } });
  });

  test('leaves a part that stands still where it is', async () => {
    const flat = history(160, () => 7);
    const fitted = await publishedForecaster.fit(training({ history: flat }), params, context());
    const [forecast] = await fitted.predict({ histories: [flat], horizon: 20 }, context());
    expect(Array.from(forecast?.parts?.[0]?.values ?? [])).toEqual(new Array(20).fill(7));
  });

  test('refuses, in words, what it cannot learn from, and weights that are not whole', async () => {
    const refused = async (more: Partial<Training>, values: object = {}): Promise<unknown> =>
      publishedForecaster.fit(training(more), { ...params, ...values }, context()).catch((error: unknown) => error);
    expect(await refused({}, { lookback: 168 })).toMatchObject({ code: 'too-short', place: 'lookback' });
    const { parts: _, ...bare } = history();
    expect(await refused({ history: bare })).toMatchObject({ code: 'bad-input', place: 'decomposition' });
    const weights = await (await publishedForecaster.fit(training(), params, context())).weights();
    const shape = weights.state.shape as object;
    for (const broken of [
      { ...weights, tensors: weights.tensors.slice(1) },
      { ...weights, networks: weights.networks.slice(1) },
      { ...weights, networks: weights.networks.map((network) => ({ ...network, inputShape: [12, 1] as const })) },
      ...[{ lookback: 13 }, { parts: ['trend', 'trend', 'residual'] }, { constant: [1] }].map((off) => ({
        ...weights,
        state: { ...weights.state, shape: { ...shape, ...off } },
      })),
    ]) {
      await expect(publishedForecaster.restore(broken, params)).rejects.toMatchObject({ code: 'damaged' });
    }
  });
});
