import { StudioError } from '../base/errors';
import { first, length, lowerBound, type SeriesFrame, typicalStep } from '../frame/frame';
import { isMonthly } from '../math/calendar';
import { DAY } from '../math/duration';
import { dynamicRegression } from '../math/dynamic-regression';
import { interpolated } from '../math/gaps';
import { variance } from '../math/stats';
import { wallClock } from '../math/zone';
import { calendarTerm } from './calendar-terms';
import { type Axis, axisOf, designOf, type InputColumn, occurrencesOn, seriesValues } from './inputs-design';
import { type FittedStep, restoreScale } from './prepare';
import { hasInputs, inputsOf, type Recipe } from './recipe';

/** What one input adds to a series, as learned on its training part. */
export interface Contribution {
  /** `event:<name>`, `calendar:<term>`, `series:<name>`. */
  readonly input: string;
  readonly kind: 'event' | 'calendar' | 'series';
  readonly name: string;
  /** How often an event took place in what was learned from; 0 for other inputs. */
  readonly times: number;
  /**
   * In the series' units, with its 95 % interval: how much higher the series is during the event, or by one unit more of
   * the other series. Null for calendar terms, and where nothing was learned.
   */
  readonly effect: { readonly mean: number; readonly lower: number; readonly upper: number } | null;
  /** How far it moves the series on average, over all points, in its units. */
  readonly meanAbsolute: number;
  /** The variance of what it moves as a share of the series', on the scale the model sees. */
  readonly share: number;
  /** What is to be said of it: why it adds nothing, what it does beyond its end. */
  readonly words?: string;
}

/** How forecasts of held-back data fare with the inputs and without them. */
export interface InputsTrial {
  readonly with: number;
  readonly without: number;
  /** The mean absolute errors on those points alone that lie in planned events; null when none does. */
  readonly during: { readonly with: number; readonly without: number; readonly points: number } | null;
  /** Whether the model learned once more without them, or the same one forecast without them. */
  readonly how: 'learned' | 'left-out';
}

/** What the inputs of a recipe were found to do. JSON, on the prepared scale. */
export interface LearnedInputs {
  readonly version: 1;
  readonly columns: readonly { readonly id: string; readonly coefficient: number; readonly error: number }[];
  readonly contributions: readonly Contribution[];
  /** Steps after which another series is repeated beyond its end. */
  readonly repeat: number;
  /** Of series known beforehand: their values from the end of the training part on, at their own moments, in UTC. */
  readonly ahead?: readonly {
    readonly name: string;
    readonly time: readonly number[];
    readonly values: readonly number[];
  }[];
  readonly trial?: InputsTrial;
}

/** What of a recipe the inputs need. */
type Wanted = Pick<Recipe, 'inputs' | 'query'>;

/** The work of a regression grows with the cube of its columns. */
const MOST_COLUMNS = 400;
/** So many values of a series known beforehand are kept with a model. */
const MOST_AHEAD = 20_000;

/**
 * Learns what the inputs do to a series: a dynamic regression of the prepared training part on their columns (see
 * `dynamicRegression`). An effect that chance alone explains is shrunk by 1 - 1/F, F the mean square of its coefficients in
 * standard errors: to nothing where it is no larger than they.
 * @throws StudioError `bad-input` at `inputs` for more of them than can be told apart
 * @param grid the training part with the other series as further columns, on its own or the wall's clock
 * @param prepared its first column as the model sees it
 * @param known series known beforehand, with what comes after the training part; moments, in UTC
 * @param toCome steps from the end of the training part to that of the first forecast: those are kept before others
 */
export function fitInputs(
  grid: SeriesFrame,
  prepared: SeriesFrame,
  recipe: Wanted,
  periods: readonly number[],
  steps: readonly FittedStep[],
  known?: SeriesFrame,
  toCome = 0,
): LearnedInputs | undefined {
  if (!hasInputs(recipe)) return undefined;
  const inputs = inputsOf(recipe);
  const axis = axisOf(grid, recipe.query.zone);
  const others = inputs.series.flatMap((name): readonly InputColumn[] => {
    const values = seriesValues(grid, name);
    return values === undefined ? [] : [{ id: `series:${name}`, input: `series:${name}`, values }];
  });
  const design = [...designOf(inputs, axis), ...others].filter(({ values }) => values.some((value) => value !== 0));
  if (design.length > MOST_COLUMNS) {
    throw new StudioError(
      'bad-input',
      `${inputs.events.length} events and ${inputs.calendar.length} calendar terms are more than can be told apart here.`,
      { next: 'Give events of one kind one name, or leave some out.', place: 'inputs', value: design.length },
    );
  }
  const y = interpolated(first(prepared).values);
  const period = differencing(periods, axis.stepMs);
  const fit = dynamicRegression({
    y,
    columns: design.map(({ values }) => values),
    period,
    penalty: Float64Array.from(design, ({ input }) => (input.startsWith('calendar:') ? 1e-3 : 1e-6)),
  });
  const kept = design.map(({ input }) => {
    const own = design.flatMap((column, j) => (column.input === input && fit.absorbed[j] !== true ? [j] : []));
    const f =
      own.reduce((sum, j) => sum + ((fit.coefficients[j] as number) / (fit.errors[j] as number)) ** 2, 0) / own.length;
    return f > 1 ? 1 - 1 / f : 0;
  });
  const columns = design.map(({ id }, j) => ({
    id,
    coefficient: (fit.coefficients[j] as number) * (kept[j] as number),
    error: fit.errors[j] as number,
  }));
  const repeat = Math.max(1, periods.at(-1) ?? 1);
  const ahead = aheadOf(inputs.ahead ?? [], axis, known, toCome);
  const inUnits = unitsAt(y, steps);
  const times = new Map<string, number>();
  for (const { name } of occurrencesOn(inputs.events, axis)) times.set(name, (times.get(name) ?? 0) + 1);
  const contributions = namesOf(inputs).map(([kind, name]): Contribution => {
    const input = `${kind}:${name}`;
    const own = design.flatMap((column, j) => (column.input === input ? [j] : []));
    const [level = -1] = own;
    const moved = new Float64Array(y.length);
    for (const j of own)
      addTo(moved, (design[j] as InputColumn).values, (columns[j] as { coefficient: number }).coefficient);
    const gone = own.length > 0 && own.every((j) => fit.absorbed[j] === true);
    const said = fit.freedom > 0 && own.length > 0 && !gone;
    const coefficient = fit.coefficients[level] as number;
    const error = 1.96 * (fit.errors[level] as number);
    const where = design[level]?.values;
    const effect = (by: number): number =>
      kind === 'event'
        ? meanOver(
            inUnits(own.map((j) => [design[j] as InputColumn, j === level ? by : (fit.coefficients[j] as number)])),
            where,
          )
        : perUnit(y, by, steps);
    const words = !said
      ? whyNot(kind, name, { own: own.length, gone, times: times.get(name) ?? 0, stepMs: axis.stepMs })
      : (kept[level] as number) === 0
        ? 'No more than chance: it is left out.'
        : kind === 'series'
          ? beyond(
              ahead.some((one) => one.name === name),
              repeat,
            )
          : undefined;
    const parts = inUnits(
      own.map((j) => [design[j] as InputColumn, (columns[j] as { coefficient: number }).coefficient]),
    );
    return {
      input,
      kind,
      name,
      times: kind === 'event' ? (times.get(name) ?? 0) : 0,
      effect:
        said && kind !== 'calendar'
          ? { mean: effect(coefficient), lower: effect(coefficient - error), upper: effect(coefficient + error) }
          : null,
      meanAbsolute: meanOver(parts.map(Math.abs)),
      share: variance(moved) > 0 ? Math.min(1, variance(moved) / variance(y)) : 0,
      ...(words !== undefined && { words }),
    };
  });
  return { version: 1, columns, contributions, repeat, ...(ahead.length > 0 && { ahead }) };
}

/**
 * The season that is taken out by differencing: the longest of a month at most, since what comes once a year would be
 * taken for the year's season; for monthly steps the year itself, whose months differ sharply.
 */
function differencing(periods: readonly number[], stepMs: number): number {
  const longest = isMonthly(stepMs) ? Number.POSITIVE_INFINITY : 31 * DAY;
  return periods.findLast((period) => period * stepMs <= longest) ?? 1;
}

const namesOf = ({ events, calendar, series }: ReturnType<typeof inputsOf>) =>
  [
    ...[...new Set(events.map(({ name }) => name))].map((name) => ['event', name] as const),
    ...calendar.map((name) => ['calendar', name] as const),
    ...series.map((name) => ['series', name] as const),
  ] as const;

function whyNot(
  kind: Contribution['kind'],
  name: string,
  {
    own,
    gone,
    times,
    stepMs,
  }: { readonly own: number; readonly gone: boolean; readonly times: number; readonly stepMs: number },
): string {
  if (gone)
    return kind === 'series'
      ? 'Its changes repeat with the season, which says them already.'
      : 'The season says it already: it adds nothing.';
  if (own > 0) return 'Too little was known to learn from: it adds nothing.';
  if (kind === 'event' && times === 0) return 'It did not take place in what was learned from: it adds nothing.';
  if (kind === 'calendar' && !calendarTerm[name as keyof typeof calendarTerm].fits(stepMs)) {
    return 'It says nothing of steps this long.';
  }
  return kind === 'series'
    ? 'This series is not beside the other, or has no values: it adds nothing.'
    : 'It adds nothing here.';
}

const beyond = (isAhead: boolean, repeat: number): string =>
  isAhead
    ? 'Its own values are taken ahead, as far as they reach.'
    : repeat > 1
      ? 'Beyond its end its last season is repeated.'
      : 'Beyond its end its last value is repeated.';

function addTo(sum: Float64Array, values: Float64Array, by: number): void {
  if (by !== 0) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + by * (values[i] as number);
}

/** Effects in the series' own units: what is there with them less what would be without. */
function unitsAt(y: Float64Array, steps: readonly FittedStep[]) {
  const whole = restoreScale(y, steps);
  return (parts: readonly (readonly [InputColumn, number])[]): Float64Array => {
    const left = Float64Array.from(y);
    for (const [{ values }, by] of parts) addTo(left, values, -by);
    const without = restoreScale(left, steps);
    return whole.map((value, i) => value - (without[i] as number));
  };
}

function perUnit(y: Float64Array, by: number, steps: readonly FittedStep[]): number {
  const middle = y.reduce((sum, value) => sum + value, 0) / y.length;
  const [at = 0, more = 0] = restoreScale(Float64Array.of(middle, middle + by), steps);
  return more - at;
}

/** The mean over all points, or a step that is wholly there, by the share of each that is. */
function meanOver(values: Float64Array, shares?: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value) || shares?.[i] === 0) continue;
    sum += value;
    total += shares?.[i] ?? 1;
  }
  return total === 0 ? 0 : sum / total;
}

function aheadOf(names: readonly string[], axis: Axis, known: SeriesFrame | undefined, toCome: number) {
  if (known === undefined) return [];
  const { time } = known;
  const end = momentOf(axis)(axis.time.at(-1) ?? Number.NaN);
  const [from, to] = [end - reachOf(time, axis.stepMs), end + toCome * axis.stepMs];
  return names.flatMap((name) => {
    const values = known.columns.find(({ key }) => key === name)?.values;
    if (values === undefined) return [];
    const all = Array.from(time.keys()).filter((i) => (time[i] as number) > from && Number.isFinite(values[i]));
    const needed = all.filter((i) => (time[i] as number) <= to).length;
    const first = Math.max(0, needed - MOST_AHEAD);
    const at = all.slice(first, first + MOST_AHEAD);
    return [{ name, time: at.map((i) => time[i] as number), values: at.map((i) => values[i] as number) }];
  });
}

/**
 * The same, with what is known beforehand by now.
 * @param grid the part of the series that is learned from this time
 */
export function knowing(
  learned: LearnedInputs,
  grid: SeriesFrame,
  recipe: Wanted,
  known: SeriesFrame,
  toCome: number,
): LearnedInputs {
  const ahead = aheadOf(inputsOf(recipe).ahead ?? [], axisOf(grid, recipe.query.zone), known, toCome);
  return ahead.length === 0 ? learned : { ...learned, ahead };
}

/** The moment of a time of an axis. */
function momentOf({ clock, zone }: Axis): (time: number) => number {
  return clock === 'wall' ? wallClock(zone ?? 'UTC').at : (time) => time;
}

/** How long a value holds of a series at these times: its own step, or that of the axis where that is longer. */
const reachOf = (time: Float64Array, stepMs: number): number => Math.max(stepMs, typicalStep(time) || 0);

/** What the inputs add over a history, on the prepared scale. */
export function effectOver(learned: LearnedInputs, raw: SeriesFrame, recipe: Wanted): Float64Array {
  return effect(learned, raw, recipe, axisOf(raw, recipe.query.zone), (name) => seriesValues(raw, name));
}

/**
 * What the inputs add at times after a history. Other series are repeated by the season from the history's end, so that
 * nothing of them is used that was not known then, unless they are known beforehand.
 */
export function effectAhead(
  learned: LearnedInputs,
  raw: SeriesFrame,
  time: Float64Array,
  recipe: Wanted,
): Float64Array {
  const axis = { ...axisOf(raw, recipe.query.zone), time };
  return effect(learned, raw, recipe, axis, (name) => {
    const past = seriesValues(raw, name);
    if (past === undefined) return undefined;
    const n = length(raw);
    const repeat = Math.min(learned.repeat, n);
    const ahead = learned.ahead?.find((one) => one.name === name);
    const times = Float64Array.from(ahead?.time ?? []);
    const [moment, reach] = [momentOf(axis), reachOf(times, axis.stepMs)];
    return time.map((t, k) => {
      const now = moment(t);
      const at = lowerBound(times, now + 1) - 1;
      const near = at >= 0 && now - (times[at] as number) < reach;
      return near ? (ahead?.values[at] as number) : (past[n - repeat + (k % repeat)] as number);
    });
  });
}

function effect(
  { columns }: LearnedInputs,
  raw: SeriesFrame,
  recipe: Wanted,
  axis: Axis,
  valuesOf: (name: string) => Float64Array | undefined,
): Float64Array {
  const sum = new Float64Array(axis.time.length);
  if (length(raw) === 0) return sum;
  const by = new Map(columns.map(({ id, coefficient }) => [id, coefficient]));
  for (const { id, values } of designOf(inputsOf(recipe), axis)) addTo(sum, values, by.get(id) ?? 0);
  for (const name of inputsOf(recipe).series) {
    const coefficient = by.get(`series:${name}`) ?? 0;
    const values = coefficient === 0 ? undefined : valuesOf(name);
    if (values !== undefined) addTo(sum, values, coefficient);
  }
  return sum;
}
