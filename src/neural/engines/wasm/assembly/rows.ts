import { lanesBelow, total } from './vector';

/** Rows of the batch into tiles of 8, dropout's masks, and losses. */

/** Up to 8 rows, `stride` bytes apart, of `steps` x `features` floats, into lines; missing rows become zeros. */
export function gather(
  from: usize, stride: usize, count: i32, steps: i32, features: i32, to: usize, lineStep: usize,
): void {
  for (let row = 0; row < 8; row++) {
    let p = from + <usize>row * stride;
    for (let t = 0; t < steps; t++) {
      let line = to + <usize>t * lineStep + (<usize>row << 2);
      for (let k = 0; k < features; k++) {
        store<f32>(line, row < count ? load<f32>(p) : 0);
        p += 4;
        line += 32;
      }
    }
  }
}

@inline
function mix(bits: v128): v128 {
  let x = v128.xor(bits, i32x4.shr_u(bits, 16));
  x = i32x4.mul(x, i32x4.splat(0x7feb352d));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** `network/dropout`'s masks of 8 rows from `row` on: `kept` where a unit stays, else 0. */
export function dropoutMask(to: usize, units: i32, key: u32, row: i32, threshold: u32, kept: f32): void {
  const flip = i32x4.splat(i32.MIN_VALUE);
  const limit = v128.xor(i32x4.splat(<i32>threshold), flip);
  const factor = f32x4.splat(kept);
  for (let half = 0; half < 2; half++) {
    const rows = i32x4.add(i32x4.splat(row + 4 * half), i32x4(0, 1, 2, 3));
    let at = i32x4.add(i32x4.mul(rows, i32x4.splat(units)), i32x4.splat(<i32>key));
    for (let unit: usize = 0; unit < <usize>units; unit++) {
      // Unsigned comparison, by turning the sign bit of both.
      const stays = i32x4.ge_s(v128.xor(mix(at), flip), limit);
      v128.store(to + (unit << 5) + (<usize>half << 4), v128.and(stays, factor));
      at = i32x4.add(at, i32x4.splat(1));
    }
  }
}

/** In the order of `lossKinds`. */
const enum Kind {
  MSE,
  MAE,
  HUBER,
  MAPE,
  PINBALL,
}

/**
 * The sum of `train/losses` over a tile's first `count` rows, and the gradients of `scale` times it (0 in missing rows).
 * @param output @param target @param dOutput [outputs][8 floats].
 * @param levels [outputs] floats: the quantile each output is aimed at.
 */
export function loss(
  kind: i32, output: usize, target: usize, levels: usize, outputs: i32, count: i32, scale: f32, dOutput: usize,
): f32 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const share = f32x4.splat(scale);
  let sum = zero;
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const level = v128.load32_splat(levels + (k << 2));
    for (let half = 0; half < 2; half++) {
      const at = (k << 5) + (<usize>half << 4);
      const y = v128.load(target + at);
      const e = f32x4.sub(v128.load(output + at), y);
      const size = f32x4.abs(e);
      const sign = f32x4.sub(v128.and(one, f32x4.gt(e, zero)), v128.and(one, f32x4.lt(e, zero)));
      let value = size;
      let slope = sign;
      if (kind == Kind.MSE) {
        value = f32x4.mul(e, e);
        slope = f32x4.add(e, e);
      } else if (kind == Kind.HUBER) {
        const near = f32x4.pmin(size, one);
        value = f32x4.mul(near, f32x4.sub(size, f32x4.mul(near, f32x4.splat(0.5))));
        slope = f32x4.mul(near, sign);
      } else if (kind == Kind.MAPE) {
        const weight = f32x4.div(f32x4.splat(100), f32x4.max(f32x4.abs(y), f32x4.splat(0.1)));
        value = f32x4.mul(size, weight);
        slope = f32x4.mul(sign, weight);
      } else if (kind == Kind.PINBALL) {
        const under = f32x4.lt(e, zero);
        const weight = v128.bitselect(level, f32x4.sub(one, level), under);
        value = f32x4.mul(size, weight);
        slope = f32x4.mul(sign, weight);
      }
      const there = lanesBelow(count, half << 2);
      sum = f32x4.add(sum, v128.and(value, there));
      if (dOutput) v128.store(dOutput + at, v128.and(f32x4.mul(slope, share), there));
    }
  }
  return total(sum);
}
