import { StudioError } from '../../../base/errors';
import { maskKey, threshold } from '../../network/dropout';
import type { Layout } from '../../network/layout';
import { DenseTile, denseIndex } from './dense-tile';
import { type Above, LINE, type Lines, LstmTile, lstmDepth, lstmIndex } from './lstm-tile';
import type { Memory } from './memory';

/** A layer over one tile, behind what all kinds share. */
interface Stage {
  readonly input: Lines;
  /** Bytes of weights before its own; lanes of their gradients take four times as many. */
  readonly weights: number;
  readonly dropout?: { readonly rate: number; readonly layer: number; readonly units: number; readonly at: number };
  turn(weights: number): void;
  forward(weights: number, out: Lines, mask: number): void;
  /** Gradients of the input. */
  backward(weights: number, above: Above, mask: number, sums: number): Above;
}

/** A whole network's scratch memory for a tile of 8 rows; networks of one layout take turns in it. */
export class NetworkTile {
  /** Floats of one network's weights in the kernels' order, a multiple of 4. */
  readonly size: number;
  /** Where each parameter of the layout's flat order lies in the kernels'. */
  readonly index: Int32Array;
  readonly input: Lines;
  /** Lines of outputs, and of the gradients that `backward` begins with. */
  readonly output: number;
  readonly dOutput: number;
  private readonly memory: Memory;
  private readonly stages: readonly Stage[];

  /** @throws StudioError `backend-failed` for a layout whose layers the kernels cannot run in that order. */
  constructor(memory: Memory, layout: Layout) {
    this.memory = memory;
    const { stages, size, index } = stagesOf(memory, layout);
    this.stages = stages;
    this.size = size;
    this.index = index;
    this.input = (stages[0] as Stage).input;
    this.output = memory.take(layout.outputs * LINE);
    this.dOutput = memory.take(layout.outputs * LINE);
  }

  /** Draws the masks of a tile whose first row is `row` of the batch, for one network in one step. */
  drawMasks(seed: number, step: number, group: number, row: number): void {
    for (const { dropout } of this.stages) {
      if (dropout === undefined) continue;
      const { rate, layer, units, at } = dropout;
      const key = maskKey(seed, step, group, layer);
      this.memory.kernels.dropoutMask(at, units, key, row, threshold(rate), 1 / (1 - rate));
    }
  }

  /** Readies weights for `backward`; once whenever they changed. */
  turn(weights: number): void {
    for (const stage of this.stages) stage.turn(weights + stage.weights);
  }

  /** From `input` to `output`; with the masks last drawn, or without any. */
  forward(weights: number, masked: boolean): void {
    for (const [k, stage] of this.stages.entries()) {
      const out = this.stages[k + 1]?.input ?? { at: this.output, step: 0 };
      stage.forward(weights + stage.weights, out, masked ? (stage.dropout?.at ?? 0) : 0);
    }
  }

  /** From `dOutput` to lanes of the weights' gradients, which grow; the masks last drawn count. */
  backward(weights: number, sums: number): void {
    let above: Above = { at: this.dOutput, step: 0, from: 0 };
    for (const stage of this.stages.toReversed()) {
      above = stage.backward(weights + stage.weights, above, stage.dropout?.at ?? 0, sums + 4 * stage.weights);
    }
  }
}

function stagesOf(memory: Memory, { layers, inputShape, size: parameters }: Layout) {
  const [steps] = inputShape;
  const index = new Int32Array(parameters);
  const stages: Stage[] = [];
  let floats = 0;
  let sequence = true;
  for (const [k, { layer, inputs, slots }] of layers.entries()) {
    if (layer.kind === 'dropout') {
      if (stages.length === 0 || layers[k - 1]?.layer.kind === 'dropout') throw refused();
      continue;
    }
    const following = layers[k + 1]?.layer;
    const { units } = layer;
    const weights = 4 * floats;
    const shared = {
      weights,
      ...(following?.kind === 'dropout' &&
        following.rate > 0 && {
          dropout: { rate: following.rate, layer: k + 1, units, at: memory.take(units * LINE) },
        }),
    };
    if (layer.kind === 'lstm') {
      if (!sequence) throw refused();
      sequence = layer.returnSequences;
      const depth = lstmDepth(inputs, units);
      const [kernel, recurrent, bias] = slots.map(({ at }) => at) as [number, number, number];
      for (let line = 0; line <= inputs + units; line++) {
        const from = line < inputs ? kernel : line < inputs + units ? recurrent : bias;
        const row = line < inputs ? line : line < inputs + units ? line - inputs : 0;
        for (let column = 0; column < 4 * units; column++) {
          const at = lstmIndex(line, column % units, Math.floor(column / units), depth);
          index[from + row * 4 * units + column] = floats + at;
        }
      }
      floats += depth * units * 4;
      const sizes = { features: inputs, units, steps, relu: layer.activation === 'relu' };
      stages.push({ ...shared, ...lstmStage(memory, sizes, stages.length > 0, sequence) });
    } else {
      if (sequence) throw refused();
      const [kernel, bias] = slots.map(({ at }) => at) as [number, number];
      for (let unit = 0; unit < units; unit++) {
        for (let line = 0; line < inputs; line++) {
          index[kernel + line * units + unit] = floats + denseIndex(line, unit, inputs);
        }
        index[bias + unit] = floats + denseIndex(inputs, unit, inputs);
      }
      floats += Math.ceil(((inputs + 1) * units) / 4) * 4;
      stages.push({ ...shared, ...denseStage(memory, inputs, units, layer.activation) });
    }
  }
  if (stages.length === 0 || sequence) throw refused();
  return { stages, index, size: floats };
}

type Passes = Omit<Stage, 'weights' | 'dropout'>;

function lstmStage(
  memory: Memory,
  sizes: ConstructorParameters<typeof LstmTile>[1],
  wantsInput: boolean,
  sequences: boolean,
): Passes {
  const tile = new LstmTile(memory, sizes, { input: wantsInput, initial: false });
  const from = sequences ? 0 : sizes.steps - 1;
  return {
    input: tile.input,
    turn: (weights) => tile.turn(weights),
    forward: (weights, out, mask) => tile.forward(weights, out, from, mask),
    backward(_weights, above, mask, sums) {
      tile.clear();
      const first = tile.backward(sequences ? above : { ...above, from }, mask, sums);
      return { at: tile.dInput.at + first * tile.dInput.step, step: tile.dInput.step, from: first };
    },
  };
}

function denseStage(memory: Memory, inputs: number, units: number, activation: 'relu' | 'linear'): Passes {
  const tile = new DenseTile(memory, inputs, units, activation);
  return {
    input: tile.input,
    turn: () => {},
    forward: (weights, out, mask) => tile.forward(weights, out, mask),
    backward(weights, above, mask, sums) {
      tile.backward(weights, above, mask, sums);
      return { ...tile.dInput, from: 0 };
    },
  };
}

const refused = (): StudioError =>
  new StudioError('backend-failed', 'The kernels run LSTM layers, then dense ones, dropout after any of them.', {
    next: 'Put the layers in that order, the last LSTM handing out its last state alone.',
  });
