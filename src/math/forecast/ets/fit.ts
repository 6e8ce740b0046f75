import { minimise } from '../../lbfgs';
import { extent } from '../../stats';
import { bounds, constantsOf, type EtsForm, type EtsState, freedom, type Smoothing } from './form';
import { deviance, passesOver, smooth } from './smooth';
import { firstState, plainState } from './start';

/** A form fitted to a series. */
export interface EtsFit {
  readonly form: EtsForm;
  readonly period: number;
  readonly smoothing: Smoothing;
  /** Before the first point. */
  readonly start: EtsState;
  /** After the last point. */
  readonly end: EtsState;
  readonly logLikelihood: number;
  /** Akaike's criterion, corrected for short series; Infinity under `freedom` + 2 points. */
  readonly aicc: number;
}

/** Constants tried with the heuristic states. */
const tries: readonly Smoothing[] = [0.05, 0.3, 0.7, 0.95].flatMap((level) =>
  [0.01, 0.2].flatMap((slope) => [0.01, 0.2, 0.7].map((season) => ({ level, slope, season, damping: 0.95 }))),
);
/**
 * The likelihood has several hills, by how fast level and season move: the best try on each is followed for so many steps, and
 * the highest of them to its top.
 */
const hillOf = ({ level, season }: Smoothing): string => `${level > 0.5} ${season}`;
const STEPS = 6;
/**
 * Steepest first slope: one that by itself carries the level through the series' whole range, and a little more. Without this
 * bound multiplied errors of skewed series look smallest when a slope pulls what is expected far up at every step.
 */
const RANGES = 1.1;

/**
 * The constants and first states with the highest likelihood found, by quasi-Newton steps along its exact gradient.
 * @param y at least 4 values, above 0 for multiplied forms; two cycles for seasonal ones
 * @param from constants to start from, where they are known about
 */
export function fitEts(y: Float64Array, form: EtsForm, period: number, from?: Smoothing): EtsFit {
  const n = y.length;
  const size = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const scaled = y.map((value) => value / size);
  const found = search(scaled, form, period, from);
  const { end, logLikelihood } = smooth(scaled, form, found.smoothing, found.start);
  const likelihood = logLikelihood - n * Math.log(size);
  const k = freedom(form, period);
  return {
    form,
    period,
    smoothing: found.smoothing,
    start: grown(found.start, form, size),
    end: grown(end, form, size),
    logLikelihood: likelihood,
    aicc: n > k + 1 ? -2 * likelihood + 2 * k + (2 * k * (k + 1)) / (n - k - 1) : Number.POSITIVE_INFINITY,
  };
}

/** Where smoothing begins and by which constants. */
interface Beginning {
  readonly smoothing: Smoothing;
  readonly start: EtsState;
}

function search(y: Float64Array, form: EtsForm, period: number, from: Smoothing | undefined): Beginning {
  const names = constantsOf(form);
  const passes = passesOver(y, form, period);
  const gradient = { smoothing: new Float64Array(4), start: new Float64Array(2 + passes.period) };
  const loss = ({ smoothing, start }: Beginning): number => deviance(passes, smoothing, start, gradient);
  const beginnings = (start: EtsState): readonly Beginning[] => {
    const hills = new Map<string, Beginning & { readonly loss: number }>();
    for (const tried of from === undefined ? tries : [from]) {
      const smoothing = only(tried, names);
      const found = loss({ smoothing, start });
      const hill = hillOf(smoothing);
      if (found < (hills.get(hill)?.loss ?? Number.POSITIVE_INFINITY))
        hills.set(hill, { smoothing, start, loss: found });
    }
    return [...hills.values()].sort((a, b) => a.loss - b.loss);
  };
  const heuristic = beginnings(firstState(y, form, period));
  const starts = heuristic.length > 0 ? heuristic : beginnings(plainState(y, form, period));
  const [first] = starts;
  if (first === undefined) return { smoothing: only(tries[0] as Smoothing, names), start: plainState(y, form, period) };

  const units = unitsOf(form, first.start, loss(first));
  const [low, high] = extent(y);
  const steepest = form.trend === 'none' ? 0 : (RANGES * (high - low)) / y.length;
  const at = (x: Float64Array): Beginning => {
    const constants = names.map((name, i) => [name, fromAngle(x[i] as number, bounds[name])]);
    const moved = (k: number): number => (x[names.length + k] as number) * (units[k] as number);
    const { level, season } = first.start;
    const slope = steepest * Math.sin(x[names.length + 1] as number);
    return {
      smoothing: { ...absent, ...Object.fromEntries(constants) },
      start: { level: level + moved(0), slope, season: season.map((s, i) => s + moved(2 + i)) },
    };
  };
  const objective = (x: Float64Array, slopes: Float64Array): number => {
    const value = loss(at(x));
    for (const [i, name] of names.entries()) {
      const [low, high] = bounds[name];
      slopes[i] = (gradient.smoothing[order[name]] as number) * (high - low) * Math.sin(2 * (x[i] as number));
    }
    for (let k = 0; k < units.length; k++)
      slopes[names.length + k] = (gradient.start[k] as number) * (units[k] as number);
    slopes[names.length + 1] = (gradient.start[1] as number) * steepest * Math.cos(x[names.length + 1] as number);
    return value;
  };
  const ends = starts.map(({ smoothing }) => {
    const x = new Float64Array(names.length + units.length);
    for (const [i, name] of names.entries()) x[i] = toAngle(smoothing[name], bounds[name]);
    x[names.length + 1] = steepest === 0 ? 0 : Math.asin(within(first.start.slope / steepest, -0.999, 0.999));
    return starts.length === 1 ? { x, value: 0 } : minimise(objective, x, { iterations: STEPS });
  });
  const best = ends.reduce((least, end) => (end.value < least.value ? end : least));
  return at(minimise(objective, best.x).x);
}

const absent: Smoothing = { level: 0, slope: 0, season: 0, damping: 1 };
const order: Readonly<Record<keyof Smoothing, number>> = { level: 0, slope: 1, season: 2, damping: 3 };

const only = (smoothing: Smoothing, names: readonly (keyof Smoothing)[]): Smoothing => ({
  ...absent,
  ...Object.fromEntries(names.map((name) => [name, smoothing[name]])),
});

/** A bounded number as the square of a sine, so that the search is free and can still reach the bounds. */
const fromAngle = (angle: number, [low, high]: readonly [number, number]): number =>
  low + (high - low) * Math.sin(angle) ** 2;

const toAngle = (value: number, [low, high]: readonly [number, number]): number =>
  Math.asin(Math.sqrt(within((value - low) / (high - low), 0.001, 0.999)));

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** How far each first state moves per unit of the search: about one error in all directions; not at all where it is not free. */
function unitsOf({ trend, season }: EtsForm, start: EtsState, loss: number): Float64Array {
  const error = Math.min(1, Math.max(1e-9, Math.exp(loss / 2)));
  const share = season === 'multiplicative' ? error / Math.max(Math.abs(start.level), 1e-6) : error;
  return Float64Array.of(error, trend === 'none' ? 0 : error / 10, ...start.season.map(() => share));
}

const grown = ({ level, slope, season }: EtsState, form: EtsForm, size: number): EtsState => ({
  level: level * size,
  slope: slope * size,
  season: form.season === 'additive' ? season.map((value) => value * size) : season,
});
