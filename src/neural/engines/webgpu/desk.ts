import { StudioError } from '../../../base/errors';
import { BUFFERS, type BufferName, STEP, type Step } from './common';
import type { Device } from './device';
import { gradientBlocks } from './gradients';
import type { Stack } from './stack';
import { updateBlocks } from './update';

/** Parts the gradients of weights are summed in: the same whatever the neighbours, so that numbers do not depend on them. */
const SPLITS_MOST = 4;
/** Apart from each other as a device demands it of dynamic offsets. */
const STEP_BYTES = 256;

export const splitsOf = (tiles: number): number => Math.min(SPLITS_MOST, tiles);

/** One dispatch: a kernel and its workgroups. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly workgroups: readonly [x: number, y?: number, z?: number];
}

/** The memory on a device that one kind of network is trained in. */
export class Desk {
  readonly stack: Stack;
  readonly networks: number;
  private readonly device: Device;
  private readonly buffers = new Map<BufferName | 'steps', GPUBuffer>();
  private group: GPUBindGroup | undefined;
  private tiles = 0;
  private taken = 0;

  /** @param averages running averages for each parameter. */
  constructor(device: Device, stack: Stack, networks: number, averages: number) {
    this.device = device;
    this.stack = stack;
    this.networks = networks;
    this.grow('parameters', 4 * networks * stack.stride);
    this.grow('averages', 4 * averages * networks * stack.size);
  }

  /** Networks that have pages at the same time. */
  get slice(): number {
    return this.taken;
  }

  /**
   * Takes memory for batches of so many tiles.
   * @throws StudioError `backend-failed` when not even one network's pages fit the device.
   */
  makeRoom(tiles: number): void {
    if (tiles <= this.tiles) return;
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.gpu.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const perNetwork = 16 * this.stack.page * tiles;
    if (perNetwork > most) {
      throw new StudioError('backend-failed', 'A batch of this size does not fit this graphics device.', {
        next: 'Choose a smaller batch or lookback, or another backend.',
        place: 'batch',
        value: 4 * tiles,
      });
    }
    this.tiles = tiles;
    const fitting = Math.floor(Math.min(this.device.limits.pages, most) / perNetwork);
    this.taken = Math.max(1, Math.min(this.networks, fitting));
    this.grow('scratch', this.taken * perNetwork);
    const { size } = this.stack;
    this.grow('gradients', 4 * this.taken * (SPLITS_MOST * size + updateBlocks(this.stack)));
  }

  /** A buffer of at least so many bytes; what a smaller one held is gone. */
  grow(name: BufferName | 'steps', bytes: number): GPUBuffer {
    const there = this.buffers.get(name);
    const size = Math.max(16, bytes);
    if (there !== undefined && there.size >= size) return there;
    there?.destroy();
    const kind = name === 'steps' ? GPUBufferUsage.UNIFORM : GPUBufferUsage.STORAGE;
    const buffer = this.device.gpu.createBuffer({
      size,
      usage: kind | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
    this.buffers.set(name, buffer);
    this.group = undefined;
    return buffer;
  }

  write(name: BufferName, data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>, at = 0): void {
    const buffer = this.buffers.get(name) ?? this.grow(name, 4 * (at + data.length));
    this.device.gpu.queue.writeBuffer(buffer, 4 * at, data);
  }

  /** Writes what the dispatches of one submission are told. */
  tell(steps: readonly Step[]): void {
    const words = new Uint32Array((steps.length * STEP_BYTES) / 4);
    const floats = new Float32Array(words.buffer);
    for (const [s, step] of steps.entries()) {
      for (const [k, [name, type]] of Object.entries(STEP).entries()) {
        (type === 'f32' ? floats : words)[(s * STEP_BYTES) / 4 + k] = step[name as keyof Step];
      }
    }
    this.device.gpu.queue.writeBuffer(this.grow('steps', 4 * words.length), 0, words);
  }

  /** Submits the dispatches of each step that was told, in order. */
  submit(dispatches: readonly (readonly Dispatch[])[]): void {
    const { gpu } = this.device;
    const encoder = gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const [s, step] of dispatches.entries()) {
      pass.setBindGroup(0, this.bound(), [s * STEP_BYTES]);
      for (const { pipeline, workgroups } of step) {
        pass.setPipeline(pipeline);
        pass.dispatchWorkgroups(...workgroups);
      }
    }
    pass.end();
    gpu.queue.submit([encoder.finish()]);
  }

  private bound(): GPUBindGroup {
    this.group ??= this.device.gpu.createBindGroup({
      layout: this.device.bindings,
      entries: [
        { binding: 0, resource: { buffer: this.grow('steps', STEP_BYTES), size: 4 * Object.keys(STEP).length } },
        ...BUFFERS.map((name, k) => ({ binding: k + 1, resource: { buffer: this.grow(name, 16) } })),
      ],
    });
    return this.group;
  }

  /** Copies of pieces of a buffer, in floats, one after the other. */
  async read(
    name: BufferName,
    pieces: readonly { readonly at: number; readonly length: number }[],
  ): Promise<Float32Array<ArrayBuffer>> {
    const { gpu, whileThere } = this.device;
    const source = this.grow(name, 16);
    const size = 4 * pieces.reduce((sum, { length }) => sum + length, 0);
    if (size === 0) return new Float32Array();
    const staging = gpu.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    try {
      const encoder = gpu.createCommandEncoder();
      let to = 0;
      for (const { at, length } of pieces) {
        encoder.copyBufferToBuffer(source, 4 * at, staging, to, 4 * length);
        to += 4 * length;
      }
      gpu.queue.submit([encoder.finish()]);
      // A lost device answers a mapping with an error of its own, and only then says that it is lost.
      await whileThere(staging.mapAsync(GPUMapMode.READ).catch(() => new Promise<never>(() => {})));
      return new Float32Array(staging.getMappedRange().slice(0));
    } finally {
      staging.destroy();
    }
  }

  dispose(): void {
    for (const buffer of this.buffers.values()) buffer.destroy();
    this.buffers.clear();
    this.group = undefined;
  }
}

/** Workgroups of the kernels for a slice of networks and a batch of tiles. */
export const workgroupsOf = (stack: Stack, tiles: number, networks: number) =>
  ({
    pages: [tiles, networks],
    gradients: [gradientBlocks(stack), splitsOf(tiles), networks],
    parameters: [updateBlocks(stack), networks],
  }) as const;
