import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LstmGradients, LstmInputs, LstmKernel, LstmSizes } from './kernel';
import { Heap } from './wasm-heap';

/** Vanishing gradients become denormals, and WASM has no flush to zero: added and taken away, this keeps them out. */
const FLUSH = 1e-30;

/**
 * The sequence on tfjs-wasm's heap in place: XNNPACK for products and sigmoids, plain loops for the rest. tanh is taken
 * as 2σ(2x) - 1 (XNNPACK has a vector sigmoid and no tanh), so the c columns of the weights are doubled on the way in,
 * and `saved` holds σ(2z) for the c gate and σ(2c) for the cell. Rows are in order of time: [g][t][b][…].
 */
export const wasm: LstmKernel = {
  id: 'wasm in place',
  forward(inputs, sizes) {
    const heap = new Heap();
    try {
      return forward(heap, inputs, sizes);
    } finally {
      heap.dispose();
    }
  },
  backward(dStates, inputs, states, saved, sizes) {
    const heap = new Heap();
    try {
      return backward(heap, dStates, inputs, states, saved, sizes);
    } finally {
      heap.dispose();
    }
  },
};

function forward(heap: Heap, { x, kernel, recurrent, bias }: LstmInputs, sizes: LstmSizes) {
  const { groups, batch, steps, features, units } = sizes;
  const width = 4 * units;
  const states = heap.tensor<Tensor4D>([groups, batch, steps, units]);
  const gates = heap.tensor<Tensor4D>([groups, steps, batch, width]);
  const cells = heap.tensor<Tensor4D>([groups, steps, batch, units]);
  const squashed = heap.tensor<Tensor4D>([groups, steps, batch, units]);
  const rows = heap.scratch(steps * batch * features);
  const fromState = heap.scratch(batch * width);
  const state = heap.scratch(batch * units);
  const sized = Array.from({ length: groups }, () => ({
    kernel: heap.scratch(features * width),
    recurrent: heap.scratch(units * width),
    bias: heap.scratch(width),
  }));
  for (const [g, weights] of sized.entries()) {
    doubled(heap.floats, heap.at(kernel) + g * features * width, weights.kernel.at, features, units);
    doubled(heap.floats, heap.at(recurrent) + g * units * width, weights.recurrent.at, units, units);
    doubled(heap.floats, heap.at(bias) + g * width, weights.bias.at, 1, units);
    toTimeMajor(heap.floats, heap.at(x) + g * batch * steps * features, rows.at, features, sizes);
    const all = heap.block(heap.at(gates) + g * steps * batch * width, steps * batch * width);
    heap.matMul(rows, weights.kernel, all, steps * batch, features, width);
    heap.add(all, weights.bias);
    for (let t = 0; t < steps; t++) {
      const z = heap.block(all.at + t * batch * width, batch * width);
      if (t > 0) {
        heap.matMul(state, weights.recurrent, fromState, batch, units, width);
        heap.add(z, fromState);
      }
      heap.sigmoid(z);
      const cell = heap.at(cells) + (g * steps + t) * batch * units;
      const tanh = heap.block(heap.at(squashed) + (g * steps + t) * batch * units, batch * units);
      nextCell(heap.floats, z.at, t > 0 ? cell - batch * units : undefined, cell, tanh.at, batch, units);
      heap.sigmoid(tanh);
      nextState(heap.floats, z.at, tanh.at, state.at, heap.at(states) + g * batch * steps * units + t * units, sizes);
    }
  }
  return { states, saved: [gates, cells, squashed] };
}

/** c = f c' + i (2s - 1), and 2c beside it, ready for the sigmoid. `before` is absent at the first step. */
function nextCell(
  f32: Float32Array,
  z: number,
  before: number | undefined,
  cell: number,
  twice: number,
  batch: number,
  units: number,
): void {
  for (let b = 0; b < batch; b++) {
    const i = z + b * 4 * units;
    const f = i + units;
    const c = f + units;
    const row = b * units;
    for (let u = 0; u < units; u++) {
      let value = (f32[i + u] as number) * (2 * (f32[c + u] as number) - 1);
      if (before !== undefined) value += (f32[f + u] as number) * (f32[before + row + u] as number);
      f32[cell + row + u] = value;
      f32[twice + row + u] = 2 * value;
    }
  }
}

/** h = o tanh(c), written as the next step's rows and into the [b, t, u] output. */
function nextState(
  f32: Float32Array,
  z: number,
  tanh: number,
  state: number,
  output: number,
  { batch, steps, units }: LstmSizes,
): void {
  for (let b = 0; b < batch; b++) {
    const o = z + (4 * b + 3) * units;
    const row = b * units;
    const out = output + row * steps;
    for (let u = 0; u < units; u++) {
      const value = (f32[o + u] as number) * (2 * (f32[tanh + row + u] as number) - 1);
      f32[state + row + u] = value;
      f32[out + u] = value;
    }
  }
}

function backward(
  heap: Heap,
  dStates: Tensor4D,
  { x, kernel, recurrent }: LstmInputs,
  states: Tensor4D,
  saved: readonly Tensor4D[],
  sizes: LstmSizes,
): LstmGradients {
  const { groups, batch, steps, features, units } = sizes;
  const [gates, cells, squashed] = saved as readonly [Tensor4D, Tensor4D, Tensor4D];
  const width = 4 * units;
  const total = steps * batch;
  /** One row is [x, h of the step before, 1, zeros up to a multiple of 8], so one product gives all weight gradients. */
  const padded = Math.ceil((features + units + 1) / 8) * 8;
  const dx = heap.tensor<Tensor4D>([groups, batch, steps, features]);
  const dKernel = heap.tensor<Tensor3D>([groups, features, width]);
  const dRecurrent = heap.tensor<Tensor3D>([groups, units, width]);
  const dBias = heap.tensor<Tensor3D>([groups, 1, width]);
  const dz = heap.scratch(total * width);
  const dzTurned = heap.scratch(width * total);
  const dWeights = heap.scratch(width * padded);
  const rows = heap.scratch(total * padded);
  const dRows = heap.scratch(total * features);
  const dh = heap.scratch(batch * units);
  const dc = heap.scratch(batch * units);
  const turned = Array.from({ length: groups }, () => ({
    kernel: heap.scratch(width * features),
    recurrent: heap.scratch(width * units),
  }));
  for (const [g, weights] of turned.entries()) {
    turn(heap.floats, heap.at(kernel) + g * features * width, weights.kernel.at, features, width);
    turn(heap.floats, heap.at(recurrent) + g * units * width, weights.recurrent.at, units, width);
    heap.floats.fill(0, dh.at, dh.at + dh.size);
    heap.floats.fill(0, dc.at, dc.at + dc.size);
    for (let t = steps - 1; t >= 0; t--) {
      const row = (g * steps + t) * batch;
      const dzNow = heap.block(dz.at + t * batch * width, batch * width);
      stepBack(
        heap.floats,
        {
          gates: heap.at(gates) + row * width,
          before: t > 0 ? heap.at(cells) + (row - batch) * units : undefined,
          tanh: heap.at(squashed) + row * units,
          above: heap.at(dStates) + g * batch * steps * units + t * units,
          dh: dh.at,
          dc: dc.at,
          dz: dzNow.at,
        },
        sizes,
      );
      if (t > 0) heap.matMul(dzNow, weights.recurrent, dh, batch, width, units);
    }
    heap.matMul(dz, weights.kernel, dRows, total, width, features);
    toBatchMajor(heap.floats, dRows.at, heap.at(dx) + g * total * features, features, sizes);
    // A fresh name for the rows: their packing of the group before must not be taken again.
    const packed = heap.block(rows.at, rows.size);
    fillRows(
      heap.floats,
      heap.at(x) + g * total * features,
      heap.at(states) + g * total * units,
      rows.at,
      padded,
      sizes,
    );
    turn(heap.floats, dz.at, dzTurned.at, total, width);
    heap.matMul(dzTurned, packed, dWeights, width, total, padded);
    share(heap.floats, dWeights.at, padded, 0, heap.at(dKernel) + g * features * width, features, width);
    share(heap.floats, dWeights.at, padded, features, heap.at(dRecurrent) + g * units * width, units, width);
    share(heap.floats, dWeights.at, padded, features + units, heap.at(dBias) + g * width, 1, width);
  }
  return [dx, dKernel, dRecurrent, dBias];
}

/** Where one step's numbers lie on the heap. */
interface StepAt {
  readonly gates: number;
  readonly before: number | undefined;
  readonly tanh: number;
  readonly above: number;
  readonly dh: number;
  readonly dc: number;
  readonly dz: number;
}

/** One step back in time: dz of the four gates from dh and dc, and dc of the step before. */
function stepBack(f32: Float32Array, at: StepAt, { batch, steps, units }: LstmSizes): void {
  const { before } = at;
  for (let b = 0; b < batch; b++) {
    const gate = at.gates + b * 4 * units;
    const out = at.dz + b * 4 * units;
    const row = b * units;
    const above = at.above + row * steps;
    for (let u = 0; u < units; u++) {
      const i = f32[gate + u] as number;
      const f = f32[gate + units + u] as number;
      const c = 2 * (f32[gate + 2 * units + u] as number) - 1;
      const o = f32[gate + 3 * units + u] as number;
      const tanh = 2 * (f32[at.tanh + row + u] as number) - 1;
      const earlier = before === undefined ? 0 : (f32[before + row + u] as number);
      const dState = (f32[above + u] as number) + ((f32[at.dh + row + u] as number) + FLUSH - FLUSH);
      const dCell = (f32[at.dc + row + u] as number) + dState * o * (1 - tanh * tanh);
      f32[out + u] = dCell * c * i * (1 - i);
      f32[out + units + u] = dCell * earlier * f * (1 - f);
      f32[out + 2 * units + u] = dCell * i * (1 - c * c);
      f32[out + 3 * units + u] = dState * tanh * o * (1 - o);
      f32[at.dc + row + u] = dCell * f + FLUSH - FLUSH;
    }
  }
}

/** [b, t, n] to [t, b, n]. */
function toTimeMajor(f32: Float32Array, from: number, to: number, n: number, { batch, steps }: LstmSizes): void {
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) copy(f32, from + (b * steps + t) * n, to + (t * batch + b) * n, n);
  }
}

/** [t, b, n] to [b, t, n]. */
function toBatchMajor(f32: Float32Array, from: number, to: number, n: number, { batch, steps }: LstmSizes): void {
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) copy(f32, from + (t * batch + b) * n, to + (b * steps + t) * n, n);
  }
}

/** Rows [x, h of the step before, 1, 0…] in order of time. */
function fillRows(
  f32: Float32Array,
  x: number,
  states: number,
  rows: number,
  padded: number,
  { batch, steps, features, units }: LstmSizes,
): void {
  f32.fill(0, rows, rows + steps * batch * padded);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      const row = rows + (t * batch + b) * padded;
      const source = b * steps + t;
      copy(f32, x + source * features, row, features);
      if (t > 0) copy(f32, states + (source - 1) * units, row + features, units);
      f32[row + features + units] = 1;
    }
  }
}

function copy(f32: Float32Array, from: number, to: number, n: number): void {
  for (let k = 0; k < n; k++) f32[to + k] = f32[from + k] as number;
}

/** A copy of [rows, 4 units] with the c columns doubled. */
function doubled(f32: Float32Array, from: number, to: number, rows: number, units: number): void {
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < 4 * units; k++) {
      const at = r * 4 * units + k;
      f32[to + at] = (f32[from + at] as number) * (k >= 2 * units && k < 3 * units ? 2 : 1);
    }
  }
}

/** The transpose of [rows, columns], 16 rows at a time so that the writes stay in the cache. */
function turn(f32: Float32Array, from: number, to: number, rows: number, columns: number): void {
  for (let first = 0; first < rows; first += 16) {
    const end = Math.min(first + 16, rows);
    for (let c = 0; c < columns; c++) {
      for (let r = first; r < end; r++) f32[to + c * rows + r] = f32[from + r * columns + c] as number;
    }
  }
}

/** `count` columns from `first` of [width, padded], as rows of [count, width]. */
function share(
  f32: Float32Array,
  from: number,
  padded: number,
  first: number,
  to: number,
  count: number,
  width: number,
): void {
  for (let r = 0; r < count; r++) {
    for (let k = 0; k < width; k++) f32[to + r * width + k] = f32[from + k * padded + first + r] as number;
  }
}
