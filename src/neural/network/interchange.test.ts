// Networks trained here, run by others. fixtures/interchange.json: `weights` and `x` are what `trained` below gives;
// `keras` is from Keras 3.15 on TensorFlow 2.21, `onnx` from a graph of onnx 1.23 in onnxruntime 1.31, whose gates lie
// i, o, f, c and whose LSTM wants [1, 4 units, n] and two biases:
//   import json, numpy as np; d = json.load(open('interchange.json')); x = np.float32(d['x']).reshape(-1, 24, 1); f = lambda a: [float('%.9g' % v) for v in a.ravel()]
//   w = [np.float32(v).reshape(s) for v, s in zip(d['weights'], [(1, 28), (7, 28), (28,), (7, 28), (7, 28), (28,), (7, 5), (5,), (5, 3), (3,)])]
//   import keras; L = keras.layers
//   m = keras.Sequential([L.Input((24, 1)), L.LSTM(7, return_sequences=True), L.Dropout(.1), L.LSTM(7), L.Dense(5, 'relu'), L.Dense(3)])
//   m.set_weights(w); d['keras'] = f(m(x, training=False).numpy())
// and, where onnx is:
//   import onnx, onnxruntime; H, N, T = onnx.helper, onnx.numpy_helper, onnx.TensorProto; nodes, inits = [], {}
//   def node(op, ins, out, **k):
//       for n, v in ins: inits.update({n: v} if v is not None else {})
//       nodes.append(H.make_node(op, [n for n, _ in ins], out, **k))
//   iofc = lambda a: (lambda i, f, c, o: np.concatenate([i, o, f, c]))(*np.split(a.T, 4))
//   def lstm(n, source, k, r, b): node('LSTM', [(source, None), (n + 'W', iofc(k)[None]), (n + 'R', iofc(r)[None]),
//       (n + 'B', np.concatenate([iofc(b), 0 * b])[None])], [n + 'Y', n + 'H'], hidden_size=7)
//   node('Transpose', [('x', None)], ['rows'], perm=[1, 0, 2]); lstm('one', 'rows', *w[:3])
//   node('Squeeze', [('oneY', None), ('axis', np.int64([1]))], ['states']); lstm('two', 'states', *w[3:6])
//   node('Squeeze', [('twoH', None), ('first', np.int64([0]))], ['last'])
//   node('Gemm', [('last', None), ('k1', w[6]), ('b1', w[7])], ['sums']); node('Relu', [('sums', None)], ['hidden'])
//   node('Gemm', [('hidden', None), ('k2', w[8]), ('b2', w[9])], ['y']); value = H.make_tensor_value_info
//   graph = H.make_graph(nodes, 'g', [value('x', T.FLOAT, ['n', 24, 1])], [value('y', T.FLOAT, ['n', 3])], [N.from_array(v, n) for n, v in inits.items()])
//   model = H.make_model(graph, opset_imports=[H.make_opsetid('', 17)], ir_version=8); onnx.checker.check_model(model)
//   d['onnx'] = f(onnxruntime.InferenceSession(model.SerializeToString()).run(None, {'x': x})[0])
//   json.dump(d, open('interchange.json', 'w'))
import { expect, test } from 'vitest';
import { normal, seeded } from '../../base/random';
import { gap } from '../checks/gap';
import { reference } from '../engines/reference/session';
import known from './fixtures/interchange.json';
import { initialParameters } from './initial';
import { layoutOf } from './layout';
import { predictPlain } from './predict';

const layout = layoutOf({
  inputShape: [24, 1],
  layers: [
    { kind: 'lstm', name: 'one', units: 7, returnSequences: true },
    { kind: 'dropout', name: 'dropout', rate: 0.1 },
    { kind: 'lstm', name: 'two', units: 7, returnSequences: false },
    { kind: 'dense', name: 'hidden', units: 5, activation: 'relu' },
    { kind: 'dense', name: 'head', units: 3, activation: 'linear' },
  ],
});

/** A network that has learned the next three values of a noisy wave from 24, and eight windows of it. */
async function trained(): Promise<{ readonly weights: Float32Array; readonly x: Float32Array; readonly loss: number }> {
  const random = seeded(9);
  const wave = Float32Array.from({ length: 153 }, (_, i) => Math.sin(i / 4) + 0.1 * normal(random));
  const count = 127;
  const window = (from: number, length: number): number[] => [...wave.subarray(from, from + length)];
  const starts = Array.from({ length: count }, (_, i) => i);
  const x = Float32Array.from(starts.flatMap((i) => window(i, 24)));
  const y = Float32Array.from(starts.flatMap((i) => window(i + 24, 3)));
  const parameters = initialParameters(layout, 1, random);
  const slots = [new Float32Array(layout.size), new Float32Array(layout.size)];
  const session = await reference.open({ layout, groups: 1, first: 0, parameters, slots });
  const plan = {
    batch: 32,
    loss: { id: 'mse' },
    optimiser: 'adam',
    weightDecay: 0,
    clip: 1,
    active: [true],
    seed: 9,
  } as const;
  let loss = Number.NaN;
  for (let epoch = 0; epoch < 15; epoch++) {
    const losses = await session.train(
      { count, x, y },
      { ...plan, step: 4 * epoch, rates: Array(4).fill(0.02) },
      async () => {},
    );
    loss = losses[0] as number;
  }
  return { weights: (await session.read()).parameters, x: x.slice(0, 8 * 24), loss };
}

const weights = Float32Array.from(known.weights.flat());

test('the weights in the fixture are trained here', async () => {
  const found = await trained();
  expect(found.loss).toBeLessThan(0.02);
  expect(gap(found.weights, weights)).toBeLessThan(1e-4);
  expect(known.weights.map(({ length }) => length)).toEqual(
    layout.layers.flatMap(({ slots }) => slots.map(({ size }) => size)),
  );
});

test.each(['keras', 'onnx'] as const)('%s makes of them what the host does', (other) => {
  const found = predictPlain(layout, weights, Float32Array.from(known.x), 8);
  expect(gap(found, known[other])).toBeLessThan(1e-5);
  // Outputs that say something: not all alike.
  expect(Math.max(...found) - Math.min(...found)).toBeGreaterThan(1);
});
