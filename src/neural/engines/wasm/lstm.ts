import type { LstmOp } from '../../lstm/op';
import { threshold } from '../../network/dropout';
import { LINE, type Lines, LstmTile, lstmDepth, lstmIndex } from './lstm-tile';
import { type Flavour, type Memory, openMemory } from './memory';

const TILE = 8;

/** The kernels' LSTM by itself, in a memory of its own; `flavour` is the machine's best when it is not given. */
export const lstmOf =
  (flavour?: Flavour): LstmOp =>
  async (inputs, sizes, { sequences, dropout }, above) => {
    const { groups, batch, steps, features, units } = sizes;
    const memory = await openMemory(flavour);
    const tile = new LstmTile(memory, sizes, { input: true, initial: true });
    const depth = lstmDepth(features, units);
    const size = depth * units * 4;
    const from = sequences ? 0 : steps - 1;
    const out: Lines = { at: memory.take((steps - from) * units * LINE), step: units * LINE };
    const once = (at: number): Lines => ({ at, step: 0 });
    const weights = memory.take(4 * size);
    const sums = memory.take(16 * size);
    const gradients = memory.take(4 * size);
    const mask = dropout === undefined ? 0 : memory.take(units * LINE);
    const states = new Float32Array(groups * batch * (steps - from) * units);
    const cell = new Float32Array(groups * batch * units);
    const found = {
      x: new Float32Array(inputs.x.length),
      kernel: new Float32Array(inputs.kernel.length),
      recurrent: new Float32Array(inputs.recurrent.length),
      bias: new Float32Array(inputs.bias.length),
      state: new Float32Array(cell.length),
      cell: new Float32Array(cell.length),
    };
    /** Visits each weight of a network: its array, and where it lies there and in the kernels' order. */
    const eachWeight = (
      g: number,
      visit: (name: 'kernel' | 'recurrent' | 'bias', at: number, index: number) => void,
    ) => {
      for (let column = 0; column < 4 * units; column++) {
        const index = (line: number): number => lstmIndex(line, column % units, Math.floor(column / units), depth);
        for (let k = 0; k < features; k++) visit('kernel', (g * features + k) * 4 * units + column, index(k));
        for (let k = 0; k < units; k++) visit('recurrent', (g * units + k) * 4 * units + column, index(features + k));
        visit('bias', g * 4 * units + column, index(features + units));
      }
    };
    for (let g = 0; g < groups; g++) {
      const floats = memory.floats(weights, size);
      eachWeight(g, (name, at, index) => {
        floats[index] = inputs[name][at] as number;
      });
      tile.turn(weights);
      for (let b = 0; b < batch; b += TILE) {
        const rows = { first: g * batch + b, count: Math.min(TILE, batch - b) };
        toLines(memory, inputs.x, rows, steps, features, tile.input);
        toLines(memory, inputs.initial?.state, rows, 1, units, once(tile.state));
        toLines(memory, inputs.initial?.cell, rows, 1, units, once(tile.cell));
        if (dropout !== undefined) {
          const { rate, keys } = dropout;
          memory.kernels.dropoutMask(mask, units, keys[g] as number, b, threshold(rate), 1 / (1 - rate));
        }
        tile.forward(weights, out, from, mask);
        fromLines(memory, out, rows, steps - from, units, states);
        fromLines(memory, once(tile.lastCell), rows, 1, units, cell);
        if (above === undefined) continue;
        toLines(memory, above, rows, steps - from, units, out);
        tile.clear();
        tile.backward({ ...out, from }, mask, sums);
        fromLines(memory, tile.dInput, rows, steps, features, found.x);
        fromLines(memory, once(tile.dState), rows, 1, units, found.state);
        fromLines(memory, once(tile.dCell), rows, 1, units, found.cell);
      }
      memory.kernels.reduce(sums, gradients, size);
      const all = memory.floats(gradients, size);
      eachWeight(g, (name, at, index) => {
        found[name][at] = all[index] as number;
      });
    }
    return { states, cell, ...(above !== undefined && { gradients: found }) };
  };

/** Rows of the batch, counted through all networks. */
interface Rows {
  readonly first: number;
  readonly count: number;
}

/** [rows, steps, width] into lines; absent values and missing rows are zeros. */
function toLines(
  memory: Memory,
  values: Float32Array | undefined,
  { first, count }: Rows,
  steps: number,
  width: number,
  { at, step }: Lines,
): void {
  for (let t = 0; t < steps; t++) {
    const lines = memory.floats(at + t * step, width * TILE);
    for (let k = 0; k < width; k++) {
      for (let row = 0; row < TILE; row++) {
        lines[k * TILE + row] = row < count ? (values?.[((first + row) * steps + t) * width + k] ?? 0) : 0;
      }
    }
  }
}

/** The way back. */
function fromLines(
  memory: Memory,
  { at, step }: Lines,
  { first, count }: Rows,
  steps: number,
  width: number,
  values: Float32Array,
): void {
  for (let t = 0; t < steps; t++) {
    const lines = memory.floats(at + t * step, width * TILE);
    for (let k = 0; k < width; k++) {
      for (let row = 0; row < count; row++) {
        values[((first + row) * steps + t) * width + k] = lines[k * TILE + row] as number;
      }
    }
  }
}
