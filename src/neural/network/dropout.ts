/**
 * Dropout masks that every engine draws alike, wherever it computes: whether a unit is dropped follows from a hash of
 * seed, step, network, layer, row and unit alone. One mask holds for all steps of a window (Gal and Ghahramani 2016).
 */

/** A bijection of 32 bits that mixes them well: `lowbias32` (Wellons, 2018). */
export function mix(bits: number): number {
  let x = bits >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The key of one network's masks of one layer in one step. `layer` counts all layers of a layout from 0. */
export const maskKey = (seed: number, step: number, group: number, layer: number): number =>
  mix(mix(mix(mix(seed) + step) + group) + layer);

/** Hashes below this are dropped. */
export const threshold = (rate: number): number => Math.round(rate * 2 ** 32);

/** The factor of one unit in one row of the batch, of `units` a row: 0, or 1 / (1 - rate). */
export const maskAt = (key: number, row: number, units: number, unit: number, rate: number): number =>
  mix(key + row * units + unit) < threshold(rate) ? 0 : 1 / (1 - rate);
