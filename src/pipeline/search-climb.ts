import { cancelled, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import { seeded } from '../base/random';
import { first, length, type SeriesFrame, slice } from '../frame/frame';
import type { Forecast, Weights } from '../frame/parts';
import { mae } from '../math/metrics/mae';
import { mase } from '../math/metrics/mase';
import { meanOver } from '../math/metrics/mean-over';
import { beyondRounding, largestOf } from '../math/metrics/rounding';
import type { FittedForecaster, History, ModelDefinition, Training } from '../models/types';
import { historyOf, loadModel, mainPeriod, type Walk, withInputs } from './forecaster';
import type { Climbed, Climbing, SearchTrial } from './halving';
import { baseline, origins, type Trial } from './judge';
import { restoreScale } from './prepare';
import type { Recipe } from './recipe';
import { withSettings } from './search-space';
import { learnWalk } from './walk';

/** A series to search on, without its test part. */
export interface Ground {
  readonly grid: SeriesFrame;
  /** Where the validation part begins; it reaches to the end of the grid. */
  readonly fit: number;
  /** Points of the whole series, the test part included. */
  readonly whole: number;
  readonly recipe: Recipe;
  readonly definition: ModelDefinition;
  /** Inputs that are known beforehand; moments. */
  readonly known?: SeriesFrame;
  /** All epochs, where the model counts them. */
  readonly epochs?: number;
}

export interface Climber {
  readonly score: 'MASE' | 'MAE';
  /** The baseline's score. */
  readonly naive: number;
  /** Learns with a trial's settings until `epochs` are done, and scores. */
  to(
    trial: SearchTrial,
    epochs: number,
    from: Weights | undefined,
    keep: (on: Climbing<Weights>) => void,
    onEpoch: (epoch: number) => void,
  ): Promise<Climbed<Weights>>;
}

/** Everything before the model, learned once for each way to split. */
interface Prepared {
  readonly walk: Walk;
  readonly history: History;
  /** From each origin of the validation part. */
  readonly histories: readonly History[];
}

/** Longer than any member waits between two checkpoints. */
const CHECKPOINT_MS = 60_000;

/** What learns and scores one setting after another on the same ground. */
export async function climber(ground: Ground, ctx: JobContext): Promise<Climber> {
  const { grid, fit, whole, recipe, definition, epochs: all } = ground;
  const { horizon } = recipe;
  const places = origins(fit, length(grid), horizon, 16);
  const validation = length(grid) - fit;
  const { values } = first(grid);
  const splits = new Map<string, Promise<Prepared>>();
  const prepared = (decomposition: Recipe['decomposition']): Promise<Prepared> => {
    const key = JSON.stringify(decomposition);
    const found = splits.get(key) ?? prepare(decomposition);
    splits.set(key, found);
    found.catch(() => splits.delete(key));
    return found;
  };
  async function prepare(decomposition: Recipe['decomposition']): Promise<Prepared> {
    const walk = await learnWalk(slice(grid, 0, fit), { ...recipe, decomposition }, whole, ground.known);
    const history = await historyOf(walk, grid, ctx);
    const histories: History[] = [];
    for (const place of places) {
      throwIfCancelled(ctx.signal);
      histories.push(await historyOf(walk, slice(grid, 0, place), ctx));
    }
    return { walk, history, histories };
  }

  const { walk } = await prepared(recipe.decomposition);
  const learned = values.slice(0, fit);
  const period = mainPeriod(walk.periods);
  const largest = largestOf(values);
  const errors = (trials: readonly Trial[], scaled: boolean): number =>
    meanOver(trials.length, (i) => {
      const { actual, forecast } = trials[i] as Trial;
      const exact = beyondRounding(mae(actual, forecast.point), largest) === 0;
      const point = exact ? actual : forecast.point;
      return scaled ? mase(actual, point, learned, period) : mae(actual, point);
    });
  const repeated = await baseline(walk, grid, places, horizon);
  const scaled = Number.isFinite(errors(repeated, true));

  async function scoreOf(fitted: FittedForecaster, { walk: own, histories }: Prepared): Promise<number> {
    const forecasts = await fitted.predict({ histories, horizon }, ctx);
    const trials = places.map((origin, i) => {
      const forecast = withInputs(own, slice(grid, 0, origin), forecasts[i] as Forecast);
      return {
        origin,
        forecast: { ...forecast, point: restoreScale(forecast.point, own.steps) },
        actual: values.slice(origin, origin + horizon),
      };
    });
    return errors(trials, scaled);
  }

  return {
    score: scaled ? 'MASE' : 'MAE',
    naive: errors(repeated, scaled),
    async to(trial, epochs, from, keep, onEpoch) {
      const { model, decomposition } = withSettings(recipe, trial.settings, definition);
      const before = await prepared(decomposition);
      const { forecaster, params } = await loadModel(model);
      const started = ctx.clock();
      const seconds = (): number => (ctx.clock() - started) / 1000;
      const training: Training = { history: before.history, validation, horizon };
      const quiet: JobContext = { ...ctx, random: seeded(recipe.seed + 101 * trial.id), progress: () => {} };
      const learn = async (): Promise<{ fitted: FittedForecaster; epochs: number; weights?: Weights }> => {
        if (all === undefined) return { fitted: await forecaster.fit(training, params, quiet), epochs: 0 };
        if (forecaster.continue === undefined) {
          return { fitted: await forecaster.fit(training, { ...params, epochs }, quiet), epochs };
        }
        return upTo(epochs, { forecaster, params, training, from, at: trial.epochs, all }, quiet, onEpoch, (on, done) =>
          keep({ weights: on, epochs: done, seconds: seconds() }),
        );
      };
      const { fitted, ...done } = await learn();
      try {
        return { score: await scoreOf(fitted, before), seconds: seconds(), ...done };
      } finally {
        fitted.dispose();
      }
    },
  };
}

interface Going {
  readonly forecaster: Walk['model']['forecaster'];
  readonly params: Walk['model']['params'];
  readonly training: Training;
  readonly from: Weights | undefined;
  /** Epochs that `from` has learned. */
  readonly at: number;
  readonly all: number;
}

/**
 * A training of `all` epochs, stopped after `epochs` of them, with the weights from which it goes on as if it had not been
 * stopped. One that ended by itself before stays as it is.
 */
async function upTo(
  epochs: number,
  { forecaster, params, training, from, at, all }: Going,
  ctx: JobContext,
  onEpoch: (epoch: number) => void,
  keep: (weights: Weights, epoch: number) => void,
): Promise<{ readonly fitted: FittedForecaster; readonly epochs: number; readonly weights: Weights }> {
  // Some count more epochs than they are asked for: the last rung is over when the training says so.
  const last = epochs >= all;
  if (from !== undefined && (isEnded(from) || (at >= epochs && !last))) {
    return { fitted: await forecaster.restore(from, params), epochs: at, weights: from };
  }
  const stop = new AbortController();
  let ahead = 0;
  let epoch = at;
  let kept: Weights | undefined;
  const own: JobContext = {
    ...ctx,
    signal: AbortSignal.any([ctx.signal, stop.signal]),
    // Members hand out weights every so often by this clock: in the last epoch before a rung they are wanted at its end.
    clock: () => {
      if (epoch >= epochs - 1 && !last) ahead += CHECKPOINT_MS;
      return ctx.clock() + ahead;
    },
    progress: ({ epoch: report }) => {
      if (report === undefined) return;
      ({ epoch } = report);
      if (epoch > at) onEpoch(epoch);
    },
  };
  const whole = {
    ...training,
    onCheckpoint: (weights: Weights) => {
      kept = weights;
      if (epoch >= epochs && !last) stop.abort(cancelled());
      else keep(weights, epoch);
    },
  };
  try {
    const fitted = await (from === undefined
      ? forecaster.fit(whole, params, own)
      : (forecaster.continue as NonNullable<typeof forecaster.continue>)(from, whole, params, own));
    const { state, ...weights } = await fitted.weights();
    return { fitted, epochs: epoch, weights: { ...weights, state: { ...state, searchEnded: true } } };
  } catch (error) {
    if (!stop.signal.aborted || kept === undefined || ctx.signal.aborted) throw error;
    return { fitted: await forecaster.restore(kept, params), epochs: epoch, weights: kept };
  }
}

/** Whether a training came to its end by itself: there is nothing to go on with. */
const isEnded = ({ state }: Weights): boolean => state.searchEnded === true;
