import { flushed, total, totals } from './vector';

/** From lanes of gradients to changed weights. All counts are of floats, multiples of 4. */

/** Gradients as totals of their four lanes, which become zero; returns the sum of their squares. */
export function reduce(sums: usize, gradients: usize, count: i32): f32 {
  const zero = f32x4.splat(0);
  let squares = zero;
  for (const end = gradients + (<usize>count << 2); gradients < end; gradients += 16) {
    const four = totals(sums);
    v128.store(gradients, four);
    squares = f32x4.add(squares, f32x4.mul(four, four));
    v128.store(sums, zero);
    v128.store(sums, zero, 16);
    v128.store(sums, zero, 32);
    v128.store(sums, zero, 48);
    sums += 64;
  }
  return total(squares);
}

/** keep a + take b, with what is about to be denormal rounded away. */
@inline
function blend(a: v128, b: v128, keep: f32, take: f32): v128 {
  const sum = f32x4.add(f32x4.mul(a, f32x4.splat(keep)), f32x4.mul(b, f32x4.splat(take)));
  return flushed(sum, f32x4.splat(1e-30));
}

/** Adam, and with `decay` (the rate times the weight decay) AdamW. `rate` has Adam's corrections in it. */
export function adam(w: usize, g: usize, a: usize, b: usize, count: i32, scale: f32, rate: f32, decay: f32): void {
  for (const end = w + (<usize>count << 2); w < end; w += 16) {
    const gradient = f32x4.mul(v128.load(g), f32x4.splat(scale));
    const mean = blend(v128.load(a), gradient, 0.9, 0.1);
    const spread = blend(v128.load(b), f32x4.mul(gradient, gradient), 0.999, 0.001);
    v128.store(a, mean);
    v128.store(b, spread);
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), mean), f32x4.add(f32x4.sqrt(spread), f32x4.splat(1e-7)));
    const weight = v128.load(w);
    v128.store(w, f32x4.sub(f32x4.sub(weight, step), f32x4.mul(weight, f32x4.splat(decay))));
    g += 16;
    a += 16;
    b += 16;
  }
}

/** Adamax; `rate` is divided by Adam's correction of the mean. */
export function adamax(w: usize, g: usize, a: usize, b: usize, count: i32, scale: f32, rate: f32): void {
  for (const end = w + (<usize>count << 2); w < end; w += 16) {
    const gradient = f32x4.mul(v128.load(g), f32x4.splat(scale));
    const mean = blend(v128.load(a), gradient, 0.9, 0.1);
    const greatest = f32x4.max(f32x4.mul(v128.load(b), f32x4.splat(0.999)), f32x4.abs(gradient));
    v128.store(a, mean);
    v128.store(b, greatest);
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), mean), f32x4.add(greatest, f32x4.splat(1e-7)));
    v128.store(w, f32x4.sub(v128.load(w), step));
    g += 16;
    a += 16;
    b += 16;
  }
}

export function rmsprop(w: usize, g: usize, a: usize, count: i32, scale: f32, rate: f32): void {
  for (const end = w + (<usize>count << 2); w < end; w += 16) {
    const gradient = f32x4.mul(v128.load(g), f32x4.splat(scale));
    const spread = blend(v128.load(a), f32x4.mul(gradient, gradient), 0.9, 0.1);
    v128.store(a, spread);
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), gradient), f32x4.sqrt(f32x4.add(spread, f32x4.splat(1e-7))));
    v128.store(w, f32x4.sub(v128.load(w), step));
    g += 16;
    a += 16;
  }
}

export function sgd(w: usize, g: usize, count: i32, scale: f32, rate: f32): void {
  for (const end = w + (<usize>count << 2); w < end; w += 16) {
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(v128.load(g), f32x4.splat(scale * rate))));
    g += 16;
  }
}
