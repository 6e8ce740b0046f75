import type { LstmGradients, LstmOp, LstmSizes } from '../../lstm/op';
import { maskAt } from '../../network/dropout';
import { joined } from '../../session/joined';

/** One network's layer, in double precision: shapes as in `LstmInputs`, less the groups. */
export interface LayerInputs {
  readonly x: Float64Array;
  readonly kernel: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
  readonly initial?: { readonly state: Float64Array; readonly cell: Float64Array };
}
/** With `relu` the cell's input and output are rectified, not squashed by tanh. */
export type LayerSizes = Omit<LstmSizes, 'groups'> & { readonly relu?: boolean };

/** What the forward pass leaves. */
export interface LayerRun {
  /** After activation, [batch, steps, 4 units]. */
  readonly gates: Float64Array;
  /** From the one before the first step on, [batch, steps + 1, units]. */
  readonly cells: Float64Array;
  readonly states: Float64Array;
}

export interface LayerGradients {
  readonly x: Float64Array;
  readonly kernel: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
  readonly state: Float64Array;
  readonly cell: Float64Array;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
/** What the cell's input and output go through, and its derivative from its value. */
const squash = (z: number, relu = false): number => (relu ? Math.max(0, z) : Math.tanh(z));
const slope = (s: number, relu = false): number => (relu ? Number(s > 0) : 1 - s * s);

/**
 * The LSTM of Hochreiter and Schmidhuber with forget gates, as Keras computes it (gates i, f, c, o), for one network.
 * The plain reading that every engine is checked against, and what forecasts on the host run on.
 */
export function lstmForward(inputs: LayerInputs, { batch, steps, features, units, relu }: LayerSizes): LayerRun {
  const { x, kernel, recurrent, bias, initial } = inputs;
  const width = 4 * units;
  const gates = new Float64Array(batch * steps * width);
  const cells = new Float64Array(batch * (steps + 1) * units);
  const states = new Float64Array(batch * (steps + 1) * units);
  const z = new Float64Array(width);
  for (let b = 0; b < batch; b++) {
    if (initial !== undefined) {
      const start = b * (steps + 1) * units;
      states.set(initial.state.subarray(b * units, (b + 1) * units), start);
      cells.set(initial.cell.subarray(b * units, (b + 1) * units), start);
    }
    for (let t = 0; t < steps; t++) {
      const before = (b * (steps + 1) + t) * units;
      const now = before + units;
      const gate = (b * steps + t) * width;
      z.set(bias);
      addProduct(z, x, (b * steps + t) * features, kernel, features);
      addProduct(z, states, before, recurrent, units);
      for (let u = 0; u < units; u++) {
        const i = sigmoid(z[u] as number);
        const f = sigmoid(z[units + u] as number);
        const c = squash(z[2 * units + u] as number, relu);
        const o = sigmoid(z[3 * units + u] as number);
        const cell = f * (cells[before + u] as number) + i * c;
        gates[gate + u] = i;
        gates[gate + units + u] = f;
        gates[gate + 2 * units + u] = c;
        gates[gate + 3 * units + u] = o;
        cells[now + u] = cell;
        states[now + u] = o * squash(cell, relu);
      }
    }
  }
  return { gates, cells, states };
}

/** Back-propagation through time: gradients of Σ above · states, `above` being [batch, steps, units]. */
export function lstmBackward(
  above: Float64Array,
  { x, kernel, recurrent, bias }: LayerInputs,
  { gates, cells, states }: LayerRun,
  { batch, steps, features, units, relu }: LayerSizes,
): LayerGradients {
  const width = 4 * units;
  const d: LayerGradients = {
    x: new Float64Array(x.length),
    kernel: new Float64Array(kernel.length),
    recurrent: new Float64Array(recurrent.length),
    bias: new Float64Array(bias.length),
    state: new Float64Array(batch * units),
    cell: new Float64Array(batch * units),
  };
  const dz = new Float64Array(width);
  for (let b = 0; b < batch; b++) {
    // What flows back from the step after; what is left when the first step is done belongs to the initial state.
    const dh = d.state.subarray(b * units, (b + 1) * units);
    const dc = d.cell.subarray(b * units, (b + 1) * units);
    for (let t = steps - 1; t >= 0; t--) {
      const before = (b * (steps + 1) + t) * units;
      const row = b * steps + t;
      for (let u = 0; u < units; u++) {
        const i = gates[row * width + u] as number;
        const f = gates[row * width + units + u] as number;
        const c = gates[row * width + 2 * units + u] as number;
        const o = gates[row * width + 3 * units + u] as number;
        const squashed = squash(cells[before + units + u] as number, relu);
        const dState = (above[row * units + u] as number) + (dh[u] as number);
        const dCell = (dc[u] as number) + dState * o * slope(squashed, relu);
        dz[u] = dCell * c * i * (1 - i);
        dz[units + u] = dCell * (cells[before + u] as number) * f * (1 - f);
        dz[2 * units + u] = dCell * i * slope(c, relu);
        dz[3 * units + u] = dState * squashed * o * (1 - o);
        dc[u] = dCell * f;
      }
      for (let k = 0; k < width; k++) d.bias[k] = (d.bias[k] as number) + (dz[k] as number);
      productBack(dz, x, row * features, kernel, features, d.kernel, d.x, row * features);
      dh.fill(0);
      productBack(dz, states, before, recurrent, units, d.recurrent, dh, 0);
    }
  }
  return d;
}

/** z += vector · matrix: the vector of `length` numbers at `from`, the matrix [length, z.length]. */
export function addProduct(
  z: Float64Array,
  vector: Float64Array,
  from: number,
  matrix: Float64Array,
  length: number,
): void {
  const width = z.length;
  for (let j = 0; j < length; j++) {
    const v = vector[from + j] as number;
    const row = j * width;
    for (let k = 0; k < width; k++) z[k] = (z[k] as number) + v * (matrix[row + k] as number);
  }
}

/** The gradients of `addProduct`: dMatrix += vectorᵀ dz, and dVector at `to` += dz matrixᵀ. */
export function productBack(
  dz: Float64Array,
  vector: Float64Array,
  from: number,
  matrix: Float64Array,
  length: number,
  dMatrix: Float64Array,
  dVector: Float64Array,
  to: number,
): void {
  const width = dz.length;
  for (let j = 0; j < length; j++) {
    const row = j * width;
    const v = vector[from + j] as number;
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const dk = dz[k] as number;
      dMatrix[row + k] = (dMatrix[row + k] as number) + v * dk;
      sum += dk * (matrix[row + k] as number);
    }
    dVector[to + j] = (dVector[to + j] as number) + sum;
  }
}

/** The states of all steps, [batch, steps, units], or of the last alone, [batch, units]. */
export function handedOut(states: Float64Array, { batch, steps, units }: LayerSizes, sequences: boolean): Float64Array {
  const from = sequences ? 1 : steps;
  const length = (steps + 1 - from) * units;
  const out = new Float64Array(batch * length);
  for (let b = 0; b < batch; b++) {
    const start = (b * (steps + 1) + from) * units;
    out.set(states.subarray(start, start + length), b * length);
  }
  return out;
}

/** The gradient of `handedOut` as one of all steps, [batch, steps, units]. */
export function takenBack(above: Float64Array, { batch, steps, units }: LayerSizes, sequences: boolean): Float64Array {
  if (sequences) return above;
  const all = new Float64Array(batch * steps * units);
  for (let b = 0; b < batch; b++) all.set(above.subarray(b * units, (b + 1) * units), (b * steps + steps - 1) * units);
  return all;
}

/** `values` [rows, steps, units] times the dropout mask of each row, which holds for all its steps. */
export function masked(values: Float64Array, rows: number, units: number, key: number, rate: number): Float64Array {
  const perRow = values.length / rows;
  return values.map((value, k) => value * maskAt(key, Math.floor(k / perRow), units, k % units, rate));
}

/** The reference: each network by itself, in double precision. */
export const lstm: LstmOp = async (inputs, sizes, { sequences, dropout }, above) => {
  const { groups, batch, units } = sizes;
  const runs = Array.from({ length: groups }, (_, g) => {
    const of = (values: Float32Array): Float64Array => partOf(values, groups, g);
    const { initial } = inputs;
    const own: LayerInputs = {
      x: of(inputs.x),
      kernel: of(inputs.kernel),
      recurrent: of(inputs.recurrent),
      bias: of(inputs.bias),
      ...(initial !== undefined && { initial: { state: of(initial.state), cell: of(initial.cell) } }),
    };
    const mask = (values: Float64Array): Float64Array =>
      dropout === undefined ? values : masked(values, batch, units, dropout.keys[g] as number, dropout.rate);
    const run = lstmForward(own, sizes);
    return {
      states: mask(handedOut(run.states, sizes, sequences)),
      cell: handedOut(run.cells, sizes, false),
      gradients: above && lstmBackward(takenBack(mask(of(above)), sizes, sequences), own, run, sizes),
    };
  });
  const gradient = (key: keyof LstmGradients): Float32Array =>
    joined(runs.map(({ gradients }) => (gradients as LayerGradients)[key]));
  return {
    states: joined(runs.map(({ states }) => states)),
    cell: joined(runs.map(({ cell }) => cell)),
    ...(above !== undefined && {
      gradients: {
        x: gradient('x'),
        kernel: gradient('kernel'),
        recurrent: gradient('recurrent'),
        bias: gradient('bias'),
        state: gradient('state'),
        cell: gradient('cell'),
      },
    }),
  };
};

/** One group's share, in double precision. */
function partOf(values: Float32Array, groups: number, g: number): Float64Array {
  const length = values.length / groups;
  return new Float64Array(values.subarray(g * length, (g + 1) * length));
}
