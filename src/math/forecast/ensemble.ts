import { smape } from '../metrics/smape';
import type { Pace } from '../pace';
import { extent } from '../stats';
import type { Bench, WeightRule } from './bench';
import { fewestFor, type Rhythm, scalingLag } from './rhythm';
import { meanChange } from './scale';

/** Short horizons are tried from more origins, until so many steps have been forecast, or so many origins tried. */
const STEPS_TRIED = 36;
const MOST_ORIGINS = 24;

/** Errors of the members on one origin, by series; NaN where a series was too short for it. */
type OriginErrors = readonly Float64Array[];

export interface Validation {
  /** Mean error over the origins, by member and series: sMAPE + MASE, each over Naive2's on M4. NaN without any origin. */
  readonly errors: readonly Float64Array[];
  /** By member and series, summing to 1 over the members. */
  readonly weights: readonly Float64Array[];
  /** How many origins each series was tried from. */
  readonly origins: Int32Array;
}

export interface ToValidate {
  readonly bench: Bench;
  readonly rhythm: Rhythm;
  readonly horizon: number;
  /** The groups of alike series by what was known at an origin; absent where each series learns alone. */
  readonly regroup?: (known: readonly Float64Array[]) => Int32Array;
}

/**
 * Rolling-origin validation (Tashman 2000): the members are fitted anew to what was known one, two, ... horizons before
 * the end, and weighed by how far off they then were. A series too short for an origin takes part in learning uncut, and
 * is not scored there.
 * @param say hears which origin is next, from 1
 */
export async function validate(
  series: readonly Float64Array[],
  groups: Int32Array,
  { bench, rhythm, horizon, regroup }: ToValidate,
  pace: Pace,
  say: (origin: number, of: number) => void = () => {},
): Promise<Validation> {
  const { rule, members } = bench;
  const lag = scalingLag(rhythm);
  const most = Math.max(rule.origins, Math.min(MOST_ORIGINS, Math.ceil(STEPS_TRIED / horizon)));
  const tried: OriginErrors[] = [];
  for (let k = 1; k <= most; k++) {
    const scored = series.map((x) => x.length - k * horizon >= fewestFor({ rhythm, horizon }));
    if (!scored.includes(true)) break;
    say(k, most);
    const known = series.map((x, i) => (scored[i] ? x.slice(0, x.length - k * horizon) : x));
    const alike = regroup?.(known);
    const shared = alike === undefined ? [] : await bench.learn(known, alike, false, pace);
    const errors = members.map(() => new Float64Array(series.length).fill(Number.NaN));
    for (const [i, x] of known.entries()) {
      if (!scored[i]) continue;
      const actual = (series[i] as Float64Array).slice(x.length, x.length + horizon);
      const forecasts = await bench.forecast(
        x,
        alike === undefined ? undefined : shared[alike[i] as number],
        false,
        pace,
      );
      for (const [m, forecast] of forecasts.entries()) {
        (errors[m] as Float64Array)[i] = errorOf(
          actual,
          forecast,
          meanChange(x, lag),
          isPositive(series[i] as Float64Array),
          rule,
        );
      }
    }
    tried.push(errors);
  }
  const origins = Int32Array.from(series, (_, i) => tried.filter(([first]) => !Number.isNaN(first?.[i])).length);
  const errors = members.map((_, m) =>
    Float64Array.from(series, (__, i) => meanOf(tried.map((one) => one[m]?.[i] ?? Number.NaN))),
  );
  return { errors, weights: weightsFor(errors, groups, rule), origins };
}

const isPositive = (x: Float64Array): boolean => x.every((value) => value > 0);

/** sMAPE / unit + MASE / unit; where values are not above 0, sMAPE says nothing and MASE counts twice. */
function errorOf(
  actual: Float64Array,
  forecast: Float64Array,
  scale: number,
  positive: boolean,
  { units }: WeightRule,
): number {
  let off = 0;
  for (const [h, value] of actual.entries()) off += Math.abs(value - (forecast[h] as number));
  const scaled = off / actual.length / (scale > 0 ? scale : 1) / units.mase;
  return positive ? smape(actual, forecast) / units.smape + scaled : 2 * scaled;
}

/** The mean of the values that are numbers; NaN without any. */
function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/**
 * Weights, by member and series: ((1 - shared) own + shared alike) to the power -sharpness, scaled to sum 1, where `own` is
 * the error as a share of the mean over members and `alike` the mean of that over the series of the group. A series
 * without errors takes each member's mean over all; with none at all the members count alike.
 */
export function weightsFor(
  errors: readonly Float64Array[],
  groups: Int32Array,
  { sharpness, shared }: Pick<WeightRule, 'sharpness' | 'shared'>,
): readonly Float64Array[] {
  const filled = errors.map((own) => {
    const usual = meanOf(Array.from(own));
    return own.map((error) => (Number.isNaN(error) ? (Number.isNaN(usual) ? 1 : usual) : error) + 1e-9);
  });
  const relative = filled.map((own) => own.map((error, i) => error / meanOf(filled.map((all) => all[i] as number))));
  const mixed = relative.map((own) => {
    const alike = groupMeans(own, groups);
    return own.map((error, i) => (1 - shared) * error + shared * (alike[groups[i] as number] as number));
  });
  const least = filled[0]?.map((_, i) => Math.min(...mixed.map((own) => own[i] as number))) ?? new Float64Array();
  const powers = mixed.map((own) => own.map((error, i) => (error / (least[i] as number)) ** -sharpness));
  const total = least.map((_, i) => powers.reduce((sum, own) => sum + (own[i] as number), 0));
  return powers.map((own) => own.map((power, i) => power / (total[i] as number)));
}

function groupMeans(values: Float64Array, groups: Int32Array): readonly number[] {
  const sums: number[] = [];
  const counts: number[] = [];
  for (const [i, k] of groups.entries()) {
    sums[k] = (sums[k] ?? 0) + (values[i] as number);
    counts[k] = (counts[k] ?? 0) + 1;
  }
  return sums.map((sum, k) => sum / (counts[k] as number));
}

/**
 * The weighted mean of forecasts: of their logarithms for a series above 0, where members differ by factors (none counts
 * below a thousandth of the smallest value); plainly else.
 * @param x what is forecast
 * @param weights one per forecast, summing to 1
 */
export function combined(
  x: Float64Array,
  forecasts: readonly Float64Array[],
  weights: ArrayLike<number>,
): Float64Array {
  const [low] = extent(x);
  const floor = low / 1000;
  const mean = new Float64Array(forecasts[0]?.length ?? 0);
  for (const [m, forecast] of forecasts.entries()) {
    const weight = weights[m] as number;
    for (const [h, value] of forecast.entries()) {
      mean[h] = (mean[h] as number) + weight * (low > 0 ? Math.log(Math.max(value, floor)) : value);
    }
  }
  return low > 0 ? mean.map(Math.exp) : mean;
}
