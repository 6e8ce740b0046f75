import { normal } from '../../base/random';
import type { Layout } from './layout';

/**
 * Fresh parameters of `groups` networks, as Keras draws them: Glorot uniform kernels, orthogonal recurrent kernels,
 * zero biases with 1 for the forget gates. The last layer's kernel is zero, so an untrained network says nothing.
 */
export function initialParameters(layout: Layout, groups: number, random: () => number): Float32Array {
  const parameters = new Float32Array(groups * layout.size);
  const last = layout.layers.findLastIndex(({ layer }) => layer.kind === 'dense');
  for (let g = 0; g < groups; g++) {
    for (const [index, { layer, slots }] of layout.layers.entries()) {
      for (const { name, shape, at, size } of slots) {
        const weights = parameters.subarray(g * layout.size + at, g * layout.size + at + size);
        if (name.endsWith('/recurrent_kernel')) orthogonal(weights, shape[0] as number, shape[1] as number, random);
        else if (name.endsWith('/kernel') && index !== last)
          glorot(weights, shape[0] as number, shape[1] as number, random);
        else if (layer.kind === 'lstm') weights.fill(1, layer.units, 2 * layer.units);
      }
    }
  }
  return parameters;
}

/** Uniform in ±√(6 / (in + out)): Glorot and Bengio 2010. */
function glorot(weights: Float32Array, inputs: number, outputs: number, random: () => number): void {
  const limit = Math.sqrt(6 / (inputs + outputs));
  for (let k = 0; k < weights.length; k++) weights[k] = (2 * random() - 1) * limit;
}

/** Orthonormal rows in a random direction: normal draws, then Gram and Schmidt (rows ≤ columns). */
function orthogonal(weights: Float32Array, rows: number, columns: number, random: () => number): void {
  for (let r = 0; r < rows; r++) {
    const row = Float64Array.from({ length: columns }, () => normal(random));
    for (let earlier = 0; earlier < r; earlier++) {
      let dot = 0;
      for (let k = 0; k < columns; k++) dot += (row[k] as number) * (weights[earlier * columns + k] as number);
      for (let k = 0; k < columns; k++) row[k] = (row[k] as number) - dot * (weights[earlier * columns + k] as number);
    }
    const norm = Math.hypot(...row);
    for (let k = 0; k < columns; k++) weights[r * columns + k] = (row[k] as number) / norm;
  }
}
