import { dispose, memory, type Tensor3D, type Tensor4D, tensor, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normal, seeded } from '../../base/random';
import { startBackend } from '../backend/backends';
import { nodeWasmFiles } from '../backend/node-files';
import { setWasmFiles } from '../backend/wasm-files';
import type { LstmSizes } from './kernel';
import { lstmKernel } from './kernels';
import { lstmBackward, lstmForward, type PlainInputs } from './reference';

setWasmFiles(nodeWasmFiles());

function inputsOf({ groups, batch, steps, features, units }: LstmSizes, seed = 7): PlainInputs {
  const random = seeded(seed);
  const draw = (n: number, scale: number) => Float32Array.from({ length: n }, () => scale * normal(random));
  return {
    x: draw(groups * batch * steps * features, 1),
    kernel: draw(groups * features * 4 * units, 0.4),
    recurrent: draw(groups * units * 4 * units, 0.4),
    bias: draw(groups * 4 * units, 0.3),
  };
}

const tensorsOf = (plain: PlainInputs, { groups, batch, steps, features, units }: LstmSizes) =>
  [
    tensor(plain.x, [groups, batch, steps, features]),
    tensor(plain.kernel, [groups, features, 4 * units]),
    tensor(plain.recurrent, [groups, units, 4 * units]),
    tensor(plain.bias, [groups, 1, 4 * units]),
  ] as [Tensor4D, Tensor3D, Tensor3D, Tensor3D];

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] as number) - (b[i] as number)));
  return most;
}
const largest = (a: ArrayLike<number>): number => furthest(a, new Float32Array(a.length));

const cases: LstmSizes[] = [
  { groups: 1, batch: 1, steps: 1, features: 1, units: 1 },
  { groups: 1, batch: 5, steps: 24, features: 1, units: 7 },
  { groups: 3, batch: 5, steps: 24, features: 2, units: 7 },
  { groups: 3, batch: 4, steps: 9, features: 7, units: 32 },
];

describe.each(['cpu', 'wasm'] as const)('lstm on %s', (backend) => {
  let before = 0;
  beforeAll(async () => {
    await startBackend(backend);
    before = memory().numTensors;
  });
  afterAll(() => expect(memory().numTensors).toBe(before));

  test.each(cases)('agrees with the reference: %o', async (sizes) => {
    const plain = inputsOf(sizes);
    const run = lstmForward(plain, sizes);
    const { groups, batch, steps, units } = sizes;
    const weighting = Float32Array.from({ length: run.states.length }, (_, k) => Math.sin(k));
    const expected = lstmBackward(weighting, plain, run, sizes);
    const [x, kernel, recurrent, bias] = tensorsOf(plain, sizes);
    const inputs = { x, kernel, recurrent, bias };
    const found = tidy(() => {
      const { states, saved } = lstmKernel().forward(inputs, sizes);
      expect(furthest(states.dataSync(), run.states)).toBeLessThan(2e-6);
      const above = tensor(weighting, [groups, batch, steps, units]) as Tensor4D;
      return lstmKernel()
        .backward(above, inputs, states, saved, sizes)
        .map((gradient) => gradient.dataSync());
    });
    const wanted = [expected.x, expected.kernel, expected.recurrent, expected.bias];
    for (const [k, gradient] of wanted.entries()) {
      expect(furthest(found[k] as Float32Array, gradient)).toBeLessThan(1e-5 * (1 + largest(gradient)));
    }
    dispose([x, kernel, recurrent, bias]);
  });
});
