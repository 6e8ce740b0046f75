import { type Failure, StudioError, throwIfCancelled, toFailure } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { seeded } from '../base/random';
import { first, length, type SeriesFrame, slice } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import { meanOver } from '../math/metrics/mean-over';
import { beyondRounding, largestOf } from '../math/metrics/rounding';
import type { FittedForecaster, Reasons } from '../models/types';
import { calibrate, type HeldForecast } from './band';
import { boundsOf, errorsBefore } from './band-errors';
import { BASELINE, type Contender } from './contenders';
import { finish, forecastPrepared, historyOf, mainPeriod, type Walk } from './forecaster';
import { measure, origins, type Trial } from './judge';
import { onGrid } from './prepare';
import type { Recipe } from './recipe';
import type { HeldBack, Metrics } from './results';
import { seasonsFor } from './seasons';
import { learnWalk } from './walk';
import { onWallClock, type Wall } from './wall-clock';

/** How one contender fared from every origin. */
export interface BacktestRow extends Contender {
  /** Over all origins; absent when it could not run. */
  readonly metrics?: Metrics;
  /** To learn (at all origins together, where it learned anew at each) and to forecast, the band included. */
  readonly seconds: { readonly fit: number; readonly forecast: number };
  /** Mean absolute error at each origin, in the order of `Backtest.origins`; NaN where nothing was recorded. */
  readonly byOrigin: readonly number[];
  /** Mean absolute error at each step ahead, over the origins. */
  readonly byStep: readonly number[];
  /** Its forecasts, beside what then happened. */
  readonly stretches: readonly HeldBack[];
  /** Why it forecasts as it does from the last origin, where it weighs several forecasters. */
  readonly reasons?: Reasons;
  /** Why it could not run. */
  readonly failure?: Failure;
}

/** Who beats whom on one series. */
export interface Backtest {
  /** What it was made with; its model says nothing here. */
  readonly recipe: Recipe;
  /** How many origins were asked for at most. */
  readonly most: number;
  /** The first forecast time of each origin, epoch milliseconds, oldest first. */
  readonly origins: readonly number[];
  readonly stepMs: number;
  /** The season of the baseline and of MASE, in steps; 1 = none. */
  readonly period: number;
  /** In the order they were tried, the baseline first. */
  readonly rows: readonly BacktestRow[];
  /** Contenders not tried yet, of a run that goes on or was stopped. */
  readonly waiting: readonly string[];
}

export interface BacktestInput {
  /** The raw series, one column, as it was read. */
  readonly frame: SeriesFrame;
  /** Its horizon, coverage, preparation, seasons, zone and seed are taken; its model is not. */
  readonly recipe: Recipe;
  readonly contenders: readonly Contender[];
  /** Origins at most; default 8. */
  readonly most?: number;
  /** Rows of an earlier run of the same on the same series, which need not be run again. */
  readonly before?: readonly BacktestRow[];
  /** Inputs that are known beforehand, as far as they reach; moments. */
  readonly known?: SeriesFrame;
}

/**
 * Rolling-origin evaluation (Tashman 2000): every contender forecasts one horizon from each of several origins, one
 * horizon apart where the series is long enough, and knows at each only what came before. What is solved at once is learned
 * anew at every origin, preparation and seasons included; networks learn once, before the first origin, and are only shown
 * the newer values. Each band rests on errors before its origin. A contender that cannot run says why in its row.
 * Every finished row is reported as `partial`, a `Backtest` so far.
 * @throws StudioError `too-short` at `horizon` when nothing is left to learn from; `cancelled`.
 */
export async function backtest(input: BacktestInput, ctx: JobContext): Promise<Backtest> {
  const { recipe, most = 8, before = [], known } = input;
  const wall = onWallClock(input.frame, recipe, recipe.horizon);
  ctx.progress({ phase: 'Preparing', done: 0, total: 0, unit: 'points' });
  const { grid, filled } = await onGrid(wall.frame, recipe.preparation);
  const places = placesIn(length(grid), recipe.horizon, most);
  const start = places[0] as number;
  const period = mainPeriod(seasonsFor(slice(filled, 0, start), recipe.periods, length(grid)));
  const field: Field = { grid, places, wall, period, recipe, known };
  const contenders = withBaseline(input.contenders);
  // An hour that the clock skips is no moment: then it is the next one.
  const times = places.map((place) => wall.moments(grid.time.subarray(place)).time[0] ?? Number.NaN);

  const rows: BacktestRow[] = [];
  const sofar = (): Backtest => ({
    recipe,
    most,
    origins: times,
    stepMs: grid.stepMs ?? 0,
    period,
    rows: [...rows],
    waiting: contenders.slice(rows.length).map(({ key }) => key),
  });
  const total = contenders.length * places.length;
  for (const [c, contender] of contenders.entries()) {
    throwIfCancelled(ctx.signal);
    const report = (done: number): void =>
      ctx.progress({
        phase: 'Backtesting',
        part: contender.title,
        done: c * places.length + done,
        total,
        unit: 'forecasts',
      });
    report(0);
    rows.push(before.find(({ key }) => key === contender.key) ?? (await rowOf(contender, field, ctx, report)));
    ctx.progress({
      phase: 'Backtesting',
      part: contender.title,
      done: (c + 1) * places.length,
      total,
      unit: 'forecasts',
      partial: sofar(),
    });
    await breathe();
  }
  return sofar();
}

/** A series and from where it is forecast. */
interface Field {
  readonly grid: SeriesFrame;
  readonly places: readonly number[];
  readonly wall: Wall;
  readonly period: number;
  readonly recipe: Recipe;
  readonly known: SeriesFrame | undefined;
}

/** The least that is learned from before the first origin, in points. */
const FEWEST = 10;

/** What helps where points are too few; fewer steps do not where the horizon is the shortest already. */
const nextOf = (horizon: number, shorter: boolean) =>
  shorter && horizon > 1
    ? { place: 'horizon', value: horizon, next: 'Forecast fewer steps, or read a longer range.' }
    : { place: 'range', next: `Read a longer range, of more than ${FEWEST} points.` };

/** Origins over the end of `n` points, one horizon apart, the first not before half of the series is known. */
function placesIn(n: number, horizon: number, most: number): readonly number[] {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new StudioError('bad-input', 'A backtest needs a horizon of at least one step.', {
      place: 'horizon',
      value: horizon,
      next: 'Choose how far to look ahead.',
    });
  }
  const from = Math.max(n - most * horizon, Math.ceil(n / 2), FEWEST);
  const places = origins(from, n, horizon, most);
  if (places.length > 0) return places;
  throw new StudioError(
    'too-short',
    `${n} points are too few to try forecasts of ${horizon} ${horizon === 1 ? 'step' : 'steps'} on: at least half of the series, and ${FEWEST} points, must be left to learn from.`,
    nextOf(horizon, n > FEWEST),
  );
}

/** The baseline is always there, and first, so that every row after it can be compared. */
function withBaseline(contenders: readonly Contender[]): readonly Contender[] {
  const isNaive = ({ key }: Contender): boolean => key === BASELINE;
  const naive: Contender = contenders.find(isNaive) ?? {
    key: BASELINE,
    title: 'Seasonal naive',
    model: { id: BASELINE, params: {} },
    kind: 'naive',
    trains: false,
  };
  return [naive, ...contenders.filter((contender) => !isNaive(contender))];
}

async function rowOf(
  contender: Contender,
  field: Field,
  ctx: JobContext,
  report: (done: number) => void,
): Promise<BacktestRow> {
  const seconds = { fit: 0, forecast: 0 };
  try {
    const { trials, reasons } = await trialsOf(contender, field, ctx, seconds, report);
    const { values } = first(field.grid);
    const learned = values.slice(0, field.places[0]);
    const largest = largestOf(values);
    return {
      ...contender,
      metrics: measure(contender.title, trials, learned, field.period),
      seconds,
      byOrigin: trials.map(({ actual, forecast }) => beyondRounding(off(actual, forecast.point), largest)),
      byStep: Array.from({ length: field.recipe.horizon }, (_, h) =>
        beyondRounding(
          meanOver(trials.length, (i) => {
            const { actual, forecast } = trials[i] as Trial;
            return Math.abs((actual[h] as number) - (forecast.point[h] as number));
          }),
          largest,
        ),
      ),
      stretches: inUtc(trials, field.wall),
      ...(reasons !== undefined && { reasons }),
    };
  } catch (error) {
    throwIfCancelled(ctx.signal);
    const failure = toFailure(error);
    if (failure.code === 'cancelled') throw error;
    return { ...contender, seconds, byOrigin: [], byStep: [], stretches: [], failure };
  }
}

const off = (actual: Float64Array, point: Float64Array): number =>
  meanOver(actual.length, (i) => Math.abs((actual[i] as number) - (point[i] as number)));

/** Its forecasts from every origin. `seconds` is added to. */
async function trialsOf(
  { model, trains }: Contender,
  { grid, places, recipe, known }: Field,
  ctx: JobContext,
  seconds: { fit: number; forecast: number },
  report: (done: number) => void,
): Promise<{ readonly trials: readonly Trial[]; readonly reasons: Reasons | undefined }> {
  const own = { ...recipe, model };
  const trials: Trial[] = [];
  let reasons: Reasons | undefined;
  let errors: readonly HeldForecast[] | undefined;
  for (const from of trains ? [places] : places.map((place) => [place])) {
    // Whatever order contenders come in, each has the same chances.
    const quiet: JobContext = { ...ctx, random: seeded(recipe.seed), progress: () => report(trials.length) };
    const { walk, fitted, ...cuts } = await learned(own, grid, from[0] as number, known, quiet, seconds);
    const started = ctx.clock();
    try {
      // In units that stay the same, errors of earlier origins go on counting, and none need be made anew.
      const lasting = walk.model.definition.ownScale === true;
      if (errors === undefined || !lasting) errors = await errorsBefore(walk, fitted, grid, cuts, quiet);
      const calibration = calibrate(happenedBy(errors, from[0] as number), recipe.horizon, recipe.coverage);
      const held = await heldAt(walk, fitted, grid, from, quiet);
      trials.push(
        ...held.map(({ origin, forecast, actual }) => ({
          origin,
          forecast: finish(walk, forecast, calibration),
          actual,
        })),
      );
      errors = [...errors, ...held];
      ({ reasons } = fitted);
    } finally {
      fitted.dispose();
    }
    seconds.forecast += (ctx.clock() - started) / 1000;
    report(trials.length);
    await breathe();
    throwIfCancelled(ctx.signal);
  }
  return { trials, reasons };
}

/** Earlier forecasts beside what had happened of them by an origin: where origins are close, they reach beyond it. */
function happenedBy(errors: readonly HeldForecast[], origin: number): readonly HeldForecast[] {
  return errors.map((held) => {
    const known = origin - held.origin;
    if (held.actual.length <= known) return held;
    const actual = held.actual.map((value, h) => (h < known ? value : Number.NaN));
    const { inUnits } = held;
    return {
      ...held,
      actual,
      ...(inUnits !== undefined && {
        inUnits: { ...inUnits, actual: inUnits.actual.map((value, h) => (h < known ? value : Number.NaN)) },
      }),
    };
  });
}

/** Forecasts on the prepared scale, and what then happened in the units of the series. */
async function heldAt(
  walk: Walk,
  fitted: FittedForecaster,
  grid: SeriesFrame,
  places: readonly number[],
  ctx: JobContext,
): Promise<readonly HeldForecast[]> {
  const { horizon } = walk.recipe;
  const raws = places.map((origin) => slice(grid, 0, origin));
  const { forecasts } = await forecastPrepared(walk, fitted, raws, horizon, ctx);
  return places.map((origin, i) => {
    const forecast = forecasts[i] as Forecast;
    const actual = first(grid).values.slice(origin, origin + horizon);
    return {
      origin,
      forecast,
      actual,
      inUnits: { point: forecast.point, actual },
      bounds: boundsOf(raws[i] as SeriesFrame),
    };
  });
}

/** A contender that has learned from the points before `origin`, the last share of which serve to choose. */
async function learned(
  recipe: Recipe,
  grid: SeriesFrame,
  origin: number,
  known: SeriesFrame | undefined,
  ctx: JobContext,
  seconds: { fit: number },
): Promise<{ readonly walk: Walk; readonly fitted: FittedForecaster; readonly fit: number; readonly train: number }> {
  const { horizon, split } = recipe;
  const validation = Math.max(horizon, Math.round(origin * split.validation));
  const fit = origin - validation;
  if (fit < FEWEST - 2) {
    throw new StudioError(
      'too-short',
      `Before the first origin there are ${origin} points: too few to learn from and to measure the band on.`,
      nextOf(horizon, origin > FEWEST),
    );
  }
  const started = ctx.clock();
  const walk = await learnWalk(slice(grid, 0, fit), recipe, length(grid), known);
  const history = await historyOf(walk, slice(grid, 0, origin), ctx);
  const fitted = await walk.model.forecaster.fit({ history, validation, horizon }, walk.model.params, ctx);
  seconds.fit += (ctx.clock() - started) / 1000;
  return { walk, fitted, fit, train: origin };
}

/** Trials on the wall clock, as they are in UTC. */
function inUtc(trials: readonly Trial[], wall: Wall): readonly HeldBack[] {
  const stretches = trials.map(({ forecast: { parts: _, fan: _f, ...forecast }, actual }) => ({ forecast, actual }));
  const [heldBack] = stretches;
  if (heldBack === undefined) return [];
  return wall.withoutArtifact({ forecast: heldBack.forecast, heldBack, stretches }).stretches ?? [];
}
