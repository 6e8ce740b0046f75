/** What a stretch of the past is compared with, besides the days before it. */
export interface Guide {
  /** What comes next, or once did: compared with the values from `offset` on after each past origin. */
  readonly shape: Float64Array;
  /** 0 = with the futures themselves; -week = with the same stretch a week earlier. */
  readonly offset: number;
  readonly weight: number;
  /** Share of the difference in level between then and now that is put on the forecast, 0..1. */
  readonly levelShare: number;
}

const NEAREST = 6;
const LEVEL_WEIGHT = 0.25;

/**
 * The mean future of the six past moments most like now, weighed by their nearness (the method of analogs, Lorenz 1969).
 * Only moments a whole number of `day`s ago count, with `week` and two days of history before them.
 *
 * Two days before each moment are compared, in shape (less their mean, recent hours weighing more: 1/e a day) and in level,
 * and what `guide` says of the time after. Answers `shape.length` values.
 */
export function analogForecast(y: Float64Array, day: number, week: number, guide: Guide): Float64Array {
  const { shape, offset, weight, levelShare } = guide;
  const horizon = shape.length;
  const n = y.length;
  const window = 2 * day;
  const meanBefore = (t: number): number => y.subarray(t - window, t).reduce((sum, value) => sum + value, 0) / window;
  const nearness = Float64Array.from({ length: window }, (_, i) => Math.exp(-(i + 1) / day));
  const total = nearness.reduce((sum, value) => sum + value, 0);
  const now = meanBefore(n);

  const found: { readonly t: number; readonly mean: number; readonly distance: number }[] = [];
  for (let t = n - horizon; t >= week + window; t -= day) {
    const mean = meanBefore(t);
    let distance = LEVEL_WEIGHT * (mean - now) ** 2;
    for (let i = 1; i <= window; i++) {
      const difference = (y[t - i] as number) - mean - ((y[n - i] as number) - now);
      distance += ((nearness[i - 1] as number) / total) * difference * difference;
    }
    let ahead = 0;
    for (let h = 0; h < horizon; h++)
      ahead += ((y[t + offset + h] as number) - mean - ((shape[h] as number) - now)) ** 2;
    found.push({ t, mean, distance: distance + (weight * ahead) / horizon });
  }
  const best = found.sort((a, b) => a.distance - b.distance || a.t - b.t).slice(0, NEAREST);
  const weights = best.map(({ distance }) => 1 / (distance + 1e-12));
  const sum = weights.reduce((all, value) => all + value, 0);
  return Float64Array.from({ length: horizon }, (_, h) =>
    best.reduce(
      (value, { t, mean }, i) => value + ((weights[i] as number) / sum) * ((y[t + h] as number) - levelShare * mean),
      levelShare * now,
    ),
  );
}

/** Moments like now whose futures are near another forecast (on the same scale). */
export const guidedBy = (forecast: Float64Array): Guide => ({ shape: forecast, offset: 0, weight: 1, levelShare: 0.5 });

/** Moments like now which came a week after a stretch like that of a week ago. Needs `week` ≥ `horizon`. */
export function likeLastWeek(y: Float64Array, day: number, week: number, horizon: number): Guide {
  let nearness = 0;
  for (let i = 1; i <= 2 * day; i++) nearness += Math.exp(-i / day);
  const start = y.length - week;
  return { shape: y.slice(start, start + horizon), offset: -week, weight: day / nearness, levelShare: 1 };
}
