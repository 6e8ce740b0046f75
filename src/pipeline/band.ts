import type { Forecast } from '../frame/parts';
import { normalQuantile } from '../math/distributions';
import { rising } from '../math/isotonic';
import { studentQuantile } from '../math/student';
import type { Calibration } from './results';

/** The levels a band is learned at: those of the usual bands, and tenths. Ascending, symmetric about 0.5. */
export const bandLevels: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995,
];

/** What a series has shown of its values: what a band may hold. */
export interface Bounds {
  /** Nothing is below; absent = anything may be. */
  readonly least?: number;
  readonly most?: number;
  /** The smallest value, where all are above 0. */
  readonly unit?: number;
}

/** A forecast of data the model did not learn from, beside what then happened (NaN = missing). */
export interface HeldForecast {
  /** How many points came before it. */
  readonly origin: number;
  readonly forecast: Forecast;
  /** On the scale of the forecast. */
  readonly actual: Float64Array;
  /** Both again in the series' own units; absent where the scale is no mere shift and stretch of them. */
  readonly inUnits?: { readonly point: Float64Array; readonly actual: Float64Array };
  readonly bounds: Bounds;
}

/** A held-back forecast, or nothing but its errors by step. */
type BandError = HeldForecast | Float64Array;

/**
 * How far off a model is at each step ahead, by forecasts of data it did not learn from: split conformal prediction (Vovk
 * et al. 2005) on errors over the mean error of their step, pooled over the steps; of a model with quantiles of its own, on
 * errors over the half widths of its bands (conformalized quantile regression, Romano et al. 2019, as factors).
 *
 * Errors of one origin are much alike, so that 16 forecasts count as few: as many as they span horizons. Their quantiles
 * are widened as Student's t is beside the normal, with three degrees of freedom for each, and the fewer, the more each error
 * also counts with the other sign. The oldest count half as much as the newest.
 */
export function calibrate(errors: readonly BandError[], horizon: number, coverage: number): Calibration {
  const held = errors.filter((one): one is HeldForecast => !(one instanceof Float64Array));
  const spans = spansOf(errors, horizon);
  const made = { coverage, levels: bandLevels, spans, ...held[0]?.bounds };
  if (held.length === errors.length && held.length > 0 && held.every(hasOwn)) {
    const { offsets, count } = stretches(held, spans);
    if (Math.max(...offsets) < FARTHEST) return { ...made, kind: 'own', spread: [], offsets, errors: count };
  }
  const relative = held.length === errors.length ? ratiosOf(held) : undefined;
  const runs = relative ?? errors.map(differencesOf);
  const weights = weightsOf(errors);
  const spread = spreadOf(runs, weights, horizon);
  const scaled = runs.flatMap((run, i) => {
    const weight = weights[i] as number;
    return Array.from(run, (error, h) => ({ value: error / (spread[h] as number), weight })).filter(({ value }) =>
      Number.isFinite(value),
    );
  });
  const offsets = scaled.length === 0 ? [] : offsetsOf(scaled, spans);
  return {
    ...made,
    kind: relative === undefined ? 'added' : 'times',
    spread: Array.from(spread),
    offsets,
    errors: scaled.length,
  };
}

/** A model's own widths that are off by such a factor, as after a time that was constant, tell nothing of the next. */
const FARTHEST = 100;

const hasOwn = ({ forecast }: HeldForecast): boolean => forecast.quantiles.length > 1;

/** How many horizons, one after the other, the origins span; without origins as many as there are. */
function spansOf(errors: readonly BandError[], horizon: number): number {
  let [first, last, plain] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const one of errors) {
    if (one instanceof Float64Array) plain++;
    else [first, last] = [Math.min(first, one.origin), Math.max(last, one.origin)];
  }
  return Math.max(1, plain + (last >= first ? 1 + (last - first) / Math.max(1, horizon) : 0));
}

/** From a half for the oldest origin to 1 for the newest; 1 without origins. */
function weightsOf(errors: readonly BandError[]): readonly number[] {
  const places = errors.map((one) => (one instanceof Float64Array ? Number.NaN : one.origin));
  const known = places.filter((origin) => !Number.isNaN(origin));
  const [first, last] = [Math.min(...known), Math.max(...known)];
  return places.map((origin) =>
    Number.isNaN(origin) || first === last ? 1 : 0.5 ** ((last - origin) / (last - first)),
  );
}

const differencesOf = (one: BandError): Float64Array =>
  one instanceof Float64Array ? one : one.actual.map((y, h) => y - (one.forecast.point[h] ?? Number.NaN));

/**
 * Errors as logarithms of ratios, where all are above 0 and that tells them better: where the errors are likelier, taken as
 * Laplace's of one size in ratios than of one size in units.
 */
function ratiosOf(held: readonly HeldForecast[]): readonly Float64Array[] | undefined {
  let [off, ratio, logs, count] = [0, 0, 0, 0];
  const runs: Float64Array[] = [];
  for (const { inUnits, bounds } of held) {
    if (inUnits === undefined || bounds.unit === undefined) return undefined;
    const run = new Float64Array(inUnits.actual.length).fill(Number.NaN);
    for (const [h, y] of inUnits.actual.entries()) {
      const point = inUnits.point[h] as number;
      if (Number.isNaN(y)) continue;
      if (!(y > 0 && point > 0)) return undefined;
      run[h] = Math.log(y / point);
      off += Math.abs(y - point);
      ratio += Math.abs(run[h] as number);
      logs += Math.log(y);
      count++;
    }
    runs.push(run);
  }
  return ratio > 0 && Math.log(off / count) > Math.log(ratio / count) + logs / count ? runs : undefined;
}

/** The mean size of the errors by step, smoothed over an eighth of the horizon either way, never shrinking. */
function spreadOf(runs: readonly Float64Array[], weights: readonly number[], horizon: number): Float64Array {
  const sums = new Float64Array(horizon + 1);
  const counts = new Float64Array(horizon + 1);
  for (let h = 0; h < horizon; h++) {
    let [sum, count] = [0, 0];
    for (const [i, run] of runs.entries()) {
      const error = run[h] ?? Number.NaN;
      if (!Number.isFinite(error)) continue;
      sum += (weights[i] as number) * Math.abs(error);
      count += weights[i] as number;
    }
    sums[h + 1] = (sums[h] as number) + sum;
    counts[h + 1] = (counts[h] as number) + count;
  }
  const all = (sums[horizon] as number) / (counts[horizon] as number);
  const reach = Math.max(1, Math.round(horizon / 8));
  const smooth = Float64Array.from({ length: horizon }, (_, h) => {
    const [from, to] = [Math.max(0, h - reach), Math.min(horizon, h + reach + 1)];
    const count = (counts[to] as number) - (counts[from] as number);
    return !(count > 1e-9) ? all : ((sums[to] as number) - (sums[from] as number)) / count;
  });
  // A model without any error has a band of no width; the least number keeps 0 over 0 out.
  return rising(smooth).map((size) => Math.max(size, Number.MIN_VALUE * 2 ** 60));
}

interface Weighed {
  readonly value: number;
  readonly weight: number;
}

/** How far each level lies from the point, in units of the spread. The point itself is the middle. */
function offsetsOf(scaled: readonly Weighed[], spans: number): readonly number[] {
  const own = 0.5 + (0.5 * spans) / (spans + 3);
  const signed = scaled.flatMap(({ value, weight }) => [
    { value, weight: weight * own },
    { value: -value, weight: weight * (1 - own) },
  ]);
  const at = weightedQuantiles(signed, bandLevels);
  return bandLevels.map((level, i) => {
    const value = (at[i] as number) * widening(level, spans);
    return level === 0.5 ? 0 : level < 0.5 ? Math.min(0, value) : Math.max(0, value);
  });
}

/** How much wider a quantile is for so few spans. */
const widening = (level: number, spans: number): number =>
  level === 0.5 ? 1 : studentQuantile(level, 3 * spans) / normalQuantile(level);

/** Quantiles at ascending levels of values that count by their weights, by linear interpolation between their middles. */
function weightedQuantiles(values: Weighed[], levels: readonly number[]): readonly number[] {
  values.sort((a, b) => a.value - b.value);
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  let [i, below] = [0, 0];
  const middle = (): number => (below + (values[i]?.weight ?? 0) / 2) / total;
  let [before, at] = [values[0]?.value ?? 0, middle()];
  return levels.map((level) => {
    while (i < values.length - 1 && middle() < level) {
      [before, at] = [values[i]?.value ?? 0, middle()];
      below += values[i]?.weight ?? 0;
      i++;
    }
    const here = values[i]?.value ?? 0;
    const gap = middle() - at;
    return gap > 0 ? before + (here - before) * Math.max(0, Math.min(1, (level - at) / gap)) : here;
  });
}

/** By level, the factor for the way from the model's own median to its own quantile. */
function stretches(held: readonly HeldForecast[], spans: number): { offsets: readonly number[]; count: number } {
  const middle = bandLevels.indexOf(0.5);
  const offsets = new Array<number>(bandLevels.length).fill(1);
  let count = 0;
  for (let i = middle - 1; i >= 0; i--) {
    const level = bandLevels[i] as number;
    const scores = held.flatMap((one) => scoresOf(one, level)).sort((a, b) => a - b);
    count = scores.length;
    const rank = Math.min(scores.length, Math.ceil((scores.length + 1) * (1 - 2 * level)));
    const factor = (scores[rank - 1] ?? 1) * widening(level, spans);
    offsets[i] = factor;
    offsets[bandLevels.length - 1 - i] = factor;
  }
  return { offsets, count };
}

/** How far the actual values lie from the model's median, in half widths of its band from `level` to 1 - `level`. */
function scoresOf({ forecast, actual }: HeldForecast, level: number): readonly number[] {
  const middle = quantileAt(forecast.quantiles, 0.5);
  const low = quantileAt(forecast.quantiles, level);
  const high = quantileAt(forecast.quantiles, 1 - level);
  const scores: number[] = [];
  for (const [h, y] of actual.entries()) {
    const m = middle[h] as number;
    const [down, up] = [m - (low[h] as number), (high[h] as number) - m];
    const least = Math.max(1e-6 * (down + up), Number.MIN_VALUE * 2 ** 60);
    const score = y < m ? (m - y) / Math.max(down, least) : (y - m) / Math.max(up, least);
    if (Number.isFinite(score)) scores.push(score);
  }
  return scores;
}

/**
 * The quantile at any level from those at a few: along the normal's quantiles between the two next to it, beyond the
 * outermost on along the line from the middle. Quantiles that do not cross give one that crosses none.
 */
export function quantileAt(quantiles: Forecast['quantiles'], level: number): Float64Array {
  const asked = Math.max(0.0005, Math.min(0.9995, level));
  const exact = quantiles.find((one) => Math.abs(one.level - asked) < 1e-9);
  if (exact !== undefined) return exact.values;
  const above = quantiles.findIndex((one) => one.level > asked);
  const last = quantiles.length - 1;
  const middle = quantiles.find((one) => one.level === 0.5) ?? quantiles[last >> 1];
  const [a, b] = above > 0 ? [quantiles[above - 1], quantiles[above]] : [middle, quantiles[above === 0 ? 0 : last]];
  if (a === undefined || b === undefined) return new Float64Array();
  if (a === b) return a.values;
  const share = (normalQuantile(asked) - normalQuantile(a.level)) / (normalQuantile(b.level) - normalQuantile(a.level));
  return a.values.map((value, h) => value + share * ((b.values[h] as number) - value));
}
