import { LINE, type Lines } from './lstm-tile';
import type { Memory } from './memory';

/** Where one dense layer's weight lies among the floats of the kernels' order [unit][input, bias last]. */
export const denseIndex = (line: number, unit: number, inputs: number): number => unit * (inputs + 1) + line;

/** One dense layer's scratch memory for a tile of 8 rows, and its passes over it. */
export class DenseTile {
  /** The layer's input: its lines are to be written before `forward`. */
  readonly input: Lines;
  /** Gradients of the input after `backward`. */
  readonly dInput: Lines;
  private readonly memory: Memory;
  private readonly inputs: number;
  private readonly units: number;
  private readonly relu: number;
  private out = 0;

  constructor(memory: Memory, inputs: number, units: number, activation: 'relu' | 'linear') {
    const bytes = (inputs + 1) * LINE;
    this.memory = memory;
    this.inputs = inputs;
    this.units = units;
    this.relu = Number(activation === 'relu');
    this.input = { at: memory.take(bytes), step: bytes };
    this.dInput = { at: memory.take(bytes), step: bytes };
    memory.floats(this.input.at + inputs * LINE, 8).fill(1);
  }

  /** @param mask 0 = none. */
  forward(weights: number, out: Lines, mask: number): void {
    this.out = out.at;
    const depth = this.inputs + 1;
    this.memory.kernels.denseForward(weights, depth * 4, this.units, depth, this.input.at, out.at, this.relu, mask);
  }

  /** @param sums lanes of the weights' gradients, which grow. */
  backward(weights: number, above: Lines, mask: number, sums: number): void {
    const depth = this.inputs + 1;
    this.memory.kernels.denseBackward(
      weights,
      depth * 4,
      this.units,
      depth,
      this.input.at,
      this.out,
      this.relu,
      mask,
      above.at,
      this.dInput.at,
      sums,
    );
  }
}
