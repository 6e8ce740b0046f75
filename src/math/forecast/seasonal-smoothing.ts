/** How much each new value counts in the level, and in each season in turn: 0..1. */
export interface SmoothingConstants {
  readonly level: number;
  readonly seasons: readonly number[];
}

/** A series as its level and seasons, each known from what came before only. */
export interface SeasonalSmoothing {
  /** The level after each value. */
  readonly level: Float64Array;
  /** Each season at each value and one round beyond the last: the value at u was last changed a round before u. */
  readonly seasons: readonly Float64Array[];
}

/**
 * Exponential smoothing with a level and any number of additive seasons, without a trend (Taylor 2003; the recursion of Smyl's
 * ES-RNN on logarithms): level = a (z - seasons) + (1 - a) level; then each season a round on
 * s[t + m] = b (z - level - other seasons) + (1 - b) s[t]. On logarithms, the factors of a multiplicative smoothing.
 *
 * Seasons begin as the means of the same moment over the first `start` values, the shorter season first, and the level as the
 * mean of these: so only what comes after `start` is forecast without knowing it.
 * @param periods steps in each season, shortest first, each at most `start`
 */
export function smoothSeasons(
  z: Float64Array,
  periods: readonly number[],
  { level: a, seasons: shares }: SmoothingConstants,
  start: number,
): SeasonalSmoothing {
  const n = z.length;
  const first = z.subarray(0, start);
  const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
  const left = first.map((value) => value - mean);
  const seasons = periods.map((period) => {
    const season = new Float64Array(n + period);
    const count = new Float64Array(period);
    for (const [t, value] of left.entries()) {
      season[t % period] = (season[t % period] as number) + value;
      count[t % period] = (count[t % period] as number) + 1;
    }
    for (let phase = 0; phase < period; phase++) {
      season[phase] = (season[phase] as number) / Math.max(1, count[phase] as number);
    }
    for (let t = 0; t < left.length; t++) left[t] = (left[t] as number) - (season[t % period] as number);
    return season;
  });
  const level = new Float64Array(n);
  let now = mean;
  for (let t = 0; t < n; t++) {
    const value = z[t] as number;
    let sum = 0;
    for (const season of seasons) sum += season[t] as number;
    now = a * (value - sum) + (1 - a) * now;
    level[t] = now;
    for (const [k, season] of seasons.entries()) {
      const own = season[t] as number;
      const b = shares[k] as number;
      season[t + (periods[k] as number)] = b * (value - now - (sum - own)) + (1 - b) * own;
    }
  }
  return { level, seasons };
}

/** What the seasons say of `h` steps (1..) after index `t`, by what is known at `t`: the last round goes on. */
export function seasonAhead(
  seasons: readonly Float64Array[],
  periods: readonly number[],
  t: number,
  h: number,
): number {
  let sum = 0;
  for (const [k, season] of seasons.entries()) sum += season[t + 1 + ((h - 1) % (periods[k] as number))] as number;
  return sum;
}

const LEVELS = [0.05, 0.2, 0.5, 0.9];
/** Shares of the shortest season, and of those after it. */
const SHORT = [0.02, 0.1, 0.3];
const LONG = [0.1, 0.3, 0.5];

/**
 * The constants of a grid with the least mean error, over some steps up to `horizon`, of level plus seasons as a forecast.
 * @param start where forecasts begin to count, as in `smoothSeasons`
 */
export function bestConstants(
  z: Float64Array,
  periods: readonly number[],
  start: number,
  horizon: number,
): SmoothingConstants {
  const steps = [...new Set([1, 6, 12, 24, 48].map((share) => Math.max(1, Math.round((share * horizon) / 48))))];
  let best: SmoothingConstants = { level: 0.5, seasons: periods.map(() => 0.1) };
  let least = Number.POSITIVE_INFINITY;
  for (const constants of candidates(periods.length)) {
    const smoothing = smoothSeasons(z, periods, constants, start);
    const error = steps.reduce((sum, h) => sum + errorAhead(z, periods, smoothing, start, h), 0);
    if (error < least) [best, least] = [constants, error];
  }
  return best;
}

function candidates(seasons: number): readonly SmoothingConstants[] {
  let shares: readonly (readonly number[])[] = [[]];
  for (let k = 0; k < seasons; k++) {
    shares = shares.flatMap((before) => (k === 0 ? SHORT : LONG).map((share) => [...before, share]));
  }
  return LEVELS.flatMap((level) => shares.map((one) => ({ level, seasons: one })));
}

function errorAhead(
  z: Float64Array,
  periods: readonly number[],
  { level, seasons }: SeasonalSmoothing,
  start: number,
  h: number,
): number {
  let sum = 0;
  let count = 0;
  for (let t = start; t + h < z.length; t++) {
    sum += Math.abs((z[t + h] as number) - (level[t] as number) - seasonAhead(seasons, periods, t, h));
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
