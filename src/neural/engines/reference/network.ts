import type { Layout } from '../../network/layout';
import {
  addProduct,
  handedOut,
  type LayerInputs,
  type LayerSizes,
  lstmBackward,
  lstmForward,
  masked,
  productBack,
  takenBack,
} from './lstm';

/** A layer's output, and the way back: from the gradient of its output to those of its input and weights. */
interface Applied {
  readonly output: Float64Array;
  back(dOutput: Float64Array): { readonly dInput: Float64Array; readonly gradients: readonly Float64Array[] };
}

/**
 * One network, in double precision.
 * @param parameters flat, in the places of `layout`.
 * @param x [rows, steps, features].
 * @param keys of each layer's dropout masks, see `network/dropout`; absent = no dropout.
 * @returns the output [rows, outputs], and `back`, which turns its gradient into that of `parameters`.
 */
export function forward(
  layout: Layout,
  parameters: Float64Array,
  x: Float64Array,
  rows: number,
  keys?: readonly number[],
): { readonly output: Float64Array; back(dOutput: Float64Array): Float64Array } {
  const applied: Applied[] = [];
  let [steps] = layout.inputShape;
  let output = x;
  for (const [index, { layer, inputs, slots }] of layout.layers.entries()) {
    const weights = slots.map(({ at, size }) => parameters.subarray(at, at + size));
    if (layer.kind === 'lstm') {
      const [kernel, recurrent, bias] = weights as [Float64Array, Float64Array, Float64Array];
      const sizes = { batch: rows, steps, features: inputs, units: layer.units, relu: layer.activation === 'relu' };
      applied.push(lstm({ x: output, kernel, recurrent, bias }, sizes, layer.returnSequences));
      if (!layer.returnSequences) steps = 1;
    } else if (layer.kind === 'dense') {
      const [kernel, bias] = weights as [Float64Array, Float64Array];
      applied.push(dense(output, kernel, bias, layer.activation));
    } else if (keys !== undefined) applied.push(dropout(output, rows, inputs, keys[index] as number, layer.rate));
    else applied.push(unchanged(output));
    output = (applied.at(-1) as Applied).output;
  }
  return {
    output,
    back(dOutput) {
      const all = new Float64Array(layout.size);
      let d = dOutput;
      for (const [index, { slots }] of [...layout.layers.entries()].reverse()) {
        const { dInput, gradients } = (applied[index] as Applied).back(d);
        for (const [k, { at }] of slots.entries()) all.set(gradients[k] as Float64Array, at);
        d = dInput;
      }
      return all;
    },
  };
}

function lstm(inputs: LayerInputs, sizes: LayerSizes, sequences: boolean): Applied {
  const run = lstmForward(inputs, sizes);
  return {
    output: handedOut(run.states, sizes, sequences),
    back(dOutput) {
      const { x, kernel, recurrent, bias } = lstmBackward(takenBack(dOutput, sizes, sequences), inputs, run, sizes);
      return { dInput: x, gradients: [kernel, recurrent, bias] };
    },
  };
}

/** activation(x · kernel + bias) of every row. */
function dense(x: Float64Array, kernel: Float64Array, bias: Float64Array, activation: 'relu' | 'linear'): Applied {
  const units = bias.length;
  const inputs = kernel.length / units;
  const rows = x.length / inputs;
  const output = new Float64Array(rows * units);
  for (let r = 0; r < rows; r++) {
    const row = output.subarray(r * units, (r + 1) * units);
    row.set(bias);
    addProduct(row, x, r * inputs, kernel, inputs);
    if (activation === 'relu') for (let u = 0; u < units; u++) row[u] = Math.max(0, row[u] as number);
  }
  return {
    output,
    back(dOutput) {
      const dSums = activation === 'relu' ? dOutput.map((d, k) => ((output[k] as number) > 0 ? d : 0)) : dOutput;
      const dInput = new Float64Array(x.length);
      const dKernel = new Float64Array(kernel.length);
      const dBias = new Float64Array(units);
      for (let r = 0; r < rows; r++) {
        const dRow = dSums.subarray(r * units, (r + 1) * units);
        for (let u = 0; u < units; u++) dBias[u] = (dBias[u] as number) + (dRow[u] as number);
        productBack(dRow, x, r * inputs, kernel, inputs, dKernel, dInput, r * inputs);
      }
      return { dInput, gradients: [dKernel, dBias] };
    },
  };
}

function dropout(x: Float64Array, rows: number, units: number, key: number, rate: number): Applied {
  const mask = (values: Float64Array): Float64Array => masked(values, rows, units, key, rate);
  return { output: mask(x), back: (dOutput) => ({ dInput: mask(dOutput), gradients: [] }) };
}

const unchanged = (x: Float64Array): Applied => ({
  output: x,
  back: (dOutput) => ({ dInput: dOutput, gradients: [] }),
});
