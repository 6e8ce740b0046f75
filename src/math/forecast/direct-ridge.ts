import { ridge } from '../ridge';
import { scaled, unscaled } from './scale';

export interface DirectRidge {
  /** Steps back that are looked at; 1 is the last value. */
  readonly lags: readonly number[];
  readonly penalty: number;
  /** 0 = logarithm, 1 = as they are. */
  readonly power: number;
  /** How far beyond what the series has shown a forecast may go, as a factor. */
  readonly reach: number;
}

/** At most so many of the newest rows are learned from. */
const NEWEST = 2000;

/** The lags of the last two days, at most 48, with the same stretch a week before where there is one, sorted. */
export function dayAndWeekLags(day: number, week: number | undefined): readonly number[] {
  const span = Math.min(2 * day, 48);
  const near = Array.from({ length: span }, (_, i) => i + 1);
  const far = week === undefined ? [] : Array.from({ length: span + 1 }, (_, i) => week - span + 1 + i);
  return [...new Set([...near, ...far])];
}

/**
 * A ridge regression of each of the next `horizon` values on past values of the series, with a free intercept, all rows
 * alike: one solve for all steps. Needs as many points as the longest lag, a horizon and a row.
 */
export function directRidge(
  x: Float64Array,
  horizon: number,
  { lags, penalty, power, reach }: DirectRidge,
): Float64Array {
  const { z, scale } = scaled(x, power);
  const n = z.length;
  const longest = Math.max(...lags);
  const rows = Math.min(NEWEST, n - horizon - longest + 1);
  const start = n - horizon - rows + 1;
  const width = lags.length + 1;
  const columns = new Float64Array(width * rows).fill(1);
  for (const [j, lag] of lags.entries()) columns.set(z.subarray(start - lag, start - lag + rows), j * rows);
  const targets = new Float64Array(horizon * rows);
  for (let h = 0; h < horizon; h++) targets.set(z.subarray(start + h, start + h + rows), h * rows);
  const beta = ridge({
    x: columns,
    rows,
    width,
    y: targets,
    targets: horizon,
    weight: new Float64Array(rows).fill(1 / rows),
    penalty: Float64Array.from({ length: width }, (_, j) => (j < lags.length ? penalty : 0)),
  });
  const ahead = beta.slice(lags.length * horizon);
  for (const [j, lag] of lags.entries()) {
    const now = z[n - lag] as number;
    for (let h = 0; h < horizon; h++) ahead[h] = (ahead[h] as number) + now * (beta[j * horizon + h] as number);
  }
  return unscaled(ahead, scale, reach);
}
