import { solvePositive } from '../cholesky';
import { addGram, padded, weightedProducts } from '../gram';
import type { Pace } from '../pace';

/**
 * One series as a regression on its changes sees it. Row r starts from `origins[r]`, the last known index; the target is the
 * change from a base to what comes `h` steps (1..horizon) later. Features are `common` to all h, or of the one h alone.
 */
export interface ChangeRows {
  readonly origins: Int32Array;
  /** One per row, summing to 1. */
  readonly weight: Float64Array;
  /** Rows are divided by it when several series learn together; it cancels out of a forecast. */
  readonly unit: number;
  readonly common: number;
  readonly own: number;
  /** Writes the features of one origin to out[at], out[at + step], out[at + 2 step] ... */
  writeCommon(origin: number, out: Float64Array, at: number, step: number): void;
  writeOwn(origin: number, h: number, out: Float64Array, at: number, step: number): void;
  target(origin: number, h: number): number;
}

export interface ChangeFit {
  readonly horizon: number;
  /** Added to the diagonal of X'WX, where the weights sum to 1. */
  readonly penalty: number;
  /** Whether the penalty counts in mean eigenvalues of X'WX (trace / features). */
  readonly relative: boolean;
  /** How often rows are weighed anew by their errors. */
  readonly passes: number;
}

/** Of one group: `horizon` rows of padded(common) + own values. In single precision, as they are kept. */
export type Coefficients = Float32Array;

/** No row counts more than so many times what it would at the mean error. */
const REWEIGHT_FLOOR = 0.3;

/**
 * One weighted ridge regression per step ahead over the rows of all `series`, each of which counts the same. With `passes`
 * the rows are weighed anew, by 1 / max(|error| / mean |error|, 0.3): iteratively reweighted least squares toward the least
 * absolute error (Holland and Welsch 1977). The block of X'WX that belongs to the common features is the same for all
 * steps, and worked out once.
 */
export async function fitChanges(series: readonly ChangeRows[], fit: ChangeFit, pace: Pace): Promise<Coefficients> {
  const { horizon, penalty, relative, passes } = fit;
  const { common = 0, own = 0 } = series[0] ?? {};
  const from = padded(common);
  const width = from + padded(own);
  const rows = series.reduce((sum, { origins }) => sum + origins.length, 0);
  const x = new Float64Array(width * rows);
  const weight = new Float64Array(rows);
  each(series, (one, origin, r, i) => {
    one.writeCommon(origin, x, r, rows);
    weight[r] = (one.weight[i] as number) / series.length;
  });
  inUnits(series, x, rows, 0, common);
  const weighted = new Float64Array(width * rows);
  const shared = new Float64Array(width * width);
  addGram(shared, x, weight, weighted, { rows, width: from, from: 0 });
  const commonGram = widened(shared, from, width);
  await pace((rows * from * from) / 2);

  const y = new Float64Array(rows);
  const result = new Float32Array(horizon * (from + own));
  for (let h = 1; h <= horizon; h++) {
    each(series, (one, origin, r) => {
      one.writeOwn(origin, h, x, from * rows + r, rows);
      y[r] = one.target(origin, h) / one.unit;
    });
    inUnits(series, x, rows, from, own);
    const gram = commonGram.slice();
    if (h > 1 && passes > 0) weigh(x, weight, weighted, rows, from);
    addGram(gram, x, weight, weighted, { rows, width, from });
    let beta = solved(gram, weightedProducts(weighted, y, rows, width), {
      width,
      penalty,
      relative,
      features: common + own,
    });
    await pace((rows * (width * width - from * from)) / 2);
    for (let pass = 0; pass < passes; pass++) {
      const again = reweighted(x, y, weight, beta, rows, width);
      gram.fill(0);
      addGram(gram, x, again, weighted, { rows, width, from: 0 });
      beta = solved(gram, weightedProducts(weighted, y, rows, width), {
        width,
        penalty,
        relative,
        features: common + own,
      });
      await pace((rows * width * width) / 2);
    }
    result.set(beta.subarray(0, from + own), (h - 1) * (from + own));
  }
  return result;
}

/** The changes from the base, step by step, that these coefficients foresee from `origin`. */
export function foreseenChanges(
  one: ChangeRows,
  coefficients: Coefficients,
  origin: number,
  horizon: number,
): Float64Array {
  const from = padded(one.common);
  const width = from + one.own;
  const features = new Float64Array(width);
  one.writeCommon(origin, features, 0, 1);
  return Float64Array.from({ length: horizon }, (_, i) => {
    one.writeOwn(origin, i + 1, features, from, 1);
    let sum = 0;
    for (let j = 0; j < width; j++) sum += (features[j] as number) * (coefficients[i * width + j] as number);
    return sum;
  });
}

/** Calls with each row of each series: r counts all rows, i those of the series. */
function each(
  series: readonly ChangeRows[],
  call: (one: ChangeRows, origin: number, r: number, i: number) => void,
): void {
  let r = 0;
  for (const one of series) for (let i = 0; i < one.origins.length; i++) call(one, one.origins[i] as number, r++, i);
}

/** Divides `count` columns from column `start` on by the unit of each row's series. */
function inUnits(series: readonly ChangeRows[], x: Float64Array, rows: number, start: number, count: number): void {
  for (let j = start; j < start + count; j++) {
    let at = j * rows;
    for (const { unit, origins } of series) {
      for (const end = at + origins.length; at < end; at++) x[at] = (x[at] as number) / unit;
    }
  }
}

/** A square of `from` put in the corner of a square of `width`. */
function widened(gram: Float64Array, from: number, width: number): Float64Array {
  const wide = new Float64Array(width * width);
  for (let i = 0; i < from; i++) wide.set(gram.subarray(i * from, (i + 1) * from), i * width);
  return wide;
}

/** The columns before `until` times the weights, as `addGram` leaves the others. */
function weigh(x: Float64Array, weight: Float64Array, weighted: Float64Array, rows: number, until: number): void {
  for (let at = 0, r = 0; at < until * rows; at++, r = r + 1 === rows ? 0 : r + 1) {
    weighted[at] = (x[at] as number) * (weight[r] as number);
  }
}

function solved(
  gram: Float64Array,
  products: Float64Array,
  how: { readonly width: number; readonly penalty: number; readonly relative: boolean; readonly features: number },
): Float64Array {
  const { width, penalty, relative, features } = how;
  let trace = 0;
  for (let j = 0; j < width; j++) trace += gram[j * width + j] as number;
  const added = relative ? Math.max((penalty * trace) / features, 1e-12) : penalty;
  for (let j = 0; j < width; j++) gram[j * width + j] = (gram[j * width + j] as number) + added;
  solvePositive(gram, products, width);
  return products;
}

/** Weights divided by max(|error| / mean |error|, 0.3), summing to 1. */
function reweighted(
  x: Float64Array,
  y: Float64Array,
  weight: Float64Array,
  beta: Float64Array,
  rows: number,
  width: number,
): Float64Array {
  const error = y.slice();
  for (let j = 0; j < width; j++) {
    const b = beta[j] as number;
    if (b === 0) continue;
    for (let r = 0, at = j * rows; r < rows; r++, at++) error[r] = (error[r] as number) - b * (x[at] as number);
  }
  let mean = 0;
  for (let r = 0; r < rows; r++) mean += (weight[r] as number) * Math.abs(error[r] as number);
  mean = Math.max(mean, 1e-6);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const w = (weight[r] as number) / Math.max(Math.abs(error[r] as number) / mean, REWEIGHT_FLOOR);
    error[r] = w;
    total += w;
  }
  return error.map((w) => w / total);
}
