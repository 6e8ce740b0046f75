import { fading } from '../moments';
import type { ChangeRows } from './change-regression';
import { hourLevel, profile } from './profile';
import { changeDeviation, type Scale, scaled } from './scale';

/**
 * What the changes are told from. `profile`: how the series has lately stood against its weekly profile; `level`: against
 * the slow mean of the same hour.
 */
export type ChangeForm = 'profile' | 'level';

export interface SeasonalChanges extends ChangeRows {
  readonly scale: Scale;
  /** The last known value at the same hour as each step ahead. */
  readonly base: Float64Array;
}

/** Regressions on daily changes work on the fourth root, and are kept within 2.7 times what the series has shown. */
const CHANGE_POWER = 0.25;
export const CHANGE_REACH = 2.7;

/** Steps back, ever wider, as far as the day goes: 0, 1, 2, 3, 5, 8, 14, 20, 32, ... */
export const wideLags = (day: number): readonly number[] => spread([0, 1, 2, 3, 5, 8, 14, 20], day);

/** The last 24 steps, then ever wider, as far as the day goes. */
export const denseLags = (day: number): readonly number[] =>
  spread(
    Array.from({ length: 24 }, (_, lag) => lag),
    day,
  );

function spread(start: readonly number[], day: number): readonly number[] {
  const lags = [...start];
  for (let next = 32; next < day; next = Math.round(next * 1.6)) lags.push(next);
  return lags.filter((lag) => lag < day);
}

/**
 * A series with a day and a week (in steps), as a regression on daily changes sees it: z is the series' fourth root with mean
 * 0 and deviation 1; the base of step h is z at the same hour of the last known day, the target the change from it.
 *
 * Features, in both forms: what the last hours did against the same hours a day before, successive daily means, the same
 * hour's changes day by day, and a week ago. In the form `profile` also: the last hours against their weekly profile, and
 * the profile's height and slope at the target; in the form `level`: the slow mean of the same hour against the profile.
 * Rows start every `stride` steps, the last one a horizon before the end; a row's weight falls by 1/e in 17 days.
 */
export function seasonalChanges(
  x: Float64Array,
  how: {
    readonly day: number;
    readonly week: number;
    readonly horizon: number;
    readonly form: ChangeForm;
    readonly lags: readonly number[];
    readonly stride: number;
  },
): SeasonalChanges {
  const { day, week, horizon, form, lags, stride } = how;
  const { z, scale } = scaled(x, CHANGE_POWER);
  const n = z.length;
  const S = profile(z, week, 0.3, horizon);
  const G = hourLevel(z, day, horizon);
  const rounds = Math.floor((2 * week) / day) - 1;
  const means = Math.min(7, rounds);
  const changes = Math.min(6, rounds);
  const byProfile = form === 'profile';
  const running = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) running[i + 1] = (running[i] as number) + (z[i] as number);
  const dayMean = (t: number, k: number): number =>
    ((running[t + 1 - day * k] as number) - (running[t + 1 - day * (k + 1)] as number)) / day;
  const back = (h: number): number => day * Math.ceil(h / day);
  const origins = originsOf(n, horizon, Math.max(2 * week, week + 2 * day) - 1, stride);
  return {
    scale,
    base: Float64Array.from({ length: horizon }, (_, i) => z[n + i - back(i + 1)] as number),
    origins,
    weight: fading(
      origins.map((t) => n - horizon - 1 - t),
      (400 / 24) * day,
    ),
    unit: changeDeviation(z, day),
    common: lags.length * (byProfile ? 2 : 1) + means,
    own: changes + (byProfile ? 6 : 3),
    writeCommon(t, out, start, step) {
      let at = start;
      if (byProfile) {
        for (const lag of lags) {
          out[at] = (z[t - lag] as number) - (S[t - lag] as number);
          at += step;
        }
      }
      for (const lag of lags) {
        out[at] = (z[t - lag] as number) - (z[t - lag - day] as number);
        at += step;
      }
      for (let k = 0; k < means; k++) {
        out[at] = dayMean(t, k) - dayMean(t, k + 1);
        at += step;
      }
    },
    writeOwn(t, h, out, start, step) {
      const u = t + h;
      const b = u - back(h);
      const base = z[b] as number;
      const here = S[u] as number;
      const weekAgo = z[u - week] as number;
      let at = start;
      for (let k = 0; k < changes; k++) {
        out[at] = (z[b - day * k] as number) - (z[b - day * (k + 1)] as number);
        at += step;
      }
      out[at] = weekAgo - base;
      out[at + step] = weekAgo - (z[u - week - day] as number);
      at += 2 * step;
      if (byProfile) {
        out[at] = here - base;
        out[at + step] = (S[u - 1] as number) - here;
        out[at + 2 * step] = (S[Math.min(u + 1, n + horizon - 1)] as number) - here;
        out[at + 3 * step] = here - (S[u - day] as number);
      } else {
        out[at] = (G[u] as number) - here;
      }
    },
    target: (t, h) => (z[t + h] as number) - (z[t + h - back(h)] as number),
  };
}

/** At most so many rows of one series are learned from; they then lie farther apart. */
const MOST_ROWS = 600;

/** Origins that leave a horizon after them, every `wanted` steps back from the last, none before `first`; oldest first. */
function originsOf(n: number, horizon: number, first: number, wanted: number): Int32Array {
  const last = n - horizon - 1;
  const stride = Math.max(wanted, Math.ceil((last - first) / MOST_ROWS));
  const count = Math.floor((last - first) / stride) + 1;
  return Int32Array.from({ length: count }, (_, i) => last - stride * (count - 1 - i));
}
