import { madd, splat } from './vector';

/**
 * Kernels of one dense layer over a tile of 8 rows: lines [in + 1][8 floats], the last of ones; weights [unit][in + 1].
 */

/** Sums of weights times lines, with `relu` nothing below zero, times `mask` unless that is 0. `stride` in bytes a unit. */
export function denseForward(
  weights: usize, stride: usize, units: i32, depth: i32, lines: usize, out: usize, relu: bool, mask: usize,
): void {
  const zero = f32x4.splat(0);
  for (let j = 0; j < units; j++) {
    let s0 = zero;
    let s1 = zero;
    for (let k: usize = 0; k < <usize>depth; k++) {
      const w = splat(weights + (k << 2));
      s0 = madd(w, v128.load(lines + (k << 5)), s0);
      s1 = madd(w, v128.load(lines + (k << 5), 16), s1);
    }
    if (relu) {
      s0 = f32x4.max(zero, s0);
      s1 = f32x4.max(zero, s1);
    }
    if (mask) {
      s0 = f32x4.mul(s0, v128.load(mask));
      s1 = f32x4.mul(s1, v128.load(mask, 16));
      mask += 32;
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    weights += stride;
    out += 32;
  }
}

/**
 * From the gradients of the outputs to those of the lines, and lanes of the weights' gradients in `sums` [unit][in + 1]
 * [4 lanes]. `dLines` 0 = not wanted.
 */
export function denseBackward(
  weights: usize, stride: usize, units: i32, depth: i32, lines: usize, out: usize, relu: bool, mask: usize,
  dOut: usize, dLines: usize, sums: usize,
): void {
  const zero = f32x4.splat(0);
  if (dLines) memory.fill(dLines, 0, <usize>depth << 5);
  for (let j = 0; j < units; j++) {
    let d0 = v128.load(dOut);
    let d1 = v128.load(dOut, 16);
    if (mask) {
      d0 = f32x4.mul(d0, v128.load(mask));
      d1 = f32x4.mul(d1, v128.load(mask, 16));
      mask += 32;
    }
    if (relu) {
      d0 = v128.and(d0, f32x4.gt(v128.load(out), zero));
      d1 = v128.and(d1, f32x4.gt(v128.load(out, 16), zero));
    }
    for (let k: usize = 0; k < <usize>depth; k++) {
      const x = lines + (k << 5);
      const s = sums + (k << 4);
      v128.store(s, madd(d1, v128.load(x, 16), madd(d0, v128.load(x), v128.load(s))));
      if (dLines) {
        const w = splat(weights + (k << 2));
        const d = dLines + (k << 5);
        v128.store(d, madd(w, d0, v128.load(d)));
        v128.store(d, madd(w, d1, v128.load(d, 16)), 16);
      }
    }
    weights += stride;
    sums += stride << 2;
    dOut += 32;
    out += 32;
  }
}
