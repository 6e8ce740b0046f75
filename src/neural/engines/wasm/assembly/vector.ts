/** Vectors of 4 floats: what all kernels are made of. */

/** a b + sum; in one instruction, and one rounding, where relaxed SIMD is. */
@inline
export function madd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(f32x4.mul(a, b), sum);
}

/** sum - a b. */
@inline
export function nmadd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, sum);
  return f32x4.sub(sum, f32x4.mul(a, b));
}

/** Without what is tiny beside `grain` (under 2^-24 of it): denormals are slow, and WASM cannot flush them to zero. */
@inline
export function flushed(x: v128, grain: v128): v128 {
  return f32x4.sub(f32x4.add(x, grain), grain);
}

/** Held within low and high; operands may not be NaN, or the result is one of the bounds. */
@inline
export function clamped(x: v128, low: v128, high: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_min(f32x4.relaxed_max(x, low), high);
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

/** Four floats that are one. */
@inline
export function splat(at: usize): v128 {
  return v128.load32_splat(at);
}

/** The sum of the four. */
@inline
export function total(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** The four totals of four vectors that lie one after the other. */
@inline
export function totals(at: usize): v128 {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** All ones in the lanes from `first` on whose number is below `count`. */
@inline
export function lanesBelow(count: i32, first: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3)), i32x4.splat(count));
}
