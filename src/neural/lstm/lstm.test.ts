// fixtures/keras-lstm.json: TensorFlow 2.21, numpy.random.default_rng(5); for each (units, steps, batch, features) of
// (1,1,1,1) (7,1,5,2) (1,24,5,1) (7,24,1,2) (7,24,5,2):
//   layer = tf.keras.layers.LSTM(units, return_sequences=True); x, above ~ N(0,1); weights ~ 0.5 N(0,1)
//   with tf.GradientTape() as tape: states = layer(x); total = tf.reduce_sum(states * above)
//   gradients = tape.gradient(total, [x, kernel, recurrent, bias])
import { dispose, memory, type Tensor3D, type Tensor4D, tensor, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normal, seeded } from '../../base/random';
import { startBackend } from '../backend/backends';
import { nodeWasmFiles } from '../backend/node-files';
import { setWasmFiles } from '../backend/wasm-files';
import kerasCases from './fixtures/keras-lstm.json';
import type { LstmSizes } from './kernel';
import { lstmKernel } from './kernels';
import { lstmBackward, lstmForward, type PlainInputs } from './reference';

setWasmFiles(nodeWasmFiles());

interface Case {
  readonly sizes: LstmSizes;
  readonly plain: PlainInputs;
  readonly above: Float32Array;
  readonly states: Float32Array;
  readonly gradients: PlainInputs;
}

const keras: readonly Case[] = kerasCases.map(({ units, steps, batch, features, gradients, ...numbers }) => ({
  sizes: { groups: 1, batch, steps, features, units },
  plain: {
    x: Float32Array.from(numbers.x),
    kernel: Float32Array.from(numbers.kernel),
    recurrent: Float32Array.from(numbers.recurrent),
    bias: Float32Array.from(numbers.bias),
  },
  above: Float32Array.from(numbers.above),
  states: Float32Array.from(numbers.states),
  gradients: {
    x: Float32Array.from(gradients.x),
    kernel: Float32Array.from(gradients.kernel),
    recurrent: Float32Array.from(gradients.recurrent),
    bias: Float32Array.from(gradients.bias),
  },
}));

/** Drawn inputs whose expected results come from the reference, which Keras has checked. */
function drawn(sizes: LstmSizes, seed = 7): Case {
  const { groups, batch, steps, features, units } = sizes;
  const random = seeded(seed);
  const draw = (n: number, scale: number) => Float32Array.from({ length: n }, () => scale * normal(random));
  const plain = {
    x: draw(groups * batch * steps * features, 1),
    kernel: draw(groups * features * 4 * units, 0.4),
    recurrent: draw(groups * units * 4 * units, 0.4),
    bias: draw(groups * 4 * units, 0.3),
  };
  const run = lstmForward(plain, sizes);
  const above = draw(run.states.length, 1);
  return { sizes, plain, above, states: run.states, gradients: lstmBackward(above, plain, run, sizes) };
}

/** The greatest difference, relative to the greatest value expected. */
function difference(found: ArrayLike<number>, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(1e-6, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, k) => Math.abs((found[k] as number) - value))) / scale;
}

function onBackend({ sizes, plain, above }: Case): ArrayLike<number>[] {
  const { groups, batch, steps, features, units } = sizes;
  const inputs = {
    x: tensor(plain.x, [groups, batch, steps, features]) as Tensor4D,
    kernel: tensor(plain.kernel, [groups, features, 4 * units]) as Tensor3D,
    recurrent: tensor(plain.recurrent, [groups, units, 4 * units]) as Tensor3D,
    bias: tensor(plain.bias, [groups, 1, 4 * units]) as Tensor3D,
  };
  const results = tidy(() => {
    const { states, saved } = lstmKernel().forward(inputs, sizes);
    const dStates = tensor(above, [groups, batch, steps, units]) as Tensor4D;
    const gradients = lstmKernel().backward(dStates, inputs, states, saved, sizes);
    return [states, ...gradients].map((result) => result.dataSync());
  });
  dispose(Object.values(inputs));
  return results;
}

const wanted = ({ states, gradients }: Case): Float32Array[] => [
  states,
  gradients.x,
  gradients.kernel,
  gradients.recurrent,
  gradients.bias,
];

describe('the plain reference', () => {
  test.each(keras)('gives the states and gradients of Keras: $sizes', ({ sizes, plain, above, states, gradients }) => {
    const run = lstmForward(plain, sizes);
    expect(difference(run.states, states)).toBeLessThan(1e-5);
    const found = lstmBackward(above, plain, run, sizes);
    for (const key of ['x', 'kernel', 'recurrent', 'bias'] as const) {
      expect(difference(found[key], gradients[key])).toBeLessThan(1e-4);
    }
  });

  test('has the gradients of finite differences', () => {
    const sizes = { groups: 2, batch: 2, steps: 5, features: 2, units: 3 };
    const { plain, above, gradients } = drawn(sizes);
    const total = (inputs: PlainInputs): number =>
      lstmForward(inputs, sizes).states.reduce((sum, state, k) => sum + state * (above[k] as number), 0);
    for (const key of ['x', 'kernel', 'recurrent', 'bias'] as const) {
      for (let k = 0; k < plain[key].length; k += 3) {
        const moved = (by: number): number => {
          const values = plain[key].slice();
          values[k] = (values[k] as number) + by;
          return total({ ...plain, [key]: values });
        };
        expect(Math.abs((moved(0.01) - moved(-0.01)) / 0.02 - (gradients[key][k] as number))).toBeLessThan(2e-3);
      }
    }
  });
});

describe.each(['cpu', 'wasm'] as const)('the LSTM on %s', (backend) => {
  let before = 0;
  beforeAll(async () => {
    await startBackend(backend);
    before = memory().numTensors;
  });
  afterAll(() => expect(memory().numTensors).toBe(before));

  test.each(keras)('gives the states and gradients of Keras: $sizes', (one) => {
    const [states, ...gradients] = onBackend(one);
    const [expected, ...expectedGradients] = wanted(one);
    expect(difference(states as Float32Array, expected as Float32Array)).toBeLessThan(1e-5);
    for (const [k, gradient] of expectedGradients.entries()) {
      expect(difference(gradients[k] as Float32Array, gradient)).toBeLessThan(1e-4);
    }
  });

  test.each([
    { groups: 3, batch: 5, steps: 24, features: 2, units: 7 },
    { groups: 3, batch: 4, steps: 9, features: 7, units: 33 },
    { groups: 17, batch: 1, steps: 3, features: 1, units: 4 },
  ])('runs networks side by side as the reference does: %o', (sizes) => {
    const one = drawn(sizes);
    for (const [k, result] of onBackend(one).entries()) {
      expect(difference(result, wanted(one)[k] as Float32Array)).toBeLessThan(2e-5);
    }
  });

  test('meets saturated gates without a NaN', () => {
    const one = drawn({ groups: 1, batch: 2, steps: 6, features: 1, units: 3 });
    const results = onBackend({ ...one, plain: { ...one.plain, x: one.plain.x.map((value) => 1e4 * value) } });
    expect(results.every((result) => Array.from(result).every(Number.isFinite))).toBe(true);
  });
});
