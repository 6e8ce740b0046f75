import {
  add,
  concat,
  matMul,
  mul,
  relu,
  reshape,
  sigmoid,
  slice,
  split,
  stack,
  step,
  sub,
  sum,
  type Tensor3D,
  type Tensor4D,
  tanh,
  tensor3d,
  tensor4d,
  tidy,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import type { LstmOp, LstmSizes } from '../../lstm/op';
import { maskOf } from './mask';

/** Gradients this small vanish: added and taken away again, it keeps denormals (slow on many machines) out. */
const FLUSH = 1e-18;

/** Tensors of one layer. Rows are in order of time throughout: [groups, steps · batch, n]. */
export interface LayerInputs {
  readonly rows: Tensor3D;
  /** [groups, features, 4 units]. */
  readonly kernel: Tensor3D;
  /** [groups, units, 4 units]. */
  readonly recurrent: Tensor3D;
  /** [groups, 1, 4 units]. */
  readonly bias: Tensor3D;
  /** [groups, batch, units]; absent = zeros. */
  readonly initial?: { readonly state: Tensor3D; readonly cell: Tensor3D };
}

/** One step: gates after activation, then cell and state, each [groups, batch, units]. */
interface Moment {
  readonly i: Tensor3D;
  readonly f: Tensor3D;
  readonly c: Tensor3D;
  readonly o: Tensor3D;
  readonly cell: Tensor3D;
  readonly state: Tensor3D;
}

export interface LayerRun {
  readonly moments: readonly Moment[];
  readonly initial: { readonly state: Tensor3D; readonly cell: Tensor3D };
}

/**
 * The sequence composed of the current backend's own products, call inside `tidy`. Input products of all steps come
 * before the loop and weight gradients after it, each as one product.
 */
export function lstmForward(
  inputs: LayerInputs,
  { groups, batch, steps, units }: LstmSizes,
  rectified = false,
): LayerRun {
  const { rows, kernel, recurrent, bias } = inputs;
  const nothing = zeros([groups, batch, units]) as Tensor3D;
  const initial = inputs.initial ?? { state: nothing, cell: nothing };
  const fromInput = add(matMul(rows, kernel), bias) as Tensor3D;
  const moments: Moment[] = [];
  for (let t = 0; t < steps; t++) {
    const before = moments.at(-1) ?? initial;
    moments.push(
      tidy(() => {
        const z = add(atStep(fromInput, t, batch), matMul(before.state, recurrent));
        const [zi, zf, zc, zo] = split(z, 4, 2) as [Tensor3D, Tensor3D, Tensor3D, Tensor3D];
        const [i, f, c, o] = [sigmoid(zi), sigmoid(zf), squash(zc, rectified), sigmoid(zo)];
        const cell: Tensor3D = add(mul(f, before.cell), mul(i, c));
        return { i, f, c, o, cell, state: mul(o, squash(cell, rectified)) as Tensor3D };
      }),
    );
  }
  return { moments, initial };
}

/**
 * Back through time, inside `tidy`: gradients of Σ above · states.
 * @param above the gradient of one step's state, [groups, batch, units]; undefined = none.
 */
export function lstmBackward(
  above: (t: number) => Tensor3D | undefined,
  { rows, kernel, recurrent }: LayerInputs,
  { moments, initial }: LayerRun,
  rectified = false,
): Omit<LayerInputs, 'initial'> & Required<Pick<LayerInputs, 'initial'>> {
  const dzs: Tensor3D[] = [];
  let d: { readonly state: Tensor3D; readonly cell: Tensor3D } | undefined;
  for (const [t, moment] of [...moments.entries()].reverse()) {
    const after = d;
    const { dz, ...flowing } = tidy(() => {
      const { i, f, c, o } = moment;
      const squashed = squash(moment.cell, rectified);
      const dState = total(above(t), after?.state) ?? mul(squashed, 0);
      const dCell = total(mul(mul(dState, o), squashSlope(squashed, rectified)), after?.cell) as Tensor3D;
      const before = moments[t - 1]?.cell ?? initial.cell;
      const dz = concat(
        [
          mul(mul(dCell, c), slope(i)),
          mul(mul(dCell, before), slope(f)),
          mul(mul(dCell, i), squashSlope(c, rectified)),
          mul(mul(dState, squashed), slope(o)),
        ],
        2,
      ) as Tensor3D;
      return { dz, state: flushed(matMul(dz, recurrent, false, true)), cell: flushed(mul(dCell, f)) };
    });
    dzs.unshift(dz);
    d = flowing;
  }
  const dz = concat(dzs, 1);
  const earlier = concat([initial.state, ...moments.slice(0, -1).map(({ state }) => state)], 1);
  return {
    rows: matMul(dz, kernel, false, true),
    kernel: matMul(rows, dz, true, false),
    recurrent: matMul(earlier, dz, true, false),
    bias: sum(dz, 1, true),
    initial: d ?? initial,
  };
}

/** One step's share of rows in order of time. */
export const atStep = (rows: Tensor3D, t: number, batch: number): Tensor3D =>
  slice(rows, [0, t * batch, 0], [-1, batch, -1]);

const total = (a: Tensor3D | undefined, b: Tensor3D | undefined): Tensor3D | undefined =>
  a === undefined || b === undefined ? (a ?? b) : add(a, b);

/** What the cell's input and output go through, and its derivative from its value. */
const squash = (z: Tensor3D, rectified: boolean): Tensor3D => (rectified ? relu(z) : tanh(z));
const squashSlope = (s: Tensor3D, rectified: boolean): Tensor3D => (rectified ? step(s) : sub(1, mul(s, s)));

/** The derivative of a sigmoid, from its value. */
const slope = (s: Tensor3D): Tensor3D => mul(s, sub(1, s));

const flushed = (x: Tensor3D): Tensor3D => sub(add(x, FLUSH), FLUSH);

/** The composed LSTM on the current tfjs backend. */
export const lstm: LstmOp = async (inputs, sizes, { sequences, dropout }, above) => {
  const { groups, batch, steps, features, units } = sizes;
  const tensors = tidy(() => {
    const perRow: [number, number, number] = [groups, batch, units];
    const { initial } = inputs;
    const own: LayerInputs = {
      rows: timeMajor(tensor4d(inputs.x, [groups, batch, steps, features])),
      kernel: tensor3d(inputs.kernel, [groups, features, 4 * units]),
      recurrent: tensor3d(inputs.recurrent, [groups, units, 4 * units]),
      bias: tensor3d(inputs.bias, [groups, 1, 4 * units]),
      ...(initial !== undefined && {
        initial: { state: tensor3d(initial.state, perRow), cell: tensor3d(initial.cell, perRow) },
      }),
    };
    const run = lstmForward(own, sizes);
    const last = run.moments.at(-1) as Moment;
    const mask = dropout && maskOf(dropout.keys, batch, units, dropout.rate);
    const masked = (state: Tensor3D): Tensor3D => (mask === undefined ? state : mul(state, mask));
    const states = sequences
      ? stack(
          run.moments.map(({ state }) => masked(state)),
          2,
        )
      : masked(last.state);
    if (above === undefined) return { states, cell: last.cell };
    const given = sequences ? timeMajor(tensor4d(above, [groups, batch, steps, units])) : tensor3d(above, perRow);
    const d = lstmBackward(
      (t) => (sequences ? masked(atStep(given, t, batch)) : t === steps - 1 ? masked(given) : undefined),
      own,
      run,
    );
    const { kernel, recurrent, bias, initial: start } = d;
    const x = transpose(reshape(d.rows, [groups, steps, batch, features]), [0, 2, 1, 3]);
    return { states, cell: last.cell, x, kernel, recurrent, bias, start: start.state, startCell: start.cell };
  });
  const read = async (key: keyof typeof tensors): Promise<Float32Array> =>
    (await (tensors[key] as Tensor3D).data()) as Float32Array;
  try {
    return {
      states: await read('states'),
      cell: await read('cell'),
      ...(above !== undefined && {
        gradients: {
          x: await read('x'),
          kernel: await read('kernel'),
          recurrent: await read('recurrent'),
          bias: await read('bias'),
          state: await read('start'),
          cell: await read('startCell'),
        },
      }),
    };
  } finally {
    for (const tensor of Object.values(tensors)) tensor?.dispose();
  }
};

/** [groups, batch, steps, n] as rows in order of time. */
function timeMajor(x: Tensor4D): Tensor3D {
  const [groups, batch, steps, width] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [groups, steps * batch, width]);
}
