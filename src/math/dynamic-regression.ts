import { solvePositive } from './cholesky';

export interface DynamicProblem {
  /** The series, without NaN. */
  readonly y: Float64Array;
  /** What it is explained by: columns of the same length, without NaN. */
  readonly columns: readonly Float64Array[];
  /** Steps of the season that is taken out by differencing: 1 = only the level is. */
  readonly period: number;
  /** Whether what is left over is whitened before the last fit (default) or the differences are taken as they are. */
  readonly whiten?: boolean;
  /** Added to the diagonal of each column, as a share of it: 0 or next to it but where columns say the same. Default 1e-8. */
  readonly penalty?: Float64Array;
}

export interface DynamicFit {
  /** One per column; 0 where its differences do not vary: the season says it already. */
  readonly coefficients: Float64Array;
  /** Standard errors, one per column; 0 for a coefficient that was not looked for. */
  readonly errors: Float64Array;
  /** Columns that the differences leave nothing of. */
  readonly absorbed: readonly boolean[];
  /** Degrees of freedom left; 0 = too short to say anything, and all coefficients are 0. */
  readonly freedom: number;
  /** Autoregression of what is left over: at one step, and at one to three seasons. */
  readonly steps: number;
  readonly seasons: readonly number[];
}

/**
 * Regression with a remainder that has a memory ("dynamic regression", Hyndman and Athanasopoulos, Forecasting: Principles
 * and Practice, 10.1): y and every column are differenced over a season, so that neither level nor season is mistaken for
 * an input's doing; the remainder's autoregression, (1 - φB)(1 - Σ Φⱼ Bʲᵐ), is taken out of both by Cochrane and Orcutt's
 * iteration (1949), the first points by as much of a past as they have, and least squares then give coefficients and standard errors. A constant in the differences stands for
 * the drift.
 */
export function dynamicRegression({ y, columns, period, whiten = true, penalty }: DynamicProblem): DynamicFit {
  const width = columns.length;
  const n = y.length - period;
  const target = differenced(y, period);
  const all = columns.map((column) => sparse(differenced(column, period)));
  const absorbed = all.map((column, j) => !(squares(column.values) > 1e-9 * squares(columns[j] as Float64Array)));
  const kept = all.flatMap((_, j) => (absorbed[j] === true ? [] : [j]));
  const none = {
    coefficients: new Float64Array(width),
    errors: new Float64Array(width),
    absorbed,
    steps: 0,
    seasons: [],
  };
  if (kept.length === 0 || n < 2 * kept.length + 8) return { ...none, freedom: 0 };
  const used = [sparse(new Float64Array(n).fill(1)), ...kept.map((j) => all[j] as Sparse)];
  const ridge = [0, ...kept.map((j) => penalty?.[j] ?? 1e-8)];
  let fit = leastSquares(target, used, ridge);
  let memory: Memory = { steps: 0, seasons: [], shorter: [] };
  for (let round = 0; whiten && round < 3; round++) {
    const { steps } = memory;
    memory = memoryOf(residuals(target, used, fit.coefficients), period);
    const white = whitener(memory, period);
    const next = used.map((column) => sparse(white(dense(column, n))));
    if (next.some(({ values }, k) => k > 0 && !(squares(values) > 0))) break;
    fit = leastSquares(white(target), next, ridge);
    if (round > 0 && Math.abs(memory.steps - steps) < 1e-3) break;
  }
  const spread = (values: Float64Array): Float64Array => {
    const out = new Float64Array(width);
    kept.forEach((j, k) => {
      out[j] = values[k + 1] as number;
    });
    return out;
  };
  return {
    ...none,
    coefficients: spread(fit.coefficients),
    errors: spread(fit.errors()),
    freedom: fit.freedom,
    steps: memory.steps,
    seasons: memory.seasons,
  };
}

const differenced = (values: Float64Array, lag: number): Float64Array =>
  values.subarray(lag).map((value, i) => value - (values[i] as number));

function squares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** A column that is 0 nearly everywhere, as those of events are. */
interface Sparse {
  readonly at: Int32Array;
  readonly values: Float64Array;
}

function sparse(column: Float64Array): Sparse {
  let count = 0;
  for (let i = 0; i < column.length; i++) if (column[i] !== 0) count++;
  const at = new Int32Array(count);
  const values = new Float64Array(count);
  let k = 0;
  for (let i = 0; i < column.length; i++) {
    if (column[i] === 0) continue;
    at[k] = i;
    values[k++] = column[i] as number;
  }
  return { at, values };
}

function dense({ at, values }: Sparse, length: number): Float64Array {
  const column = new Float64Array(length);
  for (let k = 0; k < at.length; k++) column[at[k] as number] = values[k] as number;
  return column;
}

interface Memory {
  readonly steps: number;
  readonly seasons: readonly number[];
  /** For the points of the first seasons, that have fewer before them: as much as those tell, and how far off that is. */
  readonly shorter: readonly { readonly seasons: readonly number[]; readonly spread: number }[];
}

/** How much of a step, then of up to three seasons, is left over in the next: least squares on the remainder's own past. */
function memoryOf(rest: Float64Array, period: number): Memory {
  const bounded = (value: number): number => (Number.isFinite(value) ? Math.max(-0.95, Math.min(0.98, value)) : 0);
  const steps = period === 1 ? 0 : bounded(lagged(rest, [1])[0] as number);
  const calm = stepsOut(rest, steps);
  // As many seasons as leave most of the points to learn from.
  const most = Math.max(0, Math.min(3, Math.floor(rest.length / (3 * period))));
  const shorter = Array.from({ length: most + 1 }, (_, order) => {
    const lags = Array.from({ length: order }, (_, j) => (j + 1) * period);
    const seasons = order === 0 ? [] : Array.from(lagged(calm, lags), bounded);
    const left = new Float64Array(calm.length);
    seasonsOut(calm, left, seasons, { period, from: order * period, to: calm.length, scale: 1 });
    return { seasons, spread: Math.sqrt(squares(left) / Math.max(1, calm.length - order * period)) };
  });
  return { steps, seasons: shorter.at(-1)?.seasons ?? [], shorter };
}

function lagged(values: Float64Array, lags: readonly number[]): Float64Array {
  const most = lags.at(-1) as number;
  return leastSquares(
    values.subarray(most),
    lags.map((lag) => sparse(values.subarray(most - lag, values.length - lag))),
    lags.map(() => 1e-12),
  ).coefficients;
}

const stepsOut = (values: Float64Array, steps: number): Float64Array =>
  values.subarray(1).map((value, i) => value - steps * (values[i] as number));

/** What seasons before do not tell of the points [from, to), times a scale, written to `out`. */
function seasonsOut(
  values: Float64Array,
  out: Float64Array,
  seasons: readonly number[],
  {
    period,
    from,
    to,
    scale,
  }: { readonly period: number; readonly from: number; readonly to: number; readonly scale: number },
): void {
  const [one = 0, two = 0, three = 0] = seasons;
  const [b, c, d] = [period, seasons.length > 1 ? 2 * period : 0, seasons.length > 2 ? 3 * period : 0];
  for (let i = from; i < to; i++) {
    let rest = values[i] as number;
    if (one !== 0) rest -= one * (values[i - b] as number);
    if (two !== 0) rest -= two * (values[i - c] as number);
    if (three !== 0) rest -= three * (values[i - d] as number);
    out[i] = rest * scale;
  }
}

/** What the past does not tell of each point, all of one spread. */
function whitener({ steps, shorter }: Memory, period: number): (values: Float64Array) => Float64Array {
  const least = shorter.at(-1)?.spread ?? 1;
  return (values) => {
    const calm = stepsOut(values, steps);
    const out = new Float64Array(calm.length);
    shorter.forEach(({ seasons, spread }, order) => {
      const from = Math.min(calm.length, order * period);
      const to = order === shorter.length - 1 ? calm.length : Math.min(calm.length, from + period);
      seasonsOut(calm, out, seasons, { period, from, to, scale: spread > 0 ? least / spread : 1 });
    });
    return out;
  };
}

function residuals(y: Float64Array, columns: readonly Sparse[], coefficients: Float64Array): Float64Array {
  const rest = Float64Array.from(y);
  columns.forEach(({ at, values }, j) => {
    const by = coefficients[j] as number;
    for (let k = 0; k < at.length; k++) {
      const i = at[k] as number;
      rest[i] = (rest[i] as number) - by * (values[k] as number);
    }
  });
  return rest;
}

/** Least squares with a share of each diagonal added; the standard errors of the unpenalised noise when they are asked for. */
function leastSquares(y: Float64Array, columns: readonly Sparse[], penalty: readonly number[]) {
  const width = columns.length;
  const gram = new Float64Array(width * width);
  const coefficients = Float64Array.from(columns, (column) => dot(column, y));
  columns.forEach((column, j) => {
    const whole = dense(column, y.length);
    for (let k = j; k < width; k++) {
      const product = dot(columns[k] as Sparse, whole);
      gram[j * width + k] = product;
      gram[k * width + j] = product;
    }
  });
  const matrix = Float64Array.from(gram);
  for (let j = 0; j < width; j++)
    matrix[j * width + j] = (gram[j * width + j] as number) * (1 + (penalty[j] as number));
  solvePositive(Float64Array.from(matrix), coefficients, width);
  const freedom = Math.max(0, y.length - width);
  const errors = (): Float64Array => {
    const inverse = new Float64Array(width * width);
    for (let j = 0; j < width; j++) inverse[j * width + j] = 1;
    solvePositive(matrix, inverse, width, width);
    const variance = freedom === 0 ? Number.NaN : squares(residuals(y, columns, coefficients)) / freedom;
    const row = new Float64Array(width);
    return coefficients.map((_, j) => {
      // The diagonal of (X'X + P)⁻¹ X'X (X'X + P)⁻¹.
      row.fill(0);
      for (let a = 0; a < width; a++) {
        const left = inverse[j * width + a] as number;
        if (left !== 0)
          for (let b = 0; b < width; b++) row[b] = (row[b] as number) + left * (gram[a * width + b] as number);
      }
      let sum = 0;
      for (let b = 0; b < width; b++) sum += (row[b] as number) * (inverse[j * width + b] as number);
      return Math.sqrt(Math.max(0, sum * variance));
    });
  };
  return { coefficients, errors, freedom };
}

function dot({ at, values }: Sparse, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < at.length; k++) sum += (values[k] as number) * (y[at[k] as number] as number);
  return sum;
}
