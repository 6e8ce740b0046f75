import { plain, relaxed } from './built';

/** The kernels of `assembly/`: addresses and strides in bytes; what each does is said there. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  base(): number;
  gather(
    from: number,
    stride: number,
    count: number,
    steps: number,
    features: number,
    to: number,
    lineStep: number,
  ): void;
  dropoutMask(to: number, units: number, key: number, row: number, threshold: number, kept: number): void;
  loss(
    kind: number,
    output: number,
    target: number,
    levels: number,
    outputs: number,
    count: number,
    scale: number,
    dOutput: number,
  ): number;
  lstmForward(
    weights: number,
    stride: number,
    units: number,
    depth: number,
    steps: number,
    lines: number,
    lineStep: number,
    stateAt: number,
    gates: number,
    gateStep: number,
    cells: number,
    squashed: number,
    out: number,
    outStep: number,
    outFrom: number,
    mask: number,
    relu: number,
  ): void;
  lstmBackward(
    units: number,
    steps: number,
    lines: number,
    lineStep: number,
    lineTiles: number,
    gates: number,
    gateStep: number,
    cells: number,
    squashed: number,
    back: number,
    tiles: number,
    dLines: number,
    dLineStep: number,
    dStateAt: number,
    above: number,
    aboveStep: number,
    aboveFrom: number,
    mask: number,
    dCell: number,
    sums: number,
    toStart: number,
    relu: number,
  ): number;
  lstmTurn(weights: number, stride: number, units: number, first: number, count: number, back: number): void;
  denseForward(
    weights: number,
    stride: number,
    units: number,
    depth: number,
    lines: number,
    out: number,
    relu: number,
    mask: number,
  ): void;
  denseBackward(
    weights: number,
    stride: number,
    units: number,
    depth: number,
    lines: number,
    out: number,
    relu: number,
    mask: number,
    dOut: number,
    dLines: number,
    sums: number,
  ): void;
  reduce(sums: number, gradients: number, count: number): number;
  adam(w: number, g: number, a: number, b: number, count: number, scale: number, rate: number, decay: number): void;
  adamax(w: number, g: number, a: number, b: number, count: number, scale: number, rate: number): void;
  rmsprop(w: number, g: number, a: number, count: number, scale: number, rate: number): void;
  sgd(w: number, g: number, count: number, scale: number, rate: number): void;
  squash(from: number, toSigmoid: number, toTanh: number, count: number): void;
}

/** Whether this machine multiplies and adds in one instruction. */
export type Flavour = 'relaxed' | 'plain';

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const modules = new Map<Flavour, Promise<WebAssembly.Module>>();

/** Relaxed SIMD where the machine has it. */
export const bestFlavour = (): Flavour => (WebAssembly.validate(bytesOf(relaxed)) ? 'relaxed' : 'plain');

/** Kernels with a memory of their own. @throws WebAssembly.CompileError on machines without SIMD. */
export async function openMemory(flavour: Flavour = bestFlavour()): Promise<Memory> {
  const compiled = modules.get(flavour) ?? WebAssembly.compile(bytesOf(flavour === 'relaxed' ? relaxed : plain));
  modules.set(flavour, compiled);
  const { exports } = await WebAssembly.instantiate(await compiled);
  return new Memory(exports as unknown as Kernels);
}

const PAGE = 65536;

/** Memory handed out from bottom to top, never taken back. */
export class Memory {
  readonly kernels: Kernels;
  private top: number;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
    this.top = kernels.base();
  }

  /** The address of so many bytes of zeros, on a cache line's border. @throws RangeError above 4 GiB. */
  take(bytes: number): number {
    const at = Math.ceil(this.top / 64) * 64;
    this.top = at + bytes;
    const { memory } = this.kernels;
    const missing = this.top - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  /** A view of floats; taking more memory ends it. */
  floats(at: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.kernels.memory.buffer as ArrayBuffer, at, count);
  }

  /** The address of a copy. */
  put(values: Float32Array): number {
    const at = this.take(values.byteLength);
    this.floats(at, values.length).set(values);
    return at;
  }
}
