import { StudioError } from '../base/errors';
import type { EpochReport, JobContext, Progress } from '../base/job';
import { first, length, type SeriesFrame, slice } from '../frame/frame';
import type { Weights } from '../frame/parts';
import { duration } from '../math/duration';
import type { FittedForecaster } from '../models/types';
import { calibrate } from './band';
import { errorsBefore } from './band-errors';
import {
  finish,
  forecastPrepared,
  historyOf,
  type LoadedModel,
  mainPeriod,
  partsInUnits,
  type Walk,
} from './forecaster';
import { inputsTrial } from './inputs-trial';
import { baseline, measure, origins, tryOut } from './judge';
import { type Learning, learnedFrom } from './learned-from';
import { onGrid } from './prepare';
import type { Recipe } from './recipe';
import type { Artifact, ForecastRun } from './results';
import { learnWalk } from './walk';
import { onWallClock } from './wall-clock';

/** Where the raw grid is cut: learn from [0, fit), choose on [fit, train), judge on [train, all). */
export interface Cuts {
  readonly fit: number;
  readonly train: number;
  readonly all: number;
}

/**
 * The cuts for `n` points: the test and the validation part each hold at least one whole horizon.
 * @throws StudioError `too-short` at `horizon` when too little of the series would be left to learn from, at `range` when
 * that is so for every horizon.
 */
export function cut(n: number, horizon: number, split: Recipe['split']): Cuts {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new StudioError('bad-input', 'A forecast needs a horizon of at least one step.', {
      place: 'horizon',
      value: horizon,
      next: 'Choose how far to look ahead.',
    });
  }
  const cuts = cutsAt(n, Math.max(horizon, Math.round(n * split.test)), validationOf(n, horizon, split));
  if (leavesEnough(cuts)) return cuts;
  const most = longestHorizon(n, split);
  if (n < FEWEST) {
    throw new StudioError(
      'too-short',
      `A forecast needs at least ${FEWEST} points: some to learn from, some to choose and to judge. There ${n === 1 ? 'is 1' : `are ${n}`}.`,
      { place: 'range', value: n, next: 'Ask for an earlier beginning, or for smaller steps.' },
    );
  }
  throw new StudioError(
    'too-short',
    `${n} ${n === 1 ? 'point is' : 'points are'} too few to forecast ${horizon} ${horizon === 1 ? 'step' : 'steps'}: twice that many are held back to choose and to judge, and a good part of the series must be left to learn from.`,
    {
      place: 'horizon',
      value: horizon,
      next:
        most > 0 && most < horizon
          ? `Forecast at most ${most} ${most === 1 ? 'step' : 'steps'}, or read a longer range.`
          : 'Read a longer range, or hold back less (All settings).',
    },
  );
}

/**
 * The cuts for a series of `n` points whose last `test` points are new to a kept model.
 * @param since the first point to learn from; of what is learned then, a third serves to choose and to measure the band
 * @throws StudioError `too-short` at `range` when what is left is too little to go on learning from.
 */
export function cutNewest(n: number, test: number, { horizon, split }: Recipe, since = 0): Cuts {
  if (since > 0) return cutsAt(n, test, Math.max(horizon, Math.round((n - test - since) / 3)));
  const cuts = cutsAt(n, test, validationOf(n - test, horizon, split));
  if (leavesEnough(cuts)) return cuts;
  throw new StudioError(
    'too-short',
    `${n} points are too few to go on learning from: ${test} are held back to judge.`,
    {
      place: 'range',
      value: n,
      next: 'Read the series from an earlier time, then retrain.',
    },
  );
}

const validationOf = (n: number, horizon: number, split: Recipe['split']): number =>
  Math.max(horizon, Math.round(n * split.validation));

const cutsAt = (all: number, test: number, validation: number): Cuts => ({
  fit: all - test - validation,
  train: all - test,
  all,
});

/** Of so many points nothing is left to learn from, whatever is held back. */
const FEWEST = 10;

const leavesEnough = ({ fit, all }: Cuts): boolean => fit >= Math.max(FEWEST - 2, all / 3);

/** The longest horizon `n` points can be cut for; 0 = none. */
function longestHorizon(n: number, split: Recipe['split']): number {
  const fits = (horizon: number): boolean =>
    leavesEnough(cutsAt(n, Math.max(horizon, Math.round(n * split.test)), validationOf(n, horizon, split)));
  let most = Math.floor(n / 3);
  while (most > 0 && !fits(most)) most--;
  return most;
}

/** Reports as the job's own, with the losses gathered for the record. */
export function listening(ctx: JobContext): { readonly ctx: JobContext; readonly reports: EpochReport[] } {
  const reports: EpochReport[] = [];
  const progress = (report: Progress): void => {
    if (report.epoch !== undefined && report.epoch.epoch !== reports.at(-1)?.epoch) reports.push(report.epoch);
    ctx.progress(report);
  };
  return { ctx: { ...ctx, progress }, reports };
}

/** The losses of these reports, part by part. */
export const lossesOf = (reports: readonly EpochReport[]): Artifact['losses'] =>
  (reports[0]?.losses ?? []).map(({ part }, i) => ({
    part,
    training: reports.map((report) => report.losses[i]?.training ?? Number.NaN),
    validation: reports.map((report) => report.losses[i]?.validation ?? Number.NaN),
  }));

export interface TrainInput {
  /** The raw series as it was read; other series that are inputs beside it, each a further column under its name. */
  readonly frame: SeriesFrame;
  readonly recipe: Recipe;
  /** Inputs that are known beforehand, as far as they reach: a column each, under its name. */
  readonly known?: SeriesFrame;
  /** Weights of a stopped training to go on from. */
  readonly from?: Weights;
}

/**
 * The whole walk from a raw series to a judged forecast: resample, learn the preparation on the training part, find the
 * seasons there, split, fit, measure the band on the validation part, judge on the test part beside the baseline, then
 * forecast from the end. Nothing is learned from points after the cut it is judged on. In a zone other than UTC all of it
 * goes by the zone's wall clock; what it gives is in UTC.
 * @throws StudioError in words, at the parameter that can mend it; `cancelled` within one batch.
 */
export async function train({ frame, ...rest }: TrainInput, ctx: JobContext): Promise<ForecastRun> {
  const wall = onWallClock(frame, rest.recipe, rest.recipe.horizon);
  return wall.run(await trainOn({ frame: wall.frame, ...rest }, ctx));
}

async function trainOn({ frame, recipe, from, known }: TrainInput, outer: JobContext): Promise<ForecastRun> {
  const { ctx, reports } = listening(outer);
  ctx.progress({ phase: 'Preparing', done: 0, total: 0, unit: 'points' });
  const { grid } = await onGrid(frame, recipe.preparation);
  const cuts = cut(length(grid), recipe.horizon, recipe.split);
  const walk = await learnWalk(slice(grid, 0, cuts.fit), recipe, cuts.all, known);

  ctx.progress({ phase: 'Splitting', done: 0, total: 0, unit: 'points' });
  const history = await historyOf(walk, slice(grid, 0, cuts.train), ctx);
  const training = {
    history,
    validation: cuts.train - cuts.fit,
    horizon: recipe.horizon,
    onCheckpoint: (weights: Weights) =>
      ctx.progress({ phase: 'Training', done: 0, total: 0, unit: 'steps', checkpoint: weights }),
  };
  const started = ctx.clock();
  const fitted = await fitOrContinue(walk.model, training, from, ctx);
  try {
    const seconds = (ctx.clock() - started) / 1000;
    const learning = { start: 0, stop: cuts.fit, how: 'trained' } as const;
    return await judged({ walk, fitted, grid, cuts, seconds, losses: lossesOf(reports), learning }, ctx);
  } finally {
    fitted.dispose();
  }
}

const fitOrContinue = (
  { forecaster, params }: LoadedModel,
  training: Parameters<LoadedModel['forecaster']['fit']>[0],
  from: Weights | undefined,
  ctx: JobContext,
): Promise<FittedForecaster> =>
  from !== undefined && forecaster.continue !== undefined
    ? forecaster.continue(from, training, params, ctx)
    : forecaster.fit(training, params, ctx);

/** A fitted model measured, judged and made to forecast: the second half of `train`, shared with retraining. */
export async function judged(
  {
    walk,
    fitted,
    grid,
    cuts,
    seconds,
    losses,
    learning,
  }: {
    readonly walk: Walk;
    readonly fitted: FittedForecaster;
    readonly grid: SeriesFrame;
    readonly cuts: Cuts;
    readonly seconds: number;
    readonly losses: Artifact['losses'];
    readonly learning: Learning;
  },
  ctx: JobContext,
): Promise<ForecastRun> {
  const { recipe, periods } = walk;
  const { horizon } = recipe;
  ctx.progress({ phase: 'Measuring the band', done: 0, total: 0, unit: 'forecasts' });
  const calibration = calibrate(await errorsBefore(walk, fitted, grid, cuts, ctx), horizon, recipe.coverage);

  ctx.progress({ phase: 'Judging on held-back data', done: 0, total: 0, unit: 'forecasts' });
  const period = mainPeriod(periods);
  const known = first(grid).values.slice(0, cuts.train);
  const places = origins(cuts.train, cuts.all, horizon, 8);
  const trials = await tryOut(walk, fitted, grid, places, horizon, calibration, ctx);
  const naive = await baseline(walk, grid, places, horizon);
  const added = await inputsTrial({ walk, fitted, grid, cuts, places, trials, calibration }, ctx);
  const metrics = [
    measure(walk.model.definition.title, trials, known, period),
    measure(
      period > 1 ? `Repeat the last ${duration(period * (grid.stepMs ?? 0))}` : 'Repeat the last value',
      naive,
      known,
      period,
    ),
  ];

  ctx.progress({ phase: 'Forecasting', done: 0, total: 0, unit: 'steps' });
  const { histories, forecasts } = await forecastPrepared(walk, fitted, [grid], horizon, ctx);
  const [prepared] = forecasts;
  const lastTrial = trials.at(-1);
  if (prepared === undefined || lastTrial === undefined) {
    throw new StudioError('internal', 'The model gave no forecast.', { next: 'Try another model.' });
  }
  const parts = histories[0]?.parts;
  const weights = await fitted.weights();
  const backend = fitted.backend ?? 'cpu';
  const learned = { weights, seed: recipe.seed, backend, seconds: fitted.seconds ?? seconds };
  return {
    artifact: {
      version: 1,
      recipe,
      states: walk.steps.map(({ state }) => state),
      periods,
      stepMs: grid.stepMs ?? 0,
      weights,
      calibration,
      metrics,
      backend,
      ...(fitted.trials !== undefined && { trials: fitted.trials }),
      ...(fitted.reasons !== undefined && { reasons: fitted.reasons }),
      seconds: learned.seconds,
      losses,
      ...(walk.inputs !== undefined && { inputs: { ...walk.inputs, ...(added !== undefined && { trial: added }) } }),
      history: grid,
      learnedFrom: learnedFrom(grid, learning, learned),
    },
    forecast: finish(walk, prepared, calibration),
    heldBack: { forecast: lastTrial.forecast, actual: lastTrial.actual },
    stretches: trials.map(({ forecast, actual }) => ({ forecast, actual })),
    ...(parts !== undefined && { parts: partsInUnits(walk, parts) }),
  };
}
