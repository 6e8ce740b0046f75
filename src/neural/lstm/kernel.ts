import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * The arguments of one grouped LSTM: `groups` independent networks side by side, each with its own weights.
 * Gates are in Keras' order i, f, c, o along the last axis; gates are sigmoids, the cell's input and output tanh.
 */
export interface LstmInputs {
  /** [groups, batch, steps, features]. */
  readonly x: Tensor4D;
  /** [groups, features, 4 units]. */
  readonly kernel: Tensor3D;
  /** [groups, units, 4 units]. */
  readonly recurrent: Tensor3D;
  /** [groups, 1, 4 units]. */
  readonly bias: Tensor3D;
}

export interface LstmSizes {
  readonly groups: number;
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
}

/** What a forward pass leaves for the backward pass: tensors in the kernel's own layout. */
export type Saved<T> = readonly T[];

/** Gradients in the shapes of `LstmInputs`. */
export type LstmGradients<T3 = Tensor3D, T4 = Tensor4D> = readonly [x: T4, kernel: T3, recurrent: T3, bias: T3];

/**
 * One way to run the whole sequence on a backend, forward and backward. A faster kernel (AssemblyScript, WGSL, a GRU's)
 * is one more file with this shape. Both calls run inside `tidy`, and what they return is the caller's.
 */
export interface LstmKernel {
  readonly id: string;
  /** States of every step, [groups, batch, steps, units], from a zero state. */
  forward(inputs: LstmInputs, sizes: LstmSizes): { readonly states: Tensor4D; readonly saved: Saved<Tensor4D> };
  /** `dStates` has the shape of `states`. */
  backward(
    dStates: Tensor4D,
    inputs: LstmInputs,
    states: Tensor4D,
    saved: Saved<Tensor4D>,
    sizes: LstmSizes,
  ): LstmGradients;
}

/** The sizes these inputs imply. */
export function sizesOf({ x, recurrent }: LstmInputs): LstmSizes {
  const [groups, batch, steps, features] = x.shape;
  return { groups, batch, steps, features, units: recurrent.shape[1] };
}
