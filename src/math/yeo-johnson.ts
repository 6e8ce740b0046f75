import { golden } from './golden';
import { powerOfLog as power } from './power-of-log';

/** Yeo and Johnson (2000), Biometrika 87: a power transform for values of either sign, continuous in `lambda`. */
export function yeoJohnson(x: number, lambda: number): number {
  return x < 0 ? -power(Math.log1p(-x), 2 - lambda) : power(Math.log1p(x), lambda);
}

/** Its inverse; infinite where no value of finite size is sent to `y`. */
export function yeoJohnsonInverse(y: number, lambda: number): number {
  return y < 0 ? -inverse(-y, 2 - lambda) : inverse(y, lambda);
}

function inverse(y: number, p: number): number {
  if (Math.abs(p) < 1e-12) return Math.expm1(y);
  return p * y <= -1 ? Number.POSITIVE_INFINITY : Math.expm1(Math.log1p(p * y) / p);
}

/**
 * The lambda of greatest likelihood (profile likelihood of a normal distribution, as SciPy's `yeojohnson_normmax` and
 * scikit-learn's PowerTransformer), by golden-section search to 1e-7 among the powers that lose no digits on the way
 * back. 1, the identity, for a constant series.
 */
export function bestLambda(values: Float64Array): number {
  const [low, high] = bounds(values);
  const constant = values.every((value) => value === values[0]);
  return constant || low >= high ? 1 : golden(likelihood(values), low, high);
}

/** The likelihood of a power, but for a constant, as a function of it. Signed logarithms are taken once for all powers. */
function likelihood(values: Float64Array): (lambda: number) => number {
  const n = values.length;
  const logs = values.map((value) => Math.sign(value) * Math.log1p(Math.abs(value)));
  const jacobian = logs.reduce((sum, log) => sum + log, 0);
  const transformed = new Float64Array(n);
  return (lambda) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const log = logs[i] as number;
      const y = log < 0 ? -power(-log, 2 - lambda) : power(log, lambda);
      transformed[i] = y;
      sum += y;
    }
    const mean = sum / n;
    let squares = 0;
    for (const y of transformed) squares += (y - mean) ** 2;
    const result = (-n / 2) * Math.log(squares / n) + (lambda - 1) * jacobian;
    return Number.isFinite(result) ? result : Number.NEGATIVE_INFINITY;
  };
}

/**
 * Powers p for which (1 + |x|)^p stays between 1e-5 and 1e100 for every value (a smaller power crushes large values
 * into one number). Values of either sign have power lambda above 0 and 2 - lambda below.
 */
function bounds(values: Float64Array): readonly [number, number] {
  let above = 0;
  let below = 0;
  for (const value of values) {
    above = Math.max(above, Math.log1p(Math.max(value, 0)));
    below = Math.max(below, Math.log1p(Math.max(-value, 0)));
  }
  const least = (log: number): number => (log > 0 ? Math.max(-50, Math.log(1e-5) / log) : -50);
  const most = (log: number): number => (log > 0 ? Math.min(50, Math.log(1e100) / log) : 50);
  return [Math.max(least(above), 2 - most(below)), Math.min(most(above), 2 - least(below))];
}
