import type { LstmSizes } from './kernel';

/** `LstmInputs` as plain arrays, row-major in the same shapes. */
export interface PlainInputs {
  readonly x: Float32Array;
  readonly kernel: Float32Array;
  readonly recurrent: Float32Array;
  readonly bias: Float32Array;
}

/** What the forward pass leaves: gates after activation [g, b, t, 4u], cells and states [g, b, t, u]. */
export interface PlainRun {
  readonly gates: Float32Array;
  readonly cells: Float32Array;
  readonly states: Float32Array;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/**
 * The LSTM of Hochreiter and Schmidhuber with forget gates, as Keras computes it (gates i, f, c, o; zero initial state).
 * The plain reading that every kernel is checked against, and what inference runs on: the same on every machine.
 */
export function lstmForward({ x, kernel, recurrent, bias }: PlainInputs, sizes: LstmSizes): PlainRun {
  const { groups, batch, steps, features, units } = sizes;
  const width = 4 * units;
  const gates = new Float32Array(groups * batch * steps * width);
  const cells = new Float32Array(groups * batch * steps * units);
  const states = new Float32Array(groups * batch * steps * units);
  const z = new Float64Array(width);
  for (let g = 0; g < groups; g++) {
    for (let b = 0; b < batch; b++) {
      for (let t = 0; t < steps; t++) {
        const row = (g * batch + b) * steps + t;
        for (let k = 0; k < width; k++) z[k] = bias[g * width + k] as number;
        addProduct(z, x, row * features, kernel, g * features * width, features);
        if (t > 0) addProduct(z, states, (row - 1) * units, recurrent, g * units * width, units);
        for (let u = 0; u < units; u++) {
          const i = sigmoid(z[u] as number);
          const f = sigmoid(z[units + u] as number);
          const c = Math.tanh(z[2 * units + u] as number);
          const o = sigmoid(z[3 * units + u] as number);
          const cell = i * c + (t > 0 ? f * (cells[(row - 1) * units + u] as number) : 0);
          gates[row * width + u] = i;
          gates[row * width + units + u] = f;
          gates[row * width + 2 * units + u] = c;
          gates[row * width + 3 * units + u] = o;
          cells[row * units + u] = cell;
          states[row * units + u] = o * Math.tanh(cell);
        }
      }
    }
  }
  return { gates, cells, states };
}

/** z += vector · matrix, the vector of `length` numbers at `from`, the matrix [length, z.length] at `at`. */
function addProduct(
  z: Float64Array,
  vector: Float32Array,
  from: number,
  matrix: Float32Array,
  at: number,
  length: number,
): void {
  const width = z.length;
  for (let j = 0; j < length; j++) {
    const v = vector[from + j] as number;
    if (v === 0) continue;
    const row = at + j * width;
    for (let k = 0; k < width; k++) z[k] = (z[k] as number) + v * (matrix[row + k] as number);
  }
}

/** Back-propagation through time for `lstmForward`: gradients of Σ dStates · states for each input. */
export function lstmBackward(
  dStates: Float32Array,
  { x, kernel, recurrent, bias }: PlainInputs,
  { gates, cells, states }: PlainRun,
  sizes: LstmSizes,
): PlainInputs {
  const { groups, batch, steps, features, units } = sizes;
  const width = 4 * units;
  const dx = new Float64Array(x.length);
  const dKernel = new Float64Array(kernel.length);
  const dRecurrent = new Float64Array(recurrent.length);
  const dBias = new Float64Array(bias.length);
  const dz = new Float64Array(width);
  for (let g = 0; g < groups; g++) {
    for (let b = 0; b < batch; b++) {
      const dh = new Float64Array(units);
      const dc = new Float64Array(units);
      for (let t = steps - 1; t >= 0; t--) {
        const row = (g * batch + b) * steps + t;
        for (let u = 0; u < units; u++) {
          const i = gates[row * width + u] as number;
          const f = gates[row * width + units + u] as number;
          const c = gates[row * width + 2 * units + u] as number;
          const o = gates[row * width + 3 * units + u] as number;
          const before = t > 0 ? (cells[(row - 1) * units + u] as number) : 0;
          const squashed = Math.tanh(cells[row * units + u] as number);
          const dState = (dStates[row * units + u] as number) + (dh[u] as number);
          const dCell = (dc[u] as number) + dState * o * (1 - squashed * squashed);
          dz[u] = dCell * c * i * (1 - i);
          dz[units + u] = dCell * before * f * (1 - f);
          dz[2 * units + u] = dCell * i * (1 - c * c);
          dz[3 * units + u] = dState * squashed * o * (1 - o);
          dc[u] = dCell * f;
        }
        for (let k = 0; k < width; k++) dBias[g * width + k] = (dBias[g * width + k] as number) + (dz[k] as number);
        spread(dz, x, row * features, kernel, g * features * width, features, dKernel, dx, row * features);
        dh.fill(0);
        if (t > 0) spread(dz, states, (row - 1) * units, recurrent, g * units * width, units, dRecurrent, dh, 0);
      }
    }
  }
  return {
    x: Float32Array.from(dx),
    kernel: Float32Array.from(dKernel),
    recurrent: Float32Array.from(dRecurrent),
    bias: Float32Array.from(dBias),
  };
}

/** The gradients of z = vector · matrix: dMatrix += vectorᵀ dz, dVector += dz matrixᵀ. */
function spread(
  dz: Float64Array,
  vector: Float32Array,
  from: number,
  matrix: Float32Array,
  at: number,
  length: number,
  dMatrix: Float64Array,
  dVector: Float64Array,
  to: number,
): void {
  const width = dz.length;
  for (let j = 0; j < length; j++) {
    const row = at + j * width;
    const v = vector[from + j] as number;
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const d = dz[k] as number;
      dMatrix[row + k] = (dMatrix[row + k] as number) + v * d;
      sum += d * (matrix[row + k] as number);
    }
    dVector[to + j] = (dVector[to + j] as number) + sum;
  }
}
