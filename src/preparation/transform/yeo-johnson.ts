/** Yeo and Johnson (2000), Biometrika 87: a power transform for values of either sign, continuous in `lambda`. */
export function yeoJohnson(x: number, lambda: number): number {
  return x < 0 ? -boxCox1p(-x, 2 - lambda) : boxCox1p(x, lambda);
}

/** Its inverse; infinite where no value of finite size is sent to `y`. */
export function yeoJohnsonInverse(y: number, lambda: number): number {
  return y < 0 ? -inverseBoxCox1p(-y, 2 - lambda) : inverseBoxCox1p(y, lambda);
}

/** ((1 + x)^power - 1) / power, log(1 + x) at power 0; exact for small arguments. */
const boxCox1p = (x: number, power: number): number =>
  Math.abs(power) < 1e-12 ? Math.log1p(x) : Math.expm1(power * Math.log1p(x)) / power;

function inverseBoxCox1p(y: number, power: number): number {
  if (Math.abs(power) < 1e-12) return Math.expm1(y);
  return power * y <= -1 ? Number.POSITIVE_INFINITY : Math.expm1(Math.log1p(power * y) / power);
}

/**
 * The lambda of greatest likelihood (profile likelihood of a normal distribution, as SciPy's `yeojohnson_normmax` and
 * scikit-learn's PowerTransformer), by golden-section search to 1e-7 among the powers that lose no digits on the way
 * back. 1, the identity, for a constant series.
 */
export function bestLambda(values: Float64Array): number {
  const [low, high] = bounds(values);
  const constant = values.every((value) => value === values[0]);
  return constant || low >= high ? 1 : golden((lambda) => likelihood(values, lambda), low, high);
}

function likelihood(values: Float64Array, lambda: number): number {
  const n = values.length;
  let sum = 0;
  let jacobian = 0;
  const transformed = values.map((value) => {
    const y = yeoJohnson(value, lambda);
    sum += y;
    jacobian += Math.sign(value) * Math.log1p(Math.abs(value));
    return y;
  });
  const mean = sum / n;
  let squares = 0;
  for (const y of transformed) squares += (y - mean) ** 2;
  const result = (-n / 2) * Math.log(squares / n) + (lambda - 1) * jacobian;
  return Number.isFinite(result) ? result : Number.NEGATIVE_INFINITY;
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

/** The place of the maximum of a function with one peak in [low, high]. */
function golden(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let c = b - ratio * (b - a);
  let d = a + ratio * (b - a);
  let [fc, fd] = [f(c), f(d)];
  while (b - a > 1e-7) {
    if (fc > fd) {
      [b, d, fd] = [d, c, fc];
      c = b - ratio * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + ratio * (b - a);
      fd = f(d);
    }
  }
  return (a + b) / 2;
}
