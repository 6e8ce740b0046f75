import type { Layout } from '../../network/layout';
import type { Engine, Opening, Pace, Plan, Rows, Session, Weights } from '../../session/session';
import type { Loss } from '../../train/losses';
import { levelsOf } from '../../train/losses';
import { adamRate, optimisers } from '../../train/optimisers';
import { type Flavour, type Memory, openMemory } from './memory';
import { NetworkTile } from './network-tile';

/** Networks trained by the SIMD kernels on this thread, one network after the other. */
export const wasmOf = (flavour?: Flavour): Engine => ({
  open: async (opening) => new WasmSession(await openMemory(flavour), opening),
});

export const wasm: Engine = wasmOf();

/** Rows of the batch that the kernels take at once. */
const TILE = 8;
/** In the order of `assembly/rows`' kinds. */
const lossKinds: readonly Loss['id'][] = ['mse', 'mae', 'huber', 'mape', 'pinball'];

/** One network's weights in the kernels' order: addresses. */
interface Network {
  readonly weights: number;
  readonly slots: readonly number[];
}

class WasmSession implements Session {
  private readonly memory: Memory;
  private readonly layout: Layout;
  private readonly first: number;
  private readonly tile: NetworkTile;
  private readonly networks: readonly Network[];
  private readonly sums: number;
  private readonly gradients: number;
  private readonly target: number;
  private readonly levels: number;
  private readonly rows = { at: 0, bytes: 0 };

  constructor(memory: Memory, { layout, groups, parameters, slots, first }: Opening) {
    this.memory = memory;
    this.layout = layout;
    this.first = first;
    this.tile = new NetworkTile(memory, layout);
    const { size } = this.tile;
    this.sums = memory.take(16 * size);
    this.gradients = memory.take(4 * size);
    this.target = memory.take(layout.outputs * 4 * TILE);
    this.levels = memory.take(layout.outputs * 4);
    this.networks = Array.from({ length: groups }, (_, g) => ({
      weights: this.put(parameters, g),
      slots: slots.map((slot) => this.put(slot, g)),
    }));
  }

  async train(rows: Rows, plan: Plan, pace: Pace): Promise<Float32Array> {
    const slots = this.networks[0]?.slots.length ?? 0;
    if (slots < optimisers[plan.optimiser].slots)
      throw new Error(`${plan.optimiser} needs more averages than ${slots}`);
    const batches = Math.ceil(rows.count / plan.batch);
    const placed = this.place(rows, plan.loss);
    const losses = new Float32Array(this.networks.length);
    for (const [g, network] of this.networks.entries()) {
      if (plan.active[g] !== true) {
        await pace(batches / this.networks.length);
        continue;
      }
      let sum = 0;
      for (let k = 0; k < batches; k++) {
        const from = k * plan.batch;
        sum += this.step(network, g, placed, from, Math.min(plan.batch, rows.count - from), k, plan);
        await pace(1 / this.networks.length);
      }
      losses[g] = sum / rows.count;
    }
    return losses;
  }

  async evaluate(rows: Rows, loss: Loss, batch: number, pace: Pace): Promise<Float32Array> {
    const placed = this.place(rows, loss);
    const losses = new Float32Array(this.networks.length);
    for (const [g, network] of this.networks.entries()) {
      let sum = 0;
      for (let from = 0; from < rows.count; from += batch) {
        const until = Math.min(from + batch, rows.count);
        for (let row = from; row < until; row += TILE) {
          const count = Math.min(TILE, until - row);
          this.gather(placed, g, row, count);
          this.tile.forward(network.weights, false);
          sum += this.loss(loss, count, 0, 0);
        }
        await pace(1 / this.networks.length);
      }
      losses[g] = sum / (rows.count * this.layout.outputs);
    }
    return losses;
  }

  async read(): Promise<Weights> {
    const [network] = this.networks;
    return {
      parameters: this.take(({ weights }) => weights),
      slots: (network?.slots ?? []).map((_, k) => this.take(({ slots }) => slots[k] as number)),
    };
  }

  dispose(): void {}

  /** Learns from one batch; returns the sum of its rows' losses. */
  private step(
    network: Network,
    g: number,
    placed: Placed,
    from: number,
    count: number,
    batch: number,
    plan: Plan,
  ): number {
    const { tile } = this;
    const step = plan.step + batch;
    const { outputs } = this.layout;
    tile.turn(network.weights);
    let sum = 0;
    for (let row = 0; row < count; row += TILE) {
      const here = Math.min(TILE, count - row);
      this.gather(placed, g, from + row, here);
      tile.drawMasks(plan.seed, step, this.first + g, row);
      tile.forward(network.weights, true);
      sum += this.loss(plan.loss, here, 1 / (count * outputs), tile.dOutput);
      tile.backward(network.weights, this.sums);
    }
    const norm = Math.sqrt(this.memory.kernels.reduce(this.sums, this.gradients, tile.size));
    this.change(network, norm, step + 1, plan.rates[batch] as number, plan);
    // A gradient that is no number is a loss that is none, though the loss itself may still look like one.
    return Number.isFinite(norm) ? sum / outputs : Number.NaN;
  }

  private change({ weights, slots }: Network, norm: number, step: number, rate: number, plan: Plan): void {
    const { kernels } = this.memory;
    const scale = plan.clip > 0 ? Math.min(1, plan.clip / (norm + 1e-12)) : 1;
    const [a, b] = slots as [number, number];
    const { size } = this.tile;
    switch (plan.optimiser) {
      case 'adam':
      case 'adamw': {
        const decay = plan.optimiser === 'adamw' ? rate * plan.weightDecay : 0;
        kernels.adam(weights, this.gradients, a, b, size, scale, adamRate(rate, step), decay);
        break;
      }
      case 'adamax':
        kernels.adamax(weights, this.gradients, a, b, size, scale, rate / (1 - 0.9 ** step));
        break;
      case 'rmsprop':
        kernels.rmsprop(weights, this.gradients, a, size, scale, rate);
        break;
      case 'sgd':
        kernels.sgd(weights, this.gradients, size, scale, rate);
    }
  }

  /** Puts rows into the memory, and the levels their loss aims at. */
  private place({ x, y, count }: Rows, loss: Loss): Placed {
    const bytes = x.byteLength + y.byteLength;
    if (bytes > this.rows.bytes) Object.assign(this.rows, { at: this.memory.take(bytes), bytes });
    this.memory.floats(this.rows.at, x.length).set(x);
    this.memory.floats(this.rows.at + x.byteLength, y.length).set(y);
    this.memory.floats(this.levels, this.layout.outputs).set(levelsOf(loss, this.layout.outputs));
    return { x: this.rows.at, y: this.rows.at + x.byteLength, count };
  }

  private gather({ x, y, count: rows }: Placed, g: number, row: number, count: number): void {
    const { gather } = this.memory.kernels;
    const { outputs, inputShape } = this.layout;
    const [steps, features] = inputShape;
    const at = g * rows + row;
    const width = steps * features * 4;
    gather(x + at * width, width, count, steps, features, this.tile.input.at, this.tile.input.step);
    gather(y + at * outputs * 4, outputs * 4, count, 1, outputs, this.target, 0);
  }

  private loss({ id }: Loss, count: number, scale: number, dOutput: number): number {
    const { outputs } = this.layout;
    const kind = lossKinds.indexOf(id);
    return this.memory.kernels.loss(kind, this.tile.output, this.target, this.levels, outputs, count, scale, dOutput);
  }

  /** The address of one network's share of values in the layout's order, turned into the kernels'. */
  private put(values: Float32Array, g: number): number {
    const { size, index } = this.tile;
    const at = this.memory.take(4 * size);
    const floats = this.memory.floats(at, size);
    const from = g * index.length;
    for (let k = 0; k < index.length; k++) floats[index[k] as number] = values[from + k] as number;
    return at;
  }

  private take(of: (network: Network) => number): Float32Array {
    const { size, index } = this.tile;
    const values = new Float32Array(this.networks.length * index.length);
    for (const [g, network] of this.networks.entries()) {
      const floats = this.memory.floats(of(network), size);
      const to = g * index.length;
      for (let k = 0; k < index.length; k++) values[to + k] = floats[index[k] as number] as number;
    }
    return values;
  }
}

/** Rows in the memory: addresses. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly count: number;
}
