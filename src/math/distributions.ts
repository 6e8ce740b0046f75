const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** The logarithm of the gamma function for x > 0 (Lanczos 1964, g = 7, nine terms). */
function logGamma(x: number): number {
  const at = x - 1;
  const sum = LANCZOS.reduce((total, term, i) => total + term / (at + i + 1), 0.9999999999998099);
  const t = at + 7.5;
  return 0.9189385332046728 + (at + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The upper regularised incomplete gamma function Q(a, x), a > 0, x >= 0: by its series below a + 1, by Lentz's continued
 * fraction above (Press et al., Numerical Recipes, 6.2).
 */
function gammaTail(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000 && Math.abs(term) > Math.abs(sum) * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - scale * sum;
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 1000; i++) {
    const by = -i * (i - a);
    b += 2;
    d = 1 / (Math.abs(by * d + b) < tiny ? tiny : by * d + b);
    c = Math.abs(b + by / c) < tiny ? tiny : b + by / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return scale * fraction;
}

/** The chance that a chi-squared variable with `freedom` degrees of freedom is at least `x`. */
export const chiSquaredTail = (x: number, freedom: number): number => gammaTail(freedom / 2, x / 2);

/** The chance that a standard normal variable is at most `z`. */
export function normalCdf(z: number): number {
  const tail = gammaTail(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** The value below which a standard normal variable lies with chance `level`, 0 < level < 1: Acklam's (2003), refined once by Halley. */
export function normalQuantile(level: number): number {
  const start = acklam(level);
  const miss = (normalCdf(start) - level) * 2.5066282746310002 * Math.exp((start * start) / 2);
  return start - miss / (1 + (start * miss) / 2);
}

const A = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

const polynomial = (terms: readonly number[], x: number): number => terms.reduce((sum, term) => sum * x + term, 0);

function acklam(level: number): number {
  if (level > 0.97575) return -acklam(1 - level);
  if (level < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(level));
    return polynomial(C, q) / polynomial(D, q);
  }
  const q = level - 0.5;
  return (polynomial(A, q * q) * q) / polynomial(B, q * q);
}
