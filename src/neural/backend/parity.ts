import { type Tensor3D, type Tensor4D, tensor, tidy } from '@tensorflow/tfjs-core';
import { normal, seeded } from '../../base/random';
import type { LstmSizes } from '../lstm/kernel';
import { lstmKernel } from '../lstm/kernels';
import { lstmBackward, lstmForward, type PlainInputs } from '../lstm/reference';

const sizes: LstmSizes = { groups: 2, batch: 3, steps: 5, features: 2, units: 9 };

/**
 * The greatest difference between the current backend's LSTM (states, then each gradient, relative to its greatest
 * value) and the plain reference, on a small seeded layer. NaN counts as infinite.
 */
export async function parityError(): Promise<number> {
  const { groups, batch, steps, features, units } = sizes;
  const random = seeded(11);
  const draw = (n: number): Float32Array => Float32Array.from({ length: n }, () => 0.5 * normal(random));
  const plain: PlainInputs = {
    x: draw(groups * batch * steps * features),
    kernel: draw(groups * features * 4 * units),
    recurrent: draw(groups * units * 4 * units),
    bias: draw(groups * 4 * units),
  };
  const run = lstmForward(plain, sizes);
  const above = draw(run.states.length);
  const gradients = lstmBackward(above, plain, run, sizes);
  const expected = [run.states, gradients.x, gradients.kernel, gradients.recurrent, gradients.bias];
  const found = tidy(() => {
    const inputs = {
      x: tensor(plain.x, [groups, batch, steps, features]) as Tensor4D,
      kernel: tensor(plain.kernel, [groups, features, 4 * units]) as Tensor3D,
      recurrent: tensor(plain.recurrent, [groups, units, 4 * units]) as Tensor3D,
      bias: tensor(plain.bias, [groups, 1, 4 * units]) as Tensor3D,
    };
    const kernel = lstmKernel();
    const { states, saved } = kernel.forward(inputs, sizes);
    const dStates = tensor(above, [groups, batch, steps, units]) as Tensor4D;
    return [states, ...kernel.backward(dStates, inputs, states, saved, sizes)];
  });
  try {
    const values = await Promise.all(found.map((result) => result.data()));
    return Math.max(...values.map((value, k) => difference(value, expected[k] as Float32Array)));
  } finally {
    for (const result of found) result.dispose();
  }
}

function difference(found: ArrayLike<number>, expected: Float32Array): number {
  let most = 0;
  let scale = 1e-6;
  for (const [k, wanted] of expected.entries()) {
    const gap = Math.abs((found[k] as number) - wanted);
    most = Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(most, gap);
    scale = Math.max(scale, Math.abs(wanted));
  }
  return most / scale;
}
