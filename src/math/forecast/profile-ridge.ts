import { fading, moments } from '../moments';
import { ridge } from '../ridge';
import { profile } from './profile';
import { scaled, unscaled } from './scale';
import { CHANGE_REACH } from './seasonal-changes';

export interface ProfileRidge {
  /** The season of the profile, in steps, no shorter than the horizon; without one, deviations are from the mean. */
  readonly week: number | undefined;
  /** How much less each week back counts in the profile, 0..1. */
  readonly decay: number;
  /** Steps in which the weight of a row falls by 1/e; infinite = all rows alike. */
  readonly memory: number;
  /** How many of the last deviations are looked at. */
  readonly lags: number;
}

const PENALTY = 0.1;
/** At most so many of the newest rows are learned from. */
const NEWEST = 2000;

/**
 * The weekly profile of the series' logarithm, plus a ridge regression of the next deviations from it on the last ones.
 * Needs a week, the lags and a horizon of history.
 */
export function profileRidge(
  x: Float64Array,
  horizon: number,
  { week, decay, memory, lags }: ProfileRidge,
): Float64Array {
  const { z, scale } = scaled(x, 0);
  const n = z.length;
  const S = week === undefined ? new Float64Array(n + horizon) : profile(z, week, decay, horizon);
  const d = z.map((value, i) => value - (S[i] as number));
  const unit = moments(d.subarray(week ?? 0)).deviation + 1e-9;
  const first = Math.max((week ?? 0) + lags - 1, n - horizon - NEWEST);
  const rows = n - horizon - first;
  const columns = new Float64Array(lags * rows);
  for (let lag = 0; lag < lags; lag++) {
    for (let r = 0; r < rows; r++) columns[lag * rows + r] = (d[first + r - lag] as number) / unit;
  }
  const targets = new Float64Array(horizon * rows);
  for (let h = 0; h < horizon; h++) targets.set(d.subarray(first + 1 + h, first + 1 + h + rows), h * rows);
  const beta = ridge({
    x: columns,
    rows,
    width: lags,
    y: targets,
    targets: horizon,
    weight: fading(
      Array.from({ length: rows }, (_, r) => rows - 1 - r),
      memory,
    ),
    penalty: new Float64Array(lags).fill(PENALTY),
  });
  const ahead = S.slice(n, n + horizon);
  for (let lag = 0; lag < lags; lag++) {
    const now = (d[n - 1 - lag] as number) / unit;
    for (let h = 0; h < horizon; h++) ahead[h] = (ahead[h] as number) + now * (beta[lag * horizon + h] as number);
  }
  return unscaled(ahead, scale, CHANGE_REACH);
}
