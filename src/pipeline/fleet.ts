import { type Failure, StudioError, throwIfCancelled, toFailure } from '../base/errors';
import { breathe, type JobContext, type Progress } from '../base/job';
import { first, length, type SeriesFrame, slice } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import { ALREADY, type Crossing, crossing, type Threshold } from '../math/crossing';
import { DAY } from '../math/duration';
import { type Growth, growthOf } from '../math/growth';
import type { FittedForecaster, Training } from '../models/types';
import { boundsOf } from './band-errors';
import { goneOn } from './fleet-ahead';
import { historyOf, loadModel, mainPeriod, type Walk } from './forecaster';
import { onGrid } from './prepare';
import type { Recipe } from './recipe';
import type { ForecastRun, Metrics } from './results';
import { type Cuts, cut, judged } from './train';
import { learnWalk } from './walk';
import { onWallClock, type Wall } from './wall-clock';

/** What is done to every series of a fleet. */
export interface FleetGoal {
  readonly recipe: Recipe;
  /** Absent = no date is asked for. */
  readonly threshold?: Threshold;
  /** How far to look for that date; never less than the recipe's horizon. */
  readonly lookAheadMs: number;
}

export interface FleetInput extends FleetGoal {
  /** One column each, as they were read. */
  readonly frames: readonly SeriesFrame[];
  /** What they are called, in the same order. */
  readonly names: readonly string[];
  /** Inputs that are known beforehand, as far as they reach; moments. */
  readonly known?: SeriesFrame;
  /** Places in that order that are finished already: learned from with the others, and not judged again. */
  readonly done?: readonly number[];
}

/** A series at a glance: thinned values, and what is forecast to follow with its band. NaN = missing. */
export interface Glance {
  /** Epoch ms of the first value, of the last, and of the end of the forecast. */
  readonly start: number;
  readonly end: number;
  readonly until: number;
  readonly values: Float32Array;
  readonly lower: Float32Array;
  readonly middle: Float32Array;
  readonly upper: Float32Array;
}

interface FleetSeriesBase {
  /** Its place among the series of the job, and its name. */
  readonly index: number;
  readonly name: string;
  /** Its tags, measurement and field. */
  readonly labels: Readonly<Record<string, string>>;
  /** What it took, its share of what was learned together included. */
  readonly seconds: number;
}

/** What became of one series: a line of the table. */
export type FleetRow =
  | (FleetSeriesBase & {
      readonly failure?: never;
      /** The model first, the naive baseline after, on origins held back. */
      readonly metrics: readonly Metrics[];
      readonly growth: {
        /** In its unit a day, and as a share of where it stands (NaN at 0). */
        readonly perDay: number;
        readonly share: number;
        readonly level: number;
        /** Its last recorded value; absent in jobs kept before it was noted. */
        readonly last?: number;
      };
      readonly crossing?: Crossing;
      /** To where the band was measured; what is said of later dates goes on from there. */
      readonly measuredTo: number;
      /** Points of the forecast so far, and of all that was looked ahead. */
      readonly points: { readonly measured: number; readonly ahead: number };
      readonly glance: Glance;
    })
  | (FleetSeriesBase & { readonly failure: Failure });

/** All of a series that came out well, to draw, to write back and to open. */
export interface FleetForecast {
  readonly run: ForecastRun;
  /** The forecast as far as was looked ahead. */
  readonly ahead: Forecast;
}

/** A finished series, as it is reported at once. */
export interface FleetSeries {
  readonly row: FleetRow;
  readonly forecast?: FleetForecast;
}

/** A series ready to learn from. */
interface Ready {
  readonly index: number;
  readonly wall: Wall;
  readonly grid: SeriesFrame;
  readonly filled: Float64Array;
  readonly cuts: Cuts;
  readonly walk: Walk;
  readonly training: Training;
  readonly seconds: number;
}

const POINTS = 64;

/**
 * One definition over many series: each is learned from (all together where the model can), judged on held-back origins
 * beside the naive baseline, forecast as far as is looked ahead, and asked when it reaches the threshold. A series that
 * cannot be forecast says why and does not stop the others. Every finished one is reported at once, as `partial`. Learning
 * together takes all series in, finished ones too: a job gone on with gives what it would have given in one go.
 * @returns how many were finished now
 */
export async function fleet(input: FleetInput, ctx: JobContext): Promise<number> {
  const { frames, names, recipe } = input;
  const done = new Set(input.done ?? []);
  const report = (part: string | undefined, partial?: FleetSeries): void =>
    ctx.progress({
      phase: 'Forecasting',
      ...(part !== undefined && { part }),
      done: done.size,
      total: frames.length,
      unit: 'series',
      ...(partial !== undefined && { partial }),
    });
  const finish = (index: number, series: FleetSeries): void => {
    done.add(index);
    report(names[index], series);
  };
  const fail = (index: number, error: unknown, seconds: number): void => {
    const failure = failureOf(error);
    finish(index, { row: { ...about(input, index), seconds, failure } });
  };
  const before = done.size;
  const together = await learnsTogether(recipe);
  const ready = new Map<number, Ready>();
  for (const index of frames.keys()) {
    if (done.has(index) && !together) continue;
    throwIfCancelled(ctx.signal);
    ctx.progress({ phase: 'Preparing', done: index, total: frames.length, unit: 'series' });
    const started = ctx.clock();
    try {
      const made = await prepared(input, index, ctx);
      ready.set(index, { ...made, seconds: (ctx.clock() - started) / 1000 });
    } catch (error) {
      if (!done.has(index)) fail(index, error, (ctx.clock() - started) / 1000);
    }
    await breathe();
  }
  const wanted = [...ready.values()].filter(({ index }) => !done.has(index));
  const learned = together && wanted.length > 0 ? await learnTogether([...ready.values()], ctx) : undefined;
  report(undefined);
  try {
    for (const one of wanted) {
      const started = ctx.clock();
      const seconds = (): number => one.seconds + (learned?.secondsEach ?? 0) + (ctx.clock() - started) / 1000;
      report(names[one.index]);
      try {
        throwIfCancelled(ctx.signal);
        const series = await finished(input, one, learned?.fitted.get(one.index), seconds, quietly(ctx));
        finish(one.index, series);
      } catch (error) {
        fail(one.index, error, seconds());
      }
      await breathe();
    }
  } finally {
    for (const fitted of learned?.fitted.values() ?? []) fitted.dispose();
  }
  return done.size - before;
}

/** A cancel goes through; any other error is of one series. */
function failureOf(error: unknown): Failure {
  const { stack: _, ...failure } = toFailure(error);
  if (failure.code === 'cancelled') throw error;
  return failure;
}

function about({ frames, names }: FleetInput, index: number) {
  const frame = frames[index] as SeriesFrame;
  return { index, name: names[index] ?? '', labels: frame.columns[0]?.labels ?? {} };
}

const learnsTogether = async ({ model }: Recipe): Promise<boolean> =>
  (await loadModel(model)).forecaster.fitTogether !== undefined;

/** Reports of what happens within one series are not the job's: there are many. */
const quietly = (ctx: JobContext): JobContext => ({ ...ctx, progress: () => {} });

const MOST_STEPS = 50_000;
/** The last day whose date has four digits for its year. */
const LAST_DAY = Date.UTC(9999, 11, 31);

/** How many steps to look ahead of `end` at this step, the recipe's horizon at least. */
function stepsAhead({ recipe, lookAheadMs }: FleetGoal, end: number, stepMs: number): number {
  const most = Math.min(MOST_STEPS, Math.floor((LAST_DAY - end) / stepMs));
  return Math.max(recipe.horizon, Math.min(most, Math.ceil(lookAheadMs / stepMs)));
}

async function prepared(input: FleetInput, index: number, ctx: JobContext): Promise<Omit<Ready, 'seconds'>> {
  const frame = input.frames[index] as SeriesFrame;
  if (length(frame) < 2)
    throw new StudioError('too-short', 'It has fewer than two points.', { next: 'Read a longer range.' });
  const recipe = { ...input.recipe, series: input.names[index] ?? '' };
  const end = frame.time.at(-1) as number;
  const stepMs = (end - (frame.time[0] as number)) / (length(frame) - 1);
  const wall = onWallClock(frame, recipe, stepsAhead(input, end, stepMs));
  const { grid, filled } = await onGrid(wall.frame, recipe.preparation);
  const cuts = cut(length(grid), recipe.horizon, recipe.split);
  const walk = await learnWalk(slice(grid, 0, cuts.fit), recipe, cuts.all, input.known);
  const history = await historyOf(walk, slice(grid, 0, cuts.train), quietly(ctx));
  const training = { history, validation: cuts.train - cuts.fit, horizon: recipe.horizon };
  return { index, wall, grid, filled: first(filled).values, cuts, walk, training };
}

/** All that learn together, by place; those it did not serve are missing, and learn alone. */
async function learnTogether(ready: readonly Ready[], ctx: JobContext) {
  const started = ctx.clock();
  const fitted = new Map<number, FittedForecaster>();
  const model = ready[0]?.walk.model;
  try {
    const trainings = ready.map(({ training }) => training);
    const all = await model?.forecaster.fitTogether?.(trainings, model.params, ctx);
    for (const [i, { index }] of ready.entries()) {
      const one = all?.[i];
      if (one !== undefined) fitted.set(index, one);
    }
  } catch (error) {
    // One of them may be what broke it: alone, each says so for itself.
    failureOf(error);
  }
  return { fitted, secondsEach: (ctx.clock() - started) / 1000 / Math.max(1, ready.length) };
}

async function finished(
  input: FleetInput,
  ready: Ready,
  learned: FittedForecaster | undefined,
  seconds: () => number,
  ctx: JobContext,
): Promise<FleetSeries> {
  const { wall, grid, cuts, walk, training, index } = ready;
  const fitted = learned ?? (await walk.model.forecaster.fit(training, walk.model.params, ctx));
  const learning = { start: 0, stop: cuts.fit, how: 'trained' } as const;
  const run = await judged({ walk, fitted, grid, cuts, seconds: seconds(), losses: [], learning }, ctx).finally(() => {
    if (learned === undefined) fitted.dispose();
  });
  const stepMs = grid.stepMs ?? DAY;
  const growth = growthOf(first(grid).values, walk.periods, walk.recipe.coverage);
  const known = { values: ready.filled, stepMs, period: mainPeriod(walk.periods), growth, bounds: boundsOf(grid) };
  const long = wall.forecast(goneOn(run.forecast, known, stepsAhead(input, grid.time.at(-1) as number, stepMs)));
  const inUtc = wall.run(run);
  const forecast = { run: inUtc, ahead: long };
  const { threshold } = input;
  return {
    row: {
      ...about(input, index),
      seconds: seconds(),
      metrics: run.artifact.metrics,
      growth: { ...growthADay(growth, stepMs), last: lastOf(inUtc.artifact.history).value },
      ...(threshold !== undefined && { crossing: crossingOf(forecast, threshold) }),
      measuredTo: inUtc.forecast.time.at(-1) ?? Number.NaN,
      points: { measured: inUtc.forecast.time.length, ahead: long.time.length },
      glance: glance(inUtc.artifact.history, long),
    },
    forecast,
  };
}

function growthADay({ perStep, level }: Growth, stepMs: number) {
  const perDay = (perStep * DAY) / stepMs;
  return { perDay, share: level === 0 ? Number.NaN : perDay / Math.abs(level), level };
}

/** The band of a forecast: its middle is the median where there is one. */
function bandOf({ time, point, quantiles }: Forecast) {
  const middle = quantiles.find(({ level }) => level === 0.5)?.values ?? point;
  return { time, middle, lower: quantiles[0]?.values ?? middle, upper: quantiles.at(-1)?.values ?? middle };
}

/** When a series reaches a threshold, from its last recorded point on. */
export function crossingOf({ run, ahead }: FleetForecast, threshold: Threshold): Crossing {
  return crossing(lastOf(run.artifact.history), bandOf(ahead), threshold);
}

/** The last recorded point of a series: NaN where there is none. */
function lastOf({ time, columns }: SeriesFrame): { readonly time: number; readonly value: number } {
  const values = columns[0]?.values ?? new Float64Array();
  const last = values.findLastIndex((value) => !Number.isNaN(value));
  return { time: time[last] ?? 0, value: values[last] ?? Number.NaN };
}

/** Whether a date is later than the band was measured for: then it goes on by the growth. */
export const isBeyond = (date: number, measuredTo: number): boolean =>
  Number.isFinite(date) && date !== ALREADY && date > measuredTo;

function glance(history: SeriesFrame, ahead: Forecast): Glance {
  const { lower, middle, upper } = bandOf(ahead);
  return {
    start: history.time[0] ?? Number.NaN,
    end: history.time.at(-1) ?? Number.NaN,
    until: ahead.time.at(-1) ?? Number.NaN,
    values: thinned(first(history).values),
    lower: thinned(lower),
    middle: thinned(middle),
    upper: thinned(upper),
  };
}

/** At most 64 values: means of equal stretches, missing ones left out. */
function thinned(values: Float64Array): Float32Array {
  const points = Math.min(POINTS, values.length);
  return Float32Array.from({ length: points }, (_, i) => {
    let [sum, known] = [0, 0];
    const to = Math.floor(((i + 1) * values.length) / points);
    for (let at = Math.floor((i * values.length) / points); at < to; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
    return sum / known;
  });
}

/** Whether a report brings a finished series. */
export const finishedIn = ({ partial }: Progress): FleetSeries | undefined => partial as FleetSeries | undefined;
