import {
  add,
  concat,
  matMul,
  mul,
  relu,
  reshape,
  split,
  step,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { LstmSizes } from '../../lstm/op';
import type { Layout, Slot } from '../../network/layout';
import { atStep, type LayerInputs, lstmBackward, lstmForward } from './lstm';
import { maskOf } from './mask';

/** A layer's output, and the way back: from the gradient of its output to those of its input and weights. */
interface Applied {
  readonly output: Tensor3D;
  back(dOutput: Tensor3D): { readonly dInput: Tensor3D; readonly gradients: readonly Tensor3D[] };
}

/**
 * Networks of one layout side by side, on the current backend; call inside `tidy`.
 * @param parameters flat, [groups, layout.size].
 * @param x rows in order of time, [groups, steps · batch, features].
 * @param keys of the dropout masks of a layer, one a group; absent = no dropout.
 * @returns the output [groups, batch, outputs], and `back`, which turns its gradient into that of `parameters`.
 */
export function forward(
  layout: Layout,
  parameters: Tensor2D,
  x: Tensor3D,
  keys?: (layer: number) => readonly number[],
): { readonly output: Tensor3D; back(dOutput: Tensor3D): Tensor2D } {
  const groups = parameters.shape[0];
  const batch = x.shape[1] / layout.inputShape[0];
  const weights = weightsOf(layout, parameters);
  const applied: Applied[] = [];
  let [steps] = layout.inputShape;
  let output = x;
  for (const [index, { layer, inputs, slots }] of layout.layers.entries()) {
    const own = slots.map((slot) => weights.get(slot) as Tensor3D);
    if (layer.kind === 'lstm') {
      const [kernel, recurrent, bias] = own as [Tensor3D, Tensor3D, Tensor3D];
      const sizes = { groups, batch, steps, features: inputs, units: layer.units };
      applied.push(
        lstm({ rows: output, kernel, recurrent, bias }, sizes, layer.returnSequences, layer.activation === 'relu'),
      );
      if (!layer.returnSequences) steps = 1;
    } else if (layer.kind === 'dense') {
      const [kernel, bias] = own as [Tensor3D, Tensor3D];
      applied.push(dense(output, kernel, bias, layer.activation));
    } else if (keys !== undefined) {
      applied.push(dropout(output, maskOf(keys(index), batch, inputs, layer.rate), steps));
    } else applied.push(unchanged(output));
    output = (applied.at(-1) as Applied).output;
  }
  return {
    output,
    back(dOutput) {
      const gradients: Tensor2D[][] = [];
      let d = dOutput;
      for (const layer of applied.toReversed()) {
        const result = layer.back(d);
        d = result.dInput;
        gradients.unshift(result.gradients.map((gradient) => reshape(gradient, [groups, -1])));
      }
      return concat(gradients.flat(), 1);
    },
  };
}

/** Each weight as matrices side by side, [groups, rows, columns]. */
function weightsOf(layout: Layout, parameters: Tensor2D): ReadonlyMap<Slot, Tensor3D> {
  const slots = layout.layers.flatMap((layer) => layer.slots);
  const pieces = split(
    parameters,
    slots.map(({ size }) => size),
    1,
  );
  const matrix = (piece: Tensor, { shape }: Slot): Tensor3D =>
    reshape(piece, [piece.shape[0] as number, shape.length === 1 ? 1 : (shape[0] as number), shape.at(-1) as number]);
  return new Map(slots.map((slot, k) => [slot, matrix(pieces[k] as Tensor, slot)]));
}

function lstm(inputs: LayerInputs, sizes: LstmSizes, sequences: boolean, rectified: boolean): Applied {
  const run = lstmForward(inputs, sizes, rectified);
  const states = run.moments.map(({ state }) => state);
  const above = (d: Tensor3D, t: number): Tensor3D | undefined =>
    sequences ? atStep(d, t, sizes.batch) : t === sizes.steps - 1 ? d : undefined;
  return {
    output: sequences ? concat(states, 1) : (states.at(-1) as Tensor3D),
    back(dOutput) {
      const d = lstmBackward((t) => above(dOutput, t), inputs, run, rectified);
      return { dInput: d.rows, gradients: [d.kernel, d.recurrent, d.bias] };
    },
  };
}

function dense(input: Tensor3D, kernel: Tensor3D, bias: Tensor3D, activation: 'relu' | 'linear'): Applied {
  const sums: Tensor3D = add(matMul(input, kernel), bias);
  return {
    output: activation === 'relu' ? relu(sums) : sums,
    back(dOutput) {
      const dSums: Tensor3D = activation === 'relu' ? mul(dOutput, step(sums)) : dOutput;
      return {
        dInput: matMul(dSums, kernel, false, true),
        gradients: [matMul(input, dSums, true, false), sum(dSums, 1, true)],
      };
    },
  };
}

/** One mask for all steps of a window. */
function dropout(input: Tensor3D, mask: Tensor3D, steps: number): Applied {
  const [groups, batch, units] = mask.shape;
  const masked = (rows: Tensor3D): Tensor3D =>
    reshape(mul(reshape(rows, [groups, steps, batch, units]), reshape(mask, [groups, 1, batch, units])), [
      groups,
      steps * batch,
      units,
    ]);
  return { output: masked(input), back: (dOutput) => ({ dInput: masked(dOutput), gradients: [] }) };
}

const unchanged = (input: Tensor3D): Applied => ({
  output: input,
  back: (dOutput) => ({ dInput: dOutput, gradients: [] }),
});
