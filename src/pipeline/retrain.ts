import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { first, length, lowerBound, type SeriesFrame, slice } from '../frame/frame';
import { duration } from '../math/duration';
import { finish, forecastPrepared, historyOf, mainPeriod, partsInUnits } from './forecaster';
import { knowing } from './inputs';
import { measure, origins, tryOut } from './judge';
import { onGrid } from './prepare';
import type { Artifact, ForecastRun, Retraining } from './results';
import { cutNewest, judged, listening, lossesOf } from './train';
import { walkOf } from './walk';
import { onWallClock } from './wall-clock';

/**
 * A newer reading of a kept model's series, on the steps the model counts in. A step that is measured, not said, may come
 * out a hair otherwise (within 1 %); the model's own is taken then.
 * @throws StudioError `bad-input` at `range` when it comes at another step: what was learned does not hold for it.
 */
export async function regridded({ recipe, stepMs }: Artifact, frame: SeriesFrame): Promise<SeriesFrame> {
  const { grid } = await onGrid(frame, recipe.preparation);
  if (grid.stepMs === stepMs) return grid;
  if (Math.abs((grid.stepMs ?? Number.NaN) / stepMs - 1) < 0.01) {
    const own = recipe.preparation.find(({ id }) => id === 'resample')?.params;
    return (await onGrid(frame, [{ id: 'resample', params: { ...own, step: stepMs / 1000 } }])).grid;
  }
  throw new StudioError(
    'bad-input',
    `This model learned the series every ${duration(stepMs)}; now a point comes every ${duration(grid.stepMs ?? 0)}.`,
    { next: 'Read it at the model’s interval, or train a new model.', place: 'range', value: grid.stepMs },
  );
}

/**
 * A kept model's forecast from the end of its own history, or of a newer one. The same artifact on the same backend gives
 * the same forecast to the bit.
 */
export async function forecastAgain(
  {
    artifact,
    frame = artifact.history,
    horizon = artifact.recipe.horizon,
  }: {
    readonly artifact: Artifact;
    readonly frame?: SeriesFrame;
    readonly horizon?: number;
  },
  ctx: JobContext,
): Promise<Omit<ForecastRun, 'artifact'>> {
  const walk = await walkOf(artifact);
  const wall = onWallClock(frame, artifact.recipe, horizon);
  const grid = wall.frame === artifact.history ? wall.frame : await regridded(artifact, wall.frame);
  const fitted = await walk.model.forecaster.restore(artifact.weights, walk.model.params);
  try {
    const { histories, forecasts } = await forecastPrepared(walk, fitted, [grid], horizon, ctx);
    const [prepared] = forecasts;
    const all = length(grid);
    const origin = Math.max(1, all - artifact.recipe.horizon);
    const held = Math.max(artifact.recipe.horizon, Math.round(all * artifact.recipe.split.test));
    const places = origins(all - held, all, all - origin, 8);
    const trials = await tryOut(walk, fitted, grid, places, all - origin, artifact.calibration, ctx);
    const trial = trials.at(-1);
    if (prepared === undefined || trial === undefined) {
      throw new StudioError('internal', 'The model gave no forecast.', { next: 'Train it again.' });
    }
    const parts = histories[0]?.parts;
    return wall.withoutArtifact({
      forecast: finish(walk, prepared, artifact.calibration),
      heldBack: { forecast: trial.forecast, actual: trial.actual },
      stretches: trials.map(({ forecast, actual }) => ({ forecast, actual })),
      ...(parts !== undefined && { parts: partsInUnits(walk, parts) }),
    });
  } finally {
    fitted.dispose();
  }
}

/** What to go on learning from: only what the model has not learned from yet, or all of the series once more. */
export type Lesson = 'newer' | 'all';

/**
 * Goes on learning from kept weights on newer data. The newest points stay held back, and the model before and after are
 * judged on the same of them; scalers and seasons stay as they were. A model that cannot go on is fitted again to all of
 * the series; one that cannot tell newer data apart goes on with all of it. Whether to keep it is the caller's to ask.
 * @param known inputs that are known beforehand by now, as far as they reach; absent = as they were known
 * @param version which version of the model this goes on from, for the record
 * @throws StudioError `empty` when the series has nothing newer than the model has seen, `too-short` when it is too short.
 */
export async function retrain(
  {
    artifact,
    frame,
    known: ahead,
    learn = 'newer',
    version,
  }: {
    readonly artifact: Artifact;
    readonly frame: SeriesFrame;
    readonly known?: SeriesFrame;
    readonly learn?: Lesson;
    readonly version?: number;
  },
  outer: JobContext,
): Promise<Retraining> {
  const { ctx, reports } = listening(outer);
  const learned = await walkOf(artifact);
  const { recipe } = artifact;
  const { horizon } = recipe;
  const wall = onWallClock(frame, recipe, horizon);
  const grid = await regridded(artifact, wall.frame);
  const { forecaster, params, definition } = learned.model;
  const { time, from } = wall.moments(grid.time);
  const after = (moment: number): number => from[lowerBound(time, moment + 1)] ?? length(grid);
  const seen = artifact.history.time.at(-1) ?? Number.NEGATIVE_INFINITY;
  const fresh = length(grid) - after(seen);
  if (fresh < horizon) {
    throw new StudioError(
      'empty',
      fresh <= 0
        ? 'There is nothing newer than this model has seen.'
        : `Only ${fresh} newer points: one horizon of ${horizon} is held back to judge by.`,
      { next: 'Read the series up to a later time, then retrain.', place: 'range' },
    );
  }
  const goesOn = forecaster.continue !== undefined;
  const since =
    goesOn && forecaster.continuesSince && learn === 'newer' ? after(artifact.learnedFrom?.range.stop ?? seen) : 0;
  const held = Math.max(horizon, Math.min(Math.round(length(grid) * recipe.split.test), Math.floor(fresh / 2)));
  const cuts = cutNewest(length(grid), held, recipe, since);
  const { fit, train, all } = cuts;
  if (since > 0 && fit - since < 2 * horizon) throw tooFewNewer(train - since, horizon);
  const { inputs } = learned;
  const walk =
    inputs === undefined || ahead === undefined
      ? learned
      : { ...learned, inputs: knowing(inputs, slice(grid, 0, fit), recipe, ahead, all - fit + horizon) };
  const places = origins(train, all, horizon, 8);
  const period = mainPeriod(artifact.periods);
  const known = first(grid).values.slice(0, train);
  const history = await historyOf(walk, slice(grid, 0, train), ctx);

  const old = await forecaster.restore(artifact.weights, params);
  const before = await tryOut(walk, old, grid, places, horizon, artifact.calibration, ctx).finally(() => old.dispose());

  const started = ctx.clock();
  const training = { history, validation: train - fit, horizon, ...(since > 0 && { since }) };
  const fitted =
    forecaster.continue === undefined
      ? await forecaster.fit(training, params, ctx)
      : await forecaster.continue(artifact.weights, training, params, ctx);
  try {
    const seconds = (ctx.clock() - started) / 1000;
    const learning = {
      start: since,
      stop: fit,
      how: goesOn ? 'continued' : 'refitted',
      ...(version !== undefined && { from: version }),
    } as const;
    const run = await judged({ walk, fitted, grid, cuts, seconds, losses: lossesOf(reports), learning }, ctx);
    const now = await tryOut(walk, fitted, grid, places, horizon, run.artifact.calibration, ctx);
    const [at, end] = [now[0], now.at(-1)].map((trial) => trial && wall.forecast(trial.forecast).time);
    return {
      before: measure(`${definition.title}, before`, before, known, period),
      after: measure(`${definition.title}, after`, now, known, period),
      judgedOn: { start: at?.[0] ?? seen, stop: end?.at(-1) ?? seen },
      forecasts: places.length,
      run: wall.run(run),
    };
  } finally {
    fitted.dispose();
  }
}

const tooFewNewer = (newer: number, horizon: number): StudioError =>
  new StudioError(
    'too-short',
    `${newer} points are new to this model and not held back to judge: too few to learn from alone, with a part of them to choose by.`,
    {
      next: `Retrain on all data instead, or wait until about ${3 * horizon} are there.`,
      place: 'range',
      value: newer,
    },
  );
