import { fading } from '../moments';
import { type Rhythm, SLOW_LAGS } from './rhythm';
import { lowered, raised } from './scale';

/** Which moments of the past are compared with now, and over how long before them. */
export interface Moments {
  /** They lie a whole number of so many steps ago. */
  readonly stride: number;
  /** Steps before each that are compared; recent ones weigh more, 1/e in half of them. */
  readonly window: number;
  /** The earliest. */
  readonly first: number;
}

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
 * The mean future of the six past moments most like now, weighed by their nearness (the method of analogs, Lorenz 1969). The
 * values before each moment are compared, in shape (less their mean) and in level, and what `guide` says of the time after.
 * Answers `guide.shape.length` values.
 */
export function analogForecast(y: Float64Array, { stride, window, first }: Moments, guide: Guide): Float64Array {
  const { shape, offset, weight, levelShare } = guide;
  const horizon = shape.length;
  const n = y.length;
  const meanBefore = (t: number): number => y.subarray(t - window, t).reduce((sum, value) => sum + value, 0) / window;
  const nearness = fading(
    Array.from({ length: window }, (_, i) => i + 1),
    window / 2,
  );
  const now = meanBefore(n);

  const found: { readonly t: number; readonly mean: number; readonly distance: number }[] = [];
  for (let t = n - horizon; t >= first; t -= stride) {
    const mean = meanBefore(t);
    let distance = LEVEL_WEIGHT * (mean - now) ** 2;
    for (let i = 1; i <= window; i++) {
      const difference = (y[t - i] as number) - mean - ((y[n - i] as number) - now);
      distance += (nearness[i - 1] as number) * difference * difference;
    }
    let ahead = 0;
    for (let h = 0; weight > 0 && h < horizon; h++) {
      ahead += ((y[t + offset + h] as number) - mean - ((shape[h] as number) - now)) ** 2;
    }
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

/**
 * With a day: the same hour of past days, two days compared, a week and two days before the first. Without: any moment, the
 * last `SLOW_LAGS` values compared.
 */
const momentsIn = (rhythm: Rhythm): Moments =>
  rhythm.kind === 'daily'
    ? { stride: rhythm.day, window: 2 * rhythm.day, first: rhythm.week + 2 * rhythm.day }
    : { stride: 1, window: SLOW_LAGS, first: SLOW_LAGS };

/** Moments like now whose futures are near another forecast; compared on the fourth root, where that can be taken. */
export function guidedAnalogs(x: Float64Array, rhythm: Rhythm, guide: Float64Array): Float64Array {
  const power = x.every((value) => value > 0) ? 0.25 : 1;
  const shape = raised(guide, power);
  return lowered(
    analogForecast(raised(x, power), momentsIn(rhythm), { shape, offset: 0, weight: 1, levelShare: 0.5 }),
    power,
  );
}

/**
 * Moments like now that came a week (or a year) after a stretch like that of a week (a year) ago, where there is one; compared
 * as logarithms, where those can be taken.
 */
export function weekAnalogs(x: Float64Array, rhythm: Rhythm, horizon: number): Float64Array {
  const power = x.every((value) => value > 0) ? 0 : 1;
  const y = raised(x, power);
  const moments = momentsIn(rhythm);
  const round = rhythm.kind === 'daily' ? rhythm.week : rhythm.year;
  const start = x.length - (round ?? 0);
  const reachesBack = round !== undefined && x.length - horizon >= round + moments.window;
  const guide = reachesBack
    ? { shape: y.slice(start, start + horizon), offset: -round, weight: weekWeight(moments.window), levelShare: 1 }
    : { shape: new Float64Array(horizon), offset: 0, weight: 0, levelShare: 1 };
  const first = reachesBack ? round + moments.window : moments.first;
  return lowered(analogForecast(y, { ...moments, first }, guide), power);
}

/** How much the stretch of a week ago counts beside the window before now: 1.18 for two days of 24 hours. */
function weekWeight(window: number): number {
  let nearness = 0;
  for (let i = 1; i <= window; i++) nearness += Math.exp((-2 * i) / window);
  return window / 2 / nearness;
}
