import { golden } from './golden';
import { powerOfLog } from './power-of-log';

/** Box and Cox (1964), J. R. Statist. Soc. B 26: (x^λ - 1) / λ, and log x at λ = 0, for positive x; NaN for others. */
export const boxCox = (x: number, lambda: number): number => (x > 0 ? powerOfLog(Math.log(x), lambda) : Number.NaN);

/**
 * The lambda of greatest likelihood (profile likelihood of a normal distribution, as SciPy's `boxcox_normmax` with
 * `method='mle'`), by golden-section search to 1e-7 among the powers that keep every value finite. 1, the identity, for
 * a constant series or none.
 * @param values positive ones only
 */
export function bestBoxCox(values: Float64Array): number {
  const logs = values.map(Math.log);
  const most = logs.reduce((size, log) => Math.max(size, Math.abs(log)), 0);
  if (values.every((value) => value === values[0]) || most === 0) return 1;
  // x^λ stays between 1e-100 and 1e100; more would lose every digit of the smaller values.
  const reach = Math.min(50, Math.log(1e100) / most);
  return golden(likelihood(logs), -reach, reach);
}

/**
 * The likelihood of a power but for a constant, as a function of it. Values are divided by their geometric mean first,
 * which takes the jacobian out of it and keeps the digits.
 */
function likelihood(logs: Float64Array): (lambda: number) => number {
  const n = logs.length;
  const centre = logs.reduce((sum, log) => sum + log, 0) / n;
  const transformed = new Float64Array(n);
  return (lambda) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const y = powerOfLog((logs[i] as number) - centre, lambda);
      transformed[i] = y;
      sum += y;
    }
    const mean = sum / n;
    let squares = 0;
    for (const y of transformed) squares += (y - mean) ** 2;
    const result = -Math.log(squares);
    return Number.isNaN(result) ? Number.NEGATIVE_INFINITY : result;
  };
}
