import {
  add,
  concat,
  matMul,
  mul,
  pad,
  relu,
  reshape,
  slice,
  split,
  step,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { type LstmInputs, sizesOf } from '../lstm/kernel';
import { lstmKernel } from '../lstm/kernels';
import type { Layout, Slot } from './layout';

/** A layer's output and the way back: from the gradient of its output to those of its input and weights. */
interface Applied {
  readonly output: Tensor;
  back(dOutput: Tensor): { readonly dInput: Tensor; readonly gradients: readonly Tensor[] };
}

/** Draws a dropout mask: 0 with probability `rate`, else 1 / (1 - rate). */
export type DrawMask = (shape: readonly number[], rate: number) => Tensor;

/**
 * Networks of one layout side by side, on the current backend. Call inside `tidy`.
 * @param parameters flat, [groups, layout.size].
 * @param x [groups, batch, steps, features].
 * @param drawMask masks for dropout when training; absent = no dropout.
 * @returns the output [groups, batch, outputs], and `back`, which turns its gradient into that of `parameters`.
 */
export function apply(
  layout: Layout,
  parameters: Tensor2D,
  x: Tensor4D,
  drawMask?: DrawMask,
): { readonly output: Tensor3D; back(dOutput: Tensor3D): Tensor2D } {
  const groups = x.shape[0];
  const slots = layout.layers.flatMap((layer) => layer.slots);
  const pieces = split(
    parameters,
    slots.map((slot) => slot.size),
    1,
  );
  const weights = new Map(slots.map((slot, k) => [slot, matrix(pieces[k] as Tensor, slot)]));
  const applied: Applied[] = [];
  let value: Tensor = x;
  for (const { layer, slots: own } of layout.layers) {
    const given = own.map((slot) => weights.get(slot) as Tensor3D);
    const done = applyLayer(layer, given, value, drawMask);
    applied.push(done);
    value = done.output;
  }
  return {
    output: value as Tensor3D,
    back(dOutput) {
      const gradients: Tensor2D[][] = [];
      let d: Tensor = dOutput;
      for (const layer of applied.toReversed()) {
        const result = layer.back(d);
        d = result.dInput;
        gradients.unshift(result.gradients.map((gradient) => reshape(gradient, [groups, -1])));
      }
      return concat(gradients.flat(), 1);
    },
  };
}

const matrix = (piece: Tensor, { shape }: Slot): Tensor3D =>
  reshape(piece, [piece.shape[0] as number, shape.length === 1 ? 1 : (shape[0] as number), shape.at(-1) as number]);

function applyLayer(
  layer: Layout['layers'][number]['layer'],
  weights: readonly Tensor3D[],
  input: Tensor,
  drawMask: DrawMask | undefined,
): Applied {
  switch (layer.kind) {
    case 'lstm': {
      const [kernel, recurrent, bias] = weights as readonly [Tensor3D, Tensor3D, Tensor3D];
      return lstm({ x: input as Tensor4D, kernel, recurrent, bias }, layer.returnSequences);
    }
    case 'dropout':
      return drawMask === undefined || layer.rate === 0 ? unchanged(input) : dropout(input, layer.rate, drawMask);
    case 'dense': {
      const [kernel, bias] = weights as readonly [Tensor3D, Tensor3D];
      return dense(input as Tensor3D, kernel, bias, layer.activation);
    }
  }
}

function lstm(inputs: LstmInputs, sequences: boolean): Applied {
  const kernel = lstmKernel();
  const sizes = sizesOf(inputs);
  const { groups, batch, steps, units } = sizes;
  const { states, saved } = kernel.forward(inputs, sizes);
  const before: [number, number] = [0, 0];
  return {
    output: sequences
      ? states
      : reshape(slice(states, [0, 0, steps - 1, 0], [groups, batch, 1, units]), [groups, batch, units]),
    back(d) {
      const dStates = sequences
        ? (d as Tensor4D)
        : pad(reshape(d, [groups, batch, 1, units]) as Tensor4D, [before, before, [steps - 1, 0], before]);
      const [dInput, ...gradients] = kernel.backward(dStates, inputs, states, saved, sizes);
      return { dInput, gradients };
    },
  };
}

/** One mask for all steps of a window (Gal and Ghahramani 2016): what is dropped stays dropped. */
function dropout(input: Tensor, rate: number, drawMask: DrawMask): Applied {
  const [groups, batch] = input.shape as [number, number];
  const units = input.shape.at(-1) as number;
  const mask = drawMask(input.rank === 4 ? [groups, batch, 1, units] : [groups, batch, units], rate);
  return { output: mul(input, mask), back: (d) => ({ dInput: mul(d, mask), gradients: [] }) };
}

function dense(input: Tensor3D, kernel: Tensor3D, bias: Tensor3D, activation: 'relu' | 'linear'): Applied {
  const sums = add(matMul(input, kernel), bias) as Tensor3D;
  return {
    output: activation === 'relu' ? relu(sums) : sums,
    back(d) {
      const dSums = (activation === 'relu' ? mul(d, step(sums)) : d) as Tensor3D;
      return {
        dInput: matMul(dSums, kernel, false, true),
        gradients: [matMul(input, dSums, true, false), sum(dSums, 1, true)],
      };
    },
  };
}

const unchanged = (input: Tensor): Applied => ({ output: input, back: (d) => ({ dInput: d, gradients: [] }) });
