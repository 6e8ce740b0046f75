import { ridge } from '../ridge';
import { type Rhythm, SLOW_LAGS } from './rhythm';
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

/**
 * The lags that suit a rhythm. With a day: those of the last two days, at most 48, and with `far` the same stretch a week
 * before. Without: the last values, and with `far` what came a year before each step ahead.
 */
export function ridgeLags(rhythm: Rhythm, horizon: number, far: boolean): readonly number[] {
  const lags = (count: number, from: number): readonly number[] => Array.from({ length: count }, (_, i) => from + i);
  if (rhythm.kind === 'daily') {
    const span = Math.min(2 * rhythm.day, 48);
    return [...new Set([...lags(span, 1), ...(far ? lags(span + 1, rhythm.week - span + 1) : [])])].filter(
      (lag) => lag > 0,
    );
  }
  const { year } = rhythm;
  return [...new Set([...lags(SLOW_LAGS, 1), ...(far && year !== undefined ? lags(horizon, year - horizon + 1) : [])])];
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
