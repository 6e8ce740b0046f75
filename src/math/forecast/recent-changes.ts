import { fading } from '../moments';
import { extent } from '../stats';
import type { ChangeRows } from './change-regression';
import { meanChange, raised } from './scale';

/** At most so many of the newest origins are learned from. */
const MOST_ROWS = 400;

export interface RecentChanges extends ChangeRows {
  /** 0 where the values are looked at as logarithms, 1 where one is not above 0. */
  readonly power: number;
  readonly last: number;
}

/**
 * A series whose next steps start from its last value, as a regression on changes sees it: y is its logarithm; the target is
 * y[t + h] - y[t]. Features: the `lags` values before the last one, against it; with a `year` (in steps) also what the same
 * step did a year ago, the mean of its neighbours then, and the change over that year. A row's weight falls by 1/e in
 * `memory` steps.
 */
export function recentChanges(
  x: Float64Array,
  how: { readonly year: number | undefined; readonly horizon: number; readonly lags: number; readonly memory: number },
): RecentChanges {
  const { year, horizon, lags, memory } = how;
  const power = extent(x)[0] > 0 ? 0 : 1;
  const y = raised(x, power);
  const n = y.length;
  const first = Math.max(lags, year === undefined ? 0 : year + 2);
  const count = Math.min(MOST_ROWS, n - horizon - first);
  const origins = Int32Array.from({ length: count }, (_, i) => n - horizon - count + i);
  const unit = meanChange(y, 1);
  return {
    power,
    last: y[n - 1] as number,
    origins,
    weight: fading(
      origins.map((t) => n - horizon - 1 - t),
      memory,
    ),
    unit: unit > 0 ? Math.max(unit, power === 0 ? 1e-6 : 0) : 1,
    common: lags,
    own: year === undefined ? 0 : 3,
    writeCommon(t, out, at, step) {
      const base = y[t] as number;
      for (let lag = 1; lag <= lags; lag++) out[at + (lag - 1) * step] = (y[t - lag] as number) - base;
    },
    writeOwn(t, h, out, at, step) {
      if (year === undefined) return;
      const then = t + h - year;
      const start = y[t - year] as number;
      const before = (y[then - 2] as number) + (y[then - 1] as number);
      const after = (y[Math.min(t, then + 1)] as number) + (y[Math.min(t, then + 2)] as number);
      out[at] = (y[then] as number) - start;
      out[at + step] = (before + after) / 4 - start;
      out[at + 2 * step] = (y[t] as number) - start;
    },
    target: (t, h) => (y[t + h] as number) - (y[t] as number),
  };
}
