import {
  add,
  concat,
  matMul,
  mul,
  reshape,
  sigmoid,
  slice,
  split,
  stack,
  sub,
  sum,
  type Tensor3D,
  type Tensor4D,
  tanh,
  tidy,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import type { LstmKernel, LstmSizes } from './kernel';

/** Gradients this small vanish: added and taken away again, it keeps denormals (slow on many machines) out. */
const FLUSH = 1e-18;

/**
 * The sequence composed of a backend's own matMuls, for backends without a kernel of their own (WebGL, WebGPU, CPU).
 * Input products of all steps come before the loop and weight gradients after it, each as one product.
 */
export const composed: LstmKernel = {
  id: 'composed',

  forward({ x, kernel, recurrent, bias }, sizes) {
    const { groups, batch, steps, units } = sizes;
    const fromInput = add(matMul(timeMajor(x, sizes), kernel), bias) as Tensor3D;
    let state: Tensor3D | undefined;
    let cell: Tensor3D | undefined;
    const states: Tensor3D[] = [];
    const gates: Tensor3D[] = [];
    const cells: Tensor3D[] = [];
    for (let t = 0; t < steps; t++) {
      const input = at(fromInput, t, batch);
      const z = state === undefined ? input : (add(input, matMul(state, recurrent)) as Tensor3D);
      const [zi, zf, zc, zo] = split(z, 4, 2) as [Tensor3D, Tensor3D, Tensor3D, Tensor3D];
      const [i, f, c, o] = [sigmoid(zi), sigmoid(zf), tanh(zc), sigmoid(zo)];
      cell = (cell === undefined ? mul(i, c) : add(mul(f, cell), mul(i, c))) as Tensor3D;
      state = mul(o, tanh(cell)) as Tensor3D;
      states.push(state);
      cells.push(cell);
      gates.push(concat([i, f, c, o], 2));
    }
    return {
      states: batchMajor(concat(states, 1), sizes, units),
      saved: [
        reshape(stack(gates), [steps, groups, batch, 4 * units]),
        reshape(stack(cells), [steps, groups, batch, units]),
      ],
    };
  },

  backward(dStates, { x, kernel, recurrent }, states, saved, sizes) {
    const { groups, batch, steps, features, units } = sizes;
    const [gates, cells] = saved as readonly [Tensor4D, Tensor4D];
    const fromAbove = timeMajor(dStates, sizes);
    const dzs: Tensor3D[] = [];
    let dh: Tensor3D | undefined;
    let dc: Tensor3D | undefined;
    for (let t = steps - 1; t >= 0; t--) {
      const [i, f, c, o] = split(step(gates, t), 4, 2) as [Tensor3D, Tensor3D, Tensor3D, Tensor3D];
      const squashed = tanh(step(cells, t));
      const above = at(fromAbove, t, batch);
      const dState = dh === undefined ? above : add(above, dh);
      const viaState = mul(mul(dState, o), sub(1, mul(squashed, squashed)));
      const dCell = dc === undefined ? viaState : add(viaState, dc);
      const before = t > 0 ? step(cells, t - 1) : zeros([groups, batch, units]);
      const dz = concat(
        [
          mul(mul(dCell, c), slope(i)),
          mul(mul(dCell, before), slope(f)),
          mul(mul(dCell, i), sub(1, mul(c, c))),
          mul(mul(dState, squashed), slope(o)),
        ],
        2,
      ) as Tensor3D;
      dzs.unshift(dz);
      dh = flushed(matMul(dz, recurrent, false, true));
      dc = flushed(mul(dCell, f));
    }
    const dz = concat(dzs, 1);
    // The states one step earlier, zero at the start.
    const earlier = concat(
      [zeros([groups, batch, units]), slice(timeMajor(states, sizes), [0, 0, 0], [-1, (steps - 1) * batch, -1])],
      1,
    );
    return [
      batchMajor(matMul(dz, kernel, false, true), sizes, features),
      matMul(timeMajor(x, sizes), dz, true, false),
      matMul(earlier, dz, true, false),
      sum(dz, 1, true) as Tensor3D,
    ];
  },
};

/** [g, b, t, n] as rows in order of time: [g, t·b, n]. */
const timeMajor = (x: Tensor4D, { groups, batch, steps }: LstmSizes): Tensor3D =>
  tidy(() => reshape(transpose(x, [0, 2, 1, 3]), [groups, steps * batch, x.shape[3]]));

/** Rows in order of time back to [g, b, t, n]. */
const batchMajor = (rows: Tensor3D, { groups, batch, steps }: LstmSizes, width: number): Tensor4D =>
  transpose(reshape(rows, [groups, steps, batch, width]), [0, 2, 1, 3]);

const at = (rows: Tensor3D, t: number, batch: number): Tensor3D => slice(rows, [0, t * batch, 0], [-1, batch, -1]);

const step = (all: Tensor4D, t: number): Tensor3D =>
  reshape(slice(all, [t, 0, 0, 0], [1, -1, -1, -1]), [all.shape[1], all.shape[2], all.shape[3]]);

/** The derivative of a sigmoid, from its value. */
const slope = (s: Tensor3D): Tensor3D => mul(s, sub(1, s));

const flushed = (x: Tensor3D): Tensor3D => sub(add(x, FLUSH), FLUSH);
