import { clamped, madd } from './vector';

/**
 * tanh(x) = x P(x²) / Q(x²) with x held within ±9.25; P and Q of degree 4, fitted for the least greatest error: 2.6e-7.
 * The sigmoid is (1 + tanh(x / 2)) / 2 by the same ratio: 1.6e-7. The numbers lie in memory four times over, since a
 * vector constant in the code is slower than a load.
 */
const TANH = memory.data<f32>([
  9.25, 9.25, 9.25, 9.25, -9.25, -9.25, -9.25, -9.25,
  0.9999998798764953, 0.9999998798764953, 0.9999998798764953, 0.9999998798764953,
  0.13356315767691276, 0.13356315767691276, 0.13356315767691276, 0.13356315767691276,
  0.003466641794564853, 0.003466641794564853, 0.003466641794564853, 0.003466641794564853,
  2.0148116967916077e-5, 2.0148116967916077e-5, 2.0148116967916077e-5, 2.0148116967916077e-5,
  1.2744233790616117e-8, 1.2744233790616117e-8, 1.2744233790616117e-8, 1.2744233790616117e-8,
  1, 1, 1, 1,
  0.4668960299780273, 0.4668960299780273, 0.4668960299780273, 0.4668960299780273,
  0.025765836329670423, 0.025765836329670423, 0.025765836329670423, 0.025765836329670423,
  0.00032389650436804836, 0.00032389650436804836, 0.00032389650436804836, 0.00032389650436804836,
  7.52075331663009e-7, 7.52075331663009e-7, 7.52075331663009e-7, 7.52075331663009e-7,
], 16);

/** The same with P scaled by 1 / 4^(i + 1), Q by 1 / 4^i and the bounds doubled; 0.5 at the end. */
const SIGMOID = memory.data<f32>([
  18.5, 18.5, 18.5, 18.5, -18.5, -18.5, -18.5, -18.5,
  0.24999996996912383, 0.24999996996912383, 0.24999996996912383, 0.24999996996912383,
  0.008347697354807047, 0.008347697354807047, 0.008347697354807047, 0.008347697354807047,
  5.416627804007583e-5, 5.416627804007583e-5, 5.416627804007583e-5, 5.416627804007583e-5,
  7.870358190592217e-8, 7.870358190592217e-8, 7.870358190592217e-8, 7.870358190592217e-8,
  1.2445540811148552e-11, 1.2445540811148552e-11, 1.2445540811148552e-11, 1.2445540811148552e-11,
  1, 1, 1, 1,
  0.11672400749450682, 0.11672400749450682, 0.11672400749450682, 0.11672400749450682,
  0.0016103647706044014, 0.0016103647706044014, 0.0016103647706044014, 0.0016103647706044014,
  5.060882880750756e-6, 5.060882880750756e-6, 5.060882880750756e-6, 5.060882880750756e-6,
  2.9377942642695664e-9, 2.9377942642695664e-9, 2.9377942642695664e-9, 2.9377942642695664e-9,
  0.5, 0.5, 0.5, 0.5,
], 16);

@inline
function ratio(x: v128, table: usize): v128 {
  const z = clamped(x, v128.load(table, 16), v128.load(table));
  const s = f32x4.mul(z, z);
  let p = v128.load(table, 96);
  let q = v128.load(table, 176);
  p = madd(p, s, v128.load(table, 80));
  q = madd(q, s, v128.load(table, 160));
  p = madd(p, s, v128.load(table, 64));
  q = madd(q, s, v128.load(table, 144));
  p = madd(p, s, v128.load(table, 48));
  q = madd(q, s, v128.load(table, 128));
  p = madd(p, s, v128.load(table, 32));
  q = madd(q, s, v128.load(table, 112));
  return f32x4.div(f32x4.mul(p, z), q);
}

@inline
export function tanh(x: v128): v128 {
  return ratio(x, TANH);
}

@inline
export function sigmoid(x: v128): v128 {
  return f32x4.add(ratio(x, SIGMOID), v128.load(SIGMOID, 192));
}

/** Both of `count` floats (a multiple of 4) at `from`, for checks of their error bounds. */
export function squash(from: usize, toSigmoid: usize, toTanh: usize, count: i32): void {
  for (let i: usize = 0, n = <usize>count << 2; i < n; i += 16) {
    v128.store(toSigmoid + i, sigmoid(v128.load(from + i)));
    v128.store(toTanh + i, tanh(v128.load(from + i)));
  }
}
