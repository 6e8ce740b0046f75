// fixtures/keras-lstm.json: TensorFlow 2.21, numpy.random.default_rng(5); for each (units, steps, batch, features) of
// (1,1,1,1) (7,1,5,2) (1,24,5,1) (7,24,1,2) (7,24,5,2):
//   layer = tf.keras.layers.LSTM(units, return_sequences=True); x, above ~ N(0,1); weights ~ 0.5 N(0,1)
//   with tf.GradientTape() as tape: states = layer(x); total = tf.reduce_sum(states * above)
//   gradients = tape.gradient(total, [x, kernel, recurrent, bias])
//
// fixtures/torch-lstm.json: PyTorch 2.15, whose gates lie as Keras' do and whose two biases add up:
//   torch.manual_seed(5); cases = []
//   for units, steps, batch, features, sequences in [(7, 5, 3, 2, True), (3, 12, 2, 1, False), (1, 4, 5, 3, True)]:
//       lstm = torch.nn.LSTM(features, units, batch_first=True)
//       for p in lstm.parameters(): torch.nn.init.normal_(p, std=.5)
//       x, h, c = (torch.randn(s, requires_grad=True) for s in [(batch, steps, features), (1, batch, units), (1, batch, units)])
//       states, (_, cell) = lstm(x, (h, c)); states = states if sequences else states[:, -1]
//       above = torch.randn_like(states); (states * above).sum().backward()
//       wi, wh, bi, bh = lstm.parameters(); f = lambda t: [float('%.8g' % v) for v in t.detach().flatten()]
//       cases.append(dict(sizes=dict(groups=1, batch=batch, steps=steps, features=features, units=units), sequences=sequences,
//           inputs=dict(x=f(x), kernel=f(wi.T), recurrent=f(wh.T), bias=f(bi + bh)), initial=dict(state=f(h), cell=f(c)), above=f(above),
//           states=f(states), cell=f(cell), gradients=dict(x=f(x.grad), kernel=f(wi.grad.T), recurrent=f(wh.grad.T), bias=f(bi.grad),
//           state=f(h.grad), cell=f(c.grad))))
//   json.dump(cases, open('torch-lstm.json', 'w'))
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { normal, seeded } from '../../base/random';
import { startBackend } from '../backend/backends';
import { gap, relativeGap } from '../checks/gap';
import { drawn, type OpCase, opErrors } from '../checks/op-checks';
import { lstm as composed } from '../engines/composed/lstm';
import { handedOut, lstmBackward, lstmForward, masked, lstm as reference, takenBack } from '../engines/reference/lstm';
import { lstmOf } from '../engines/wasm/lstm';
import { maskKey } from '../network/dropout';
import kerasCases from './fixtures/keras-lstm.json';
import torchCases from './fixtures/torch-lstm.json';
import type { LstmGradients, LstmInputs, LstmOp, LstmSizes } from './op';

const ops: readonly (readonly [string, LstmOp])[] = [
  ['reference', reference],
  ['composed', composed],
  ['wasm, plain SIMD', lstmOf('plain')],
  ['wasm, best SIMD', lstmOf()],
];

/** What another library made of an LSTM. */
interface Known {
  readonly name: string;
  readonly sizes: LstmSizes;
  readonly sequences: boolean;
  readonly inputs: LstmInputs;
  readonly above: Float32Array;
  readonly states: readonly number[];
  readonly cell?: readonly number[];
  readonly gradients: Partial<Record<keyof LstmGradients, readonly number[]>>;
}

const single = <K extends string>(numbers: Readonly<Record<K, readonly number[]>>): Record<K, Float32Array> =>
  Object.fromEntries(
    Object.entries<readonly number[]>(numbers).map(([key, values]) => [key, Float32Array.from(values)]),
  ) as Record<K, Float32Array>;

const known: readonly Known[] = [
  ...kerasCases.map(
    ({ units, steps, batch, features, x, kernel, recurrent, bias, above, states, gradients }): Known => ({
      name: `Keras, ${units} units, ${steps} steps, batch ${batch}`,
      sizes: { groups: 1, batch, steps, features, units },
      sequences: true,
      inputs: single({ x, kernel, recurrent, bias }),
      above: Float32Array.from(above),
      states,
      gradients,
    }),
  ),
  ...torchCases.map(
    ({ inputs, initial, above, ...rest }): Known => ({
      name: `PyTorch, ${rest.sizes.units} units, ${rest.sizes.steps} steps, from a given state`,
      inputs: { ...single(inputs), initial: single(initial) },
      above: Float32Array.from(above),
      ...rest,
    }),
  ),
];

/** The odd sizes: each value of each, alone and with the others' extremes. */
const sizes: readonly (readonly [units: number, steps: number, batch: number, groups: number, features: number])[] = [
  [1, 1, 1, 1, 1],
  [1, 169, 5, 17, 1],
  [1, 24, 32, 3, 7],
  [7, 1, 5, 17, 2],
  [7, 24, 32, 3, 1],
  [7, 169, 1, 3, 3],
  [33, 24, 5, 3, 7],
  [33, 169, 1, 1, 33],
  [33, 1, 32, 17, 1],
  [50, 24, 32, 1, 50],
  [50, 169, 5, 1, 1],
  [50, 1, 1, 17, 7],
  [128, 24, 5, 1, 33],
  [128, 169, 1, 1, 1],
  [128, 1, 32, 3, 128],
];

const ways: readonly OpCase[] = [
  { sequences: true },
  { sequences: false, rate: 0.3, initial: true },
  { sequences: true, rate: 0.5, initial: true },
];

beforeAll(() => startBackend('cpu'));

test('the gradients of the reference are those of finite differences, from a given state and through dropout', () => {
  const sizes = { batch: 3, steps: 4, features: 2, units: 3 };
  const random = seeded(3);
  const draw = (n: number): Float64Array => Float64Array.from({ length: n }, () => 0.7 * normal(random));
  const weights = { x: draw(24), kernel: draw(24), recurrent: draw(36), bias: draw(12), state: draw(9), cell: draw(9) };
  for (const sequences of [true, false]) {
    const above = draw(sequences ? 36 : 9);
    const mask = (values: Float64Array): Float64Array => masked(values, 3, 3, maskKey(1, 2, 3, 4), 0.4);
    const inputs = ({ state, cell, ...rest }: typeof weights) => ({ ...rest, initial: { state, cell } });
    const total = (at: typeof weights): number =>
      mask(handedOut(lstmForward(inputs(at), sizes).states, sizes, sequences)).reduce(
        (sum, state, k) => sum + state * (above[k] as number),
        0,
      );
    const run = lstmForward(inputs(weights), sizes);
    const found = lstmBackward(takenBack(mask(above), sizes, sequences), inputs(weights), run, sizes);
    for (const key of ['x', 'kernel', 'recurrent', 'bias', 'state', 'cell'] as const) {
      const expected = weights[key].map((value, k) => {
        const moved = (by: number): number => total({ ...weights, [key]: weights[key].with(k, value + by) });
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      });
      expect(gap(found[key], expected), `${key}, sequences ${sequences}`).toBeLessThan(1e-9);
    }
  }
});

describe.each(ops.filter(([, op]) => op !== reference))('beside the reference, %s', (_name, op) => {
  const odd = sizes.map(([units, steps, batch, groups, features], k) => ({ units, steps, batch, groups, features, k }));
  test.each(odd)(
    'is right with $units units, $steps steps, batch $batch, $groups networks, $features features',
    async ({ k, ...size }) => {
      const before = memory().numTensors;
      const { states, cell, ...gradients } = await opErrors(op, size, ways[k % ways.length] as OpCase);
      expect(states).toBeLessThan(1e-5);
      expect(cell).toBeLessThan(1e-5);
      for (const [key, error] of Object.entries(gradients)) expect(error, key).toBeLessThan(1e-4);
      expect(memory().numTensors).toBe(before);
    },
    30_000,
  );
});

describe.each(ops)('the LSTM, %s', (_name, op) => {
  test.each(known)(
    'gives the states and gradients of $name',
    async ({ sizes, sequences, inputs, above, ...expected }) => {
      const found = await op(inputs, sizes, { sequences }, above);
      expect(gap(found.states, expected.states)).toBeLessThan(1e-5);
      if (expected.cell !== undefined) expect(gap(found.cell, expected.cell)).toBeLessThan(1e-5);
      for (const [key, gradient] of Object.entries(expected.gradients))
        expect(relativeGap(found.gradients?.[key as keyof LstmGradients], gradient), key).toBeLessThan(1e-4);
    },
  );

  test.each(ways)('is right in each way: $sequences, dropout $rate, initial state $initial', async (way) => {
    const errors = await opErrors(op, { groups: 3, batch: 5, steps: 7, features: 3, units: 9 }, way);
    expect(Math.max(...Object.values(errors))).toBeLessThan(1e-5);
  });

  test('without a gradient from above is the forward pass alone', async () => {
    const sizes = { groups: 2, batch: 3, steps: 4, features: 2, units: 5 };
    const { inputs, options, above } = drawn(sizes, { sequences: true });
    const alone = await op(inputs, sizes, options);
    expect(alone.gradients).toBeUndefined();
    expect(alone.states).toEqual((await op(inputs, sizes, options, above)).states);
  });

  test('meets saturated gates without a NaN, and leaves what it is handed as it was', async () => {
    const sizes = { groups: 1, batch: 2, steps: 6, features: 1, units: 3 };
    const { inputs, options, above } = drawn(sizes, { sequences: true, initial: true });
    const wild = { ...inputs, x: inputs.x.map((value) => 1e4 * value) };
    const copy = structuredClone({ wild, above });
    const { states, cell, gradients } = await op(wild, sizes, options, above);
    for (const values of [states, cell, ...Object.values(gradients ?? {})])
      expect(values.every(Number.isFinite)).toBe(true);
    expect(gap(states, (await reference(wild, sizes, options)).states)).toBeLessThan(1e-5);
    expect({ wild, above }).toEqual(copy);
  });
});
