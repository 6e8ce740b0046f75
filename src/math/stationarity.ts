import { solvePositive } from './cholesky';
import { normalCdf } from './distributions';
import { fitLine } from './regression';

export interface UnitRootTest {
  readonly statistic: number;
  readonly p: number;
  readonly lags: number;
}

/**
 * The augmented Dickey-Fuller test with a constant: H0 is a unit root, a series that wanders. Lags up to 12 (n / 100)^¼ by
 * Akaike's criterion on one sample, as statsmodels' `adfuller`; p by MacKinnon (1994, 2010). NaN for fewer than 12 values
 * or a constant.
 */
export function dickeyFuller(values: Float64Array): UnitRootTest {
  const n = values.length;
  const none = { statistic: Number.NaN, p: Number.NaN, lags: 0 };
  if (n < 12 || values.every((value) => value === values[0])) return none;
  const most = Math.min(Math.ceil(12 * (n / 100) ** 0.25), Math.floor(n / 2) - 2);
  let best = { aic: Number.POSITIVE_INFINITY, lags: 0 };
  for (let lags = 0; lags <= most; lags++) {
    const { aic } = regression(values, lags, most);
    if (aic < best.aic) best = { aic, lags };
  }
  const { t } = regression(values, best.lags, best.lags);
  return { statistic: t, p: mackinnon(t), lags: best.lags };
}

/** Δx[t] on x[t-1], its last `lags` changes and 1, over t > `from`: the t statistic of x[t-1], and the AIC. */
function regression(values: Float64Array, lags: number, from: number): { readonly t: number; readonly aic: number } {
  const size = lags + 2;
  const change = (t: number): number => (values[t] as number) - (values[t - 1] as number);
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size * 2);
  const row = new Float64Array(size);
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const count = values.length - from - 1;
  let total = 0;
  for (let t = from + 1; t < values.length; t++) {
    row[0] = (values[t - 1] as number) - centre;
    for (let k = 1; k <= lags; k++) row[k] = change(t - k);
    row[size - 1] = 1;
    const y = change(t);
    total += y * y;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++)
        gram[i * size + j] = (gram[i * size + j] as number) + (row[i] as number) * (row[j] as number);
      right[2 * i] = (right[2 * i] as number) + (row[i] as number) * y;
    }
  }
  const products = Float64Array.from({ length: size }, (_, i) => right[2 * i] as number);
  right[1] = 1; // The second right-hand side gives the first column of the inverse.
  solvePositive(gram, right, size, 2);
  let explained = 0;
  for (let i = 0; i < size; i++) explained += (right[2 * i] as number) * (products[i] as number);
  const rest = Math.max(total - explained, Number.MIN_VALUE);
  const error = Math.sqrt((rest / (count - size)) * (right[1] as number));
  return {
    t: (right[0] as number) / error,
    aic: count * (Math.log(2 * Math.PI) + Math.log(rest / count) + 1) + 2 * size,
  };
}

/** MacKinnon's response surface for one series with a constant. */
function mackinnon(t: number): number {
  if (t > 2.74) return 1;
  if (t < -18.83) return 0;
  return normalCdf(
    t <= -1.61 ? 2.1659 + 1.4412 * t + 0.038269 * t * t : 1.7339 + 0.93202 * t - 0.12745 * t * t - 0.010368 * t ** 3,
  );
}

/** Kwiatkowski et al. (1992), table 1, for a level: critical values and their p. */
const LEVEL = [
  [0.347, 0.1],
  [0.463, 0.05],
  [0.574, 0.025],
  [0.739, 0.01],
] as const;

/** The same for what stays around a straight line. */
const LINE = [
  [0.119, 0.1],
  [0.146, 0.05],
  [0.176, 0.025],
  [0.216, 0.01],
] as const;

type Table = readonly (readonly [critical: number, p: number])[];

/**
 * The KPSS test for a level: H0 is a series that stays around one. The long-run variance by Bartlett's weights over the lags
 * of Hobijn et al. (2004), p from the table's lines and cut to 0.01..0.1, as statsmodels' `kpss(nlags="auto")`.
 */
export function kpss(values: Float64Array): UnitRootTest {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return tested(
    values.map((value) => value - centre),
    LEVEL,
  );
}

/** The same test for a straight line: H0 is a series that stays around one; statsmodels' `kpss(regression="ct")`. */
export function kpssOfLine(values: Float64Array): UnitRootTest {
  const { slope, intercept } = fitLine(values);
  return tested(
    values.map((value, i) => value - intercept - slope * i),
    LINE,
  );
}

function tested(rest: Float64Array, table: Table): UnitRootTest {
  const n = rest.length;
  const product = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += (rest[i] as number) * (rest[i - lag] as number);
    return sum;
  };
  const own = product(0);
  if (n < 3 || own === 0) return { statistic: Number.NaN, p: Number.NaN, lags: 0 };
  const lags = Math.min(bandwidth(product, n), n - 1);
  let variance = own;
  for (let i = 1; i <= lags; i++) variance += 2 * product(i) * (1 - i / (lags + 1));
  let sum = 0;
  let squares = 0;
  for (const value of rest) {
    sum += value;
    squares += sum * sum;
  }
  const statistic = squares / n ** 2 / (variance / n);
  return { statistic, p: between(statistic, table), lags };
}

function bandwidth(product: (lag: number) => number, n: number): number {
  let s0 = product(0) / n;
  let s1 = 0;
  for (let i = 1; i <= Math.floor(n ** (2 / 9)); i++) {
    const one = product(i) / (n / 2);
    s0 += one;
    s1 += i * one;
  }
  return Math.floor(1.1447 * Math.cbrt((s1 / s0) ** 2) * Math.cbrt(n));
}

function between(statistic: number, table: Table): number {
  const after = table.findIndex(([critical]) => statistic <= critical);
  if (after === 0) return 0.1;
  if (after < 0) return 0.01;
  const [low, pLow] = table[after - 1] as Table[number];
  const [high, pHigh] = table[after] as Table[number];
  return pLow + ((statistic - low) / (high - low)) * (pHigh - pLow);
}
