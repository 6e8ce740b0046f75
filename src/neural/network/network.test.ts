// fixtures/keras-network.json: TensorFlow 2.21, numpy.random.default_rng(5);
//   Sequential([Input((12,1)), LSTM(5, return_sequences=True), Dropout(.2), LSTM(5), Dropout(.2), Dense(4, 'relu'), Dense(3)])
//   weights ~ 0.4 N(0,1); x (2,12,1), y (2,3) ~ N(0,1); output = model(x); loss = mean((output - y)**2); its gradient
import { expect, test } from 'vitest';
import { seeded } from '../../base/random';
import type { Layer, NamedTensor } from '../../frame/parts';
import { forward } from '../engines/reference/network';
import keras from './fixtures/keras-network.json';
import { initialParameters } from './initial';
import { fromNamed, layoutOf, toNamed } from './layout';
import { predictPlain } from './predict';

const layers = (units: number, dense: number, outputs: number): Layer[] => [
  { kind: 'lstm', name: 'lstm_1', units, returnSequences: true },
  { kind: 'dropout', name: 'dropout_1', rate: 0.2 },
  { kind: 'lstm', name: 'lstm_2', units, returnSequences: false },
  { kind: 'dropout', name: 'dropout_2', rate: 0.2 },
  { kind: 'dense', name: 'dense_1', units: dense, activation: 'relu' },
  { kind: 'dense', name: 'dense_2', units: outputs, activation: 'linear' },
];

const layout = layoutOf({ inputShape: [12, 1], layers: layers(5, 4, 3) });
const parameters = Float32Array.from(keras.weights.flat());
const x = Float32Array.from(keras.x);

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, k) => Math.abs(value - (b[k] as number))));

test('parameters lie layer by layer in the order of Keras', () => {
  expect(layout.size).toBe(parameters.length);
  expect(layout.outputs).toBe(3);
  expect(layout.layers.flatMap(({ slots }) => slots.map(({ name, shape }) => `${name} ${shape}`))).toEqual([
    'lstm_1/kernel 1,20',
    'lstm_1/recurrent_kernel 5,20',
    'lstm_1/bias 20',
    'lstm_2/kernel 5,20',
    'lstm_2/recurrent_kernel 5,20',
    'lstm_2/bias 20',
    'dense_1/kernel 5,4',
    'dense_1/bias 4',
    'dense_2/kernel 4,3',
    'dense_2/bias 3',
  ]);
});

test('the host forecasts what Keras forecasts', () => {
  expect(furthest(predictPlain(layout, parameters, x, 2), keras.output)).toBeLessThan(1e-5);
});

test('named tensors come back as they went, and a missing or misshapen one is noticed', () => {
  const two = Float32Array.from([...parameters, ...parameters.map((value) => -value)]);
  const named = toNamed(layout, ['a', 'b'], two);
  expect(named.map(({ name }) => name)).toContain('b/lstm_2/recurrent_kernel');
  expect(fromNamed(layout, ['a', 'b'], named)).toEqual(two);
  expect(fromNamed(layout, ['a', 'b'], named.slice(1))).toBeUndefined();
  const short = { ...(named[0] as NamedTensor), data: new Float32Array(1) };
  expect(fromNamed(layout, ['a', 'b'], [short, ...named.slice(1)])).toBeUndefined();
});

test('fresh parameters are drawn as Keras draws them', () => {
  const wide = layoutOf({ inputShape: [4, 3], layers: layers(8, 6, 2) });
  const fresh = initialParameters(wide, 2, seeded(4));
  const named = new Map(toNamed(wide, ['a', 'b'], fresh).map(({ name, data }) => [name, data]));
  const of = (name: string): Float32Array => named.get(name) as Float32Array;
  const limit = Math.sqrt(6 / (3 + 32));
  expect(Math.max(...of('a/lstm_1/kernel'))).toBeLessThanOrEqual(limit);
  expect(Math.max(...of('a/lstm_1/kernel'))).toBeGreaterThan(0.8 * limit);
  expect(of('a/lstm_1/kernel')).not.toEqual(of('b/lstm_1/kernel'));
  const recurrent = of('b/lstm_2/recurrent_kernel');
  for (let r = 0; r < 8; r++) {
    for (let q = 0; q < 8; q++) {
      let dot = 0;
      for (let k = 0; k < 32; k++) dot += (recurrent[r * 32 + k] as number) * (recurrent[q * 32 + k] as number);
      expect(dot).toBeCloseTo(r === q ? 1 : 0, 5);
    }
  }
  expect(Array.from(of('a/lstm_1/bias'))).toEqual(Array.from({ length: 32 }, (_, k) => (k >= 8 && k < 16 ? 1 : 0)));
  expect(of('a/dense_2/kernel').every((value) => value === 0)).toBe(true);
});

test('a network of the reference forecasts, and has the gradient, that Keras has', () => {
  const { output, back } = forward(layout, new Float64Array(parameters), new Float64Array(x), 2);
  expect(furthest(output, keras.output)).toBeLessThan(1e-5);
  const errors = output.map((value, k) => value - (keras.y[k] as number));
  expect(errors.reduce((sum, e) => sum + e * e, 0) / 6).toBeCloseTo(keras.loss, 5);
  const expected = keras.gradient.flat();
  const gradient = back(errors.map((e) => (2 * e) / 6));
  expect(furthest(gradient, expected)).toBeLessThan(1e-5 * Math.max(...expected.map(Math.abs)));
});

test('weights loaded in a tfjs layers model give the same output', async () => {
  const tf = await import('@tensorflow/tfjs');
  await tf.setBackend('cpu');
  const lstm = (units: number, returnSequences: boolean) =>
    tf.layers.lstm({ units, returnSequences, recurrentActivation: 'sigmoid' });
  const model = tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [12, 1] }), lstm(5, true), lstm(5, false)],
  });
  model.add(tf.layers.dense({ units: 4, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 3 }));
  model.setWeights(toNamed(layout, ['one'], parameters).map(({ data, shape }) => tf.tensor(data, [...shape])));
  const output = (model.predict(tf.tensor(x, [2, 12, 1])) as { dataSync(): ArrayLike<number> }).dataSync();
  expect(furthest(predictPlain(layout, parameters, x, 2), output)).toBeLessThan(1e-5);
  model.dispose();
});
