import type { Memory } from './memory';

/** Where a tile's numbers of several steps lie: the first step's address, and bytes from one step to the next. */
export interface Lines {
  readonly at: number;
  readonly step: number;
}

/** Gradients of what a layer handed out, from step `from` on; earlier steps have none. */
export interface Above extends Lines {
  readonly from: number;
}

export interface LstmTileSizes {
  readonly features: number;
  readonly units: number;
  readonly steps: number;
  /** The cell's input and output are rectified, not squashed by tanh. */
  readonly relu?: boolean;
}

/** Bytes of one line: 8 rows of the batch. */
export const LINE = 32;

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** Lines of one LSTM with those of padding: features, state, ones. */
export const lstmDepth = (features: number, units: number): number => roundUp(features + units + 1, 6);

/** Where one LSTM's weight lies among the floats of the kernels' order [unit][line][gate]. */
export const lstmIndex = (line: number, unit: number, gate: number, depth: number): number =>
  (unit * depth + line) * 4 + gate;

/** One LSTM layer's scratch memory for a tile of 8 rows, and its passes over it. */
export class LstmTile {
  /** The layer's input: its first `features` lines of every step are to be written before `forward`. */
  readonly input: Lines;
  /** Gradients of the input after `backward`, unless only the weights' are wanted. */
  readonly dInput: Lines;
  /** The state and cell before the first step, zeros unless written; with `initial`, their gradients after `backward`. */
  readonly state: number;
  readonly cell: number;
  readonly dState: number;
  readonly dCell: number;
  /** The cell after the last step. */
  readonly lastCell: number;
  private readonly memory: Memory;
  private readonly sizes: LstmTileSizes;
  private readonly depth: number;
  private readonly gates: Lines;
  private readonly squashed: number;
  private readonly back: number;
  private readonly tiles: number;
  private readonly first: number;
  private readonly initial: boolean;

  /** @param wants whether gradients of the input and of the initial state are. */
  constructor(memory: Memory, sizes: LstmTileSizes, wants: { readonly input: boolean; readonly initial: boolean }) {
    const { features, units, steps } = sizes;
    this.memory = memory;
    this.sizes = sizes;
    this.initial = wants.initial;
    this.depth = lstmDepth(features, units);
    const lineStep = this.depth * LINE;
    this.input = { at: memory.take((steps + 1) * lineStep), step: lineStep };
    this.state = this.input.at + features * LINE;
    // Not a power of two apart, so that steps do not fall on each other in the cache.
    const gateStep = units * 4 * LINE + 64;
    this.gates = { at: memory.take(steps * gateStep), step: gateStep };
    this.cell = memory.take((steps + 1) * units * LINE);
    this.lastCell = this.cell + steps * units * LINE;
    this.squashed = memory.take(steps * units * LINE);
    this.first = wants.input ? 0 : features;
    this.tiles = Math.ceil((features + units - this.first) / 6);
    const dLineStep = wants.input ? this.tiles * 6 * LINE : 0;
    const dLines = memory.take((wants.input ? steps + 1 : 1) * this.tiles * 6 * LINE);
    this.dInput = { at: dLines, step: dLineStep };
    this.dState = dLines + (features - this.first) * LINE;
    this.dCell = memory.take(units * LINE);
    this.back = memory.take(this.tiles * 6 * units * 16);
    for (let t = 0; t <= steps; t++) {
      memory.floats(this.input.at + t * lineStep + (features + units) * LINE, 8).fill(1);
    }
  }

  /** Readies weights for `backward`; once whenever they changed. */
  turn(weights: number): void {
    const { features, units } = this.sizes;
    this.memory.kernels.lstmTurn(weights, this.depth * 16, units, this.first, features + units - this.first, this.back);
  }

  /** @param from the first step whose state is handed out. @param mask 0 = none. */
  forward(weights: number, out: Lines, from: number, mask: number): void {
    const { features, units, steps } = this.sizes;
    this.memory.kernels.lstmForward(
      weights,
      this.depth * 16,
      units,
      features + units + 1,
      steps,
      this.input.at,
      this.input.step,
      features * LINE,
      this.gates.at,
      this.gates.step,
      this.cell,
      this.squashed,
      out.at,
      out.step,
      from,
      mask,
      Number(this.sizes.relu === true),
    );
  }

  /** @param sums lanes of the weights' gradients, which grow. Returns the first step with gradients of its input. */
  backward(above: Above, mask: number, sums: number): number {
    const { features, units, steps } = this.sizes;
    return this.memory.kernels.lstmBackward(
      units,
      steps,
      this.input.at,
      this.input.step,
      this.depth / 6,
      this.gates.at,
      this.gates.step,
      this.cell,
      this.squashed,
      this.back,
      this.tiles,
      this.dInput.at,
      this.dInput.step,
      (features - this.first) * LINE,
      above.at,
      above.step,
      above.from,
      mask,
      this.dCell,
      sums,
      Number(this.first === 0 || this.initial),
      Number(this.sizes.relu === true),
    );
  }

  /** Cells' gradients are those that `dCell` begins with; sessions begin with none. */
  clear(): void {
    this.memory.floats(this.dCell, this.sizes.units * 8).fill(0);
  }
}
