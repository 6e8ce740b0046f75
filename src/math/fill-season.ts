import { interpolatedIn } from './interpolate';
import { centredAverage, phaseMeans } from './moving';

/** A season to fill gaps by: its mean deviations, the first for the time `origin`. */
export interface FillingSeason {
  readonly period: number;
  readonly stepMs: number;
  readonly origin: number;
  readonly seasonal: readonly number[];
}

/**
 * The mean season of a series with gaps, or the reason why there is none to fill by.
 * @param asked steps of a season; 0 looks for an hour, a day or a week that repeats
 */
export function seasonToFill(
  time: Float64Array,
  values: Float64Array,
  stepMs: number | undefined,
  asked: number,
): FillingSeason | { readonly reason: string } {
  if (stepMs === undefined) return { reason: 'the points are not on a regular grid' };
  const level = interpolatedIn(time, values);
  const period = asked === 0 ? bestPeriod(values, level, stepMs) : asked;
  if (period < 2) return { reason: 'no season was found' };
  if (values.length < 2 * period) return { reason: 'there are less than two full seasons' };
  return { period, stepMs, origin: time[0] as number, seasonal: profile(values, level, period) };
}

/** Gaps filled by the season over straight lines through what is left without it. */
export function filledBySeason(time: Float64Array, values: Float64Array, season: FillingSeason): Float64Array {
  const shape = time.map((t) => seasonAt(t, season));
  const level = interpolatedIn(
    time,
    values.map((value, i) => value - (shape[i] as number)),
  );
  return values.map((value, i) => (Number.isNaN(value) ? (level[i] as number) + (shape[i] as number) : value));
}

function seasonAt(t: number, { origin, stepMs, period, seasonal }: FillingSeason): number {
  const steps = Math.round((t - origin) / stepMs);
  return seasonal[((steps % period) + period) % period] as number;
}

const naturalMs = [60_000, 3_600_000, 86_400_000, 604_800_000];

/** A shorter season is kept unless a longer one explains clearly more. */
const clearly = 0.05;
const weakest = 0.3;

/**
 * The season worth filling by, in steps: a minute, an hour, a day or a week, whichever's lag has the highest
 * autocorrelation once the moving average over that season is taken off. 0 when none reaches 0.3.
 * @param values with NaN for gaps
 * @param level the same, gaps drawn over by lines
 */
function bestPeriod(values: Float64Array, level: Float64Array, stepMs: number): number {
  let best = 0;
  let strength = weakest - clearly;
  for (const ms of naturalMs) {
    const period = ms / stepMs;
    if (!Number.isInteger(period) || period < 2 || values.length < 2 * period) continue;
    const found = autocorrelation(deviations(values, level, period), period);
    if (found > strength + clearly) {
      strength = found;
      best = period;
    }
  }
  return best;
}

/**
 * The mean deviation from the moving average at each step of the season, centred on 0; index 0 is the first point's.
 * A step of which no value is present is taken from the drawn lines.
 */
function profile(values: Float64Array, level: Float64Array, period: number): number[] {
  const drawn = phaseMeans(deviations(level, level, period), period);
  const means = Array.from(phaseMeans(deviations(values, level, period), period), (mean, phase) =>
    Number.isNaN(mean) ? (drawn[phase] ?? 0) : mean,
  );
  const centre = means.reduce((sum, mean) => sum + mean, 0) / period;
  return means.map((mean) => mean - centre);
}

/** Values less the moving average over one season; NaN where either is unknown. */
function deviations(values: Float64Array, level: Float64Array, period: number): Float64Array {
  const trend = centredAverage(level, period);
  return values.map((value, i) => value - (trend[i] as number));
}

/** The correlation of deviations with themselves `lag` steps before, over the pairs present; 0 when unknown. */
function autocorrelation(values: Float64Array, lag: number): number {
  let cross = 0;
  let now = 0;
  let then = 0;
  for (let i = lag; i < values.length; i++) {
    const product = (values[i] as number) * (values[i - lag] as number);
    if (Number.isNaN(product)) continue;
    cross += product;
    now += (values[i] as number) ** 2;
    then += (values[i - lag] as number) ** 2;
  }
  return now > 0 && then > 0 ? cross / Math.sqrt(now * then) : 0;
}
