import { backend, engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';

/** The functions of the tfjs-wasm 4.22 module that work in place on registered blocks (XNNPACK underneath). */
interface Native {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly tfjs: {
    registerTensor(id: number, size: number, offset: number): void;
    disposeData(id: number): void;
  };
  _malloc(bytes: number): number;
  _free(offset: number): void;
  _BatchMatMul(
    a: number,
    aShape: number,
    aRank: number,
    b: number,
    bShape: number,
    bRank: number,
    ta: number,
    tb: number,
    out: number,
  ): void;
  _Add(
    a: number,
    aShape: number,
    aRank: number,
    b: number,
    bShape: number,
    bRank: number,
    type: number,
    out: number,
  ): void;
  _Sigmoid(x: number, out: number): void;
}

interface Backend {
  readonly wasm: Native;
  makeOutput(shape: readonly number[], type: 'float32'): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
}

/** A stretch of floats on the module's heap: `at` is its index in the heap seen as Float32Array. */
export interface Block {
  readonly id: number;
  readonly at: number;
  readonly size: number;
}

const FLOAT = 0;
/** Above every id that the backend itself counts up to. */
let nextId = 2 ** 30;

/**
 * Work on the tfjs-wasm heap without an allocation, a copy and 15 µs of bookkeeping per operation. Blocks and scratch
 * live until `dispose`.
 */
export class Heap {
  private readonly backend = backend() as unknown as Backend;
  private readonly native = this.backend.wasm;
  private readonly ids: number[] = [];
  private readonly owned: number[] = [];
  private readonly shapes: number;
  private view = new Float32Array();

  constructor() {
    this.shapes = this.malloc(6);
  }

  /** The whole heap as floats. Take it afresh after an allocation or a product: the heap may have grown and moved. */
  get floats(): Float32Array {
    const { buffer } = this.native.HEAPU8;
    if (this.view.buffer !== buffer) this.view = new Float32Array(buffer);
    return this.view;
  }

  /** Where a tensor's numbers lie. */
  at(tensor: Tensor): number {
    return this.backend.typedArrayFromHeap(tensor).byteOffset >> 2;
  }

  /** A new tensor with undefined content, tracked by the engine's current scope. */
  tensor<T extends Tensor>(shape: T['shape']): T {
    return engine().makeTensorFromTensorInfo(this.backend.makeOutput(shape, 'float32')) as T;
  }

  /** Scratch memory of `size` floats with undefined content. */
  scratch(size: number): Block {
    return this.block(this.malloc(size) >>> 2, size);
  }

  /** A name for floats that lie on the heap already. */
  block(at: number, size: number): Block {
    const id = nextId++;
    this.native.tfjs.registerTensor(id, size, at * 4);
    this.ids.push(id);
    return { id, at, size };
  }

  /** out[m, n] = a[m, k] · b[k, n]. The packing of `b` is kept for as long as its block, so `b` must not change. */
  matMul(a: Block, b: Block, out: Block, m: number, k: number, n: number): void {
    new Int32Array(this.native.HEAPU8.buffer, this.shapes, 6).set([1, m, k, 1, k, n]);
    this.native._BatchMatMul(a.id, this.shapes, 3, b.id, this.shapes + 12, 3, 0, 0, out.id);
  }

  /** a[rows, n] += b[n] for each row, or a += b where they are as long. */
  add(a: Block, b: Block): void {
    const rows = a.size / b.size;
    new Int32Array(this.native.HEAPU8.buffer, this.shapes, 3).set([rows, b.size, b.size]);
    this.native._Add(a.id, this.shapes, 2, b.id, this.shapes + 8, 1, FLOAT, a.id);
  }

  /** x = 1 / (1 + e^-x), in place. */
  sigmoid(x: Block): void {
    this.native._Sigmoid(x.id, x.id);
  }

  /** Forgets the blocks and frees the scratch memory; tensors stay. */
  dispose(): void {
    for (const id of this.ids) this.native.tfjs.disposeData(id);
    for (const offset of this.owned) this.native._free(offset);
  }

  private malloc(size: number): number {
    const offset = this.native._malloc(size * 4) >>> 0;
    this.owned.push(offset);
    return offset;
  }
}
