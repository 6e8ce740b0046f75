import { type Tensor3D, tensor3d } from '@tensorflow/tfjs-core';
import { maskAt } from '../../network/dropout';

/** The dropout masks of one layer, [groups, rows, units], with a key for each group; drawn on the host. */
export function maskOf(keys: readonly number[], rows: number, units: number, rate: number): Tensor3D {
  const mask = new Float32Array(keys.length * rows * units);
  for (let k = 0; k < mask.length; k++) {
    const row = Math.floor(k / units);
    mask[k] = maskAt(keys[Math.floor(row / rows)] as number, row % rows, units, k % units, rate);
  }
  return tensor3d(mask, [keys.length, rows, units]);
}
