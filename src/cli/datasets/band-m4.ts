import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { length, type SeriesFrame } from '../../frame/frame';
import type { Forecast } from '../../frame/parts';
import { coverage } from '../../math/metrics/coverage';
import { msis } from '../../math/metrics/msis';
import { calibrate, type HeldForecast } from '../../pipeline/band';
import { errorsBefore, heldFrom } from '../../pipeline/band-errors';
import { bandIn } from '../../pipeline/band-fan';
import { finish, historyOf, loadModel, type Walk } from '../../pipeline/forecaster';
import { fitPreparation } from '../../pipeline/prepare';
import type { Recipe } from '../../pipeline/recipe';
import { type Ahead, heldBack } from './forecast';
import type { M4Series } from './m4';

/** How often the 80 and 95 % bands held, and their mean scaled interval score; over the series with a band. */
export interface BandScores {
  readonly coverage80: number;
  readonly coverage95: number;
  readonly msis80: number;
  readonly msis95: number;
}

/** A forecast with the app's own band, learned from the training part only. Undefined where that is too short for one. */
export async function banded(
  { prepared, walk, errors }: Ahead,
  frame: SeriesFrame,
  ctx: JobContext,
): Promise<Forecast | undefined> {
  const learned = errors === undefined ? errorsOf(walk, frame, ctx) : Promise.resolve(errors);
  return orNothing(learned, (found) => withBand(walk, prepared, found));
}

const withBand = (walk: Walk, prepared: Forecast, errors: readonly HeldForecast[]): Forecast =>
  finish(walk, prepared, calibrate(errors, walk.recipe.horizon, 0.95));

/** Errors of the model as it is when the end of the series is held back from it. */
async function errorsOf(walk: Walk, frame: SeriesFrame, ctx: JobContext): Promise<readonly HeldForecast[]> {
  const { recipe, model } = walk;
  const train = length(frame);
  const validation = heldBack(train, recipe);
  const history = await historyOf(walk, frame, ctx);
  const fitted = await model.forecaster.fit({ history, validation, horizon: recipe.horizon }, model.params, ctx);
  try {
    return await errorsBefore(walk, fitted, frame, { fit: train - validation, train }, ctx);
  } finally {
    fitted.dispose();
  }
}

/** How many horizons are held back from series that learn together, to see how far off they are. */
const HORIZONS = 4;

/**
 * Bands for point forecasts of series that learned together: they learn together once more without their last four
 * horizons, and are forecast from the beginning of each of these.
 */
export async function bandedTogether(
  points: readonly (Float64Array | undefined)[],
  frames: readonly SeriesFrame[],
  recipe: Recipe,
  periods: readonly number[],
  ctx: JobContext,
): Promise<readonly (Forecast | undefined)[]> {
  const { horizon } = recipe;
  const model = await loadModel(recipe.model);
  const walk = { recipe, steps: await fitPreparation(frames[0] as SeriesFrame, []), periods, model };
  const histories = frames.map((frame) => ({ frame, period: periods.at(-1) ?? 1, periods }));
  const trainings = histories.map((history) => ({ history, validation: HORIZONS * horizon, horizon }));
  const fitted = (await model.forecaster.fitTogether?.(trainings, model.params, ctx)) ?? [];
  const found: (Forecast | undefined)[] = [];
  for (const [i, frame] of frames.entries()) {
    const one = fitted[i];
    const point = points[i];
    const train = length(frame);
    const places = Array.from({ length: HORIZONS }, (_, k) => train - (HORIZONS - k) * horizon).filter((at) => at > 0);
    if (one === undefined || point === undefined || places.length === 0) found.push(undefined);
    else {
      const prepared = { target: '', time: new Float64Array(horizon), point, quantiles: [] };
      found.push(
        await orNothing(heldFrom(walk, one, frame, train, places, ctx), (errors) => withBand(walk, prepared, errors)),
      );
    }
    one?.dispose();
  }
  return found;
}

async function orNothing<T, R>(promise: Promise<T>, then: (value: T) => R): Promise<R | undefined> {
  try {
    return then(await promise);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'too-short') return undefined;
    throw error;
  }
}

/** The scores of the bands, as means over the series that have one; M4's definitions. */
export function scoreBands(
  series: readonly M4Series[],
  forecasts: readonly (Forecast | undefined)[],
  period: number,
): BandScores {
  const over = (level: number, score: (one: M4Series, lower: Float64Array, upper: Float64Array) => number): number => {
    const scores = series.flatMap((one, i) => {
      const fan = forecasts[i]?.fan;
      if (fan === undefined) return [];
      const [lower, , upper] = bandIn(fan, level);
      const value = lower && upper ? score(one, lower.values, upper.values) : Number.NaN;
      return Number.isNaN(value) ? [] : [value];
    });
    return scores.reduce((sum, value) => sum + value, 0) / scores.length;
  };
  const covered = (level: number): number => over(level, ({ test }, lower, upper) => coverage(test, lower, upper));
  const scaled = (level: number): number =>
    over(level, ({ test, training }, lower, upper) => msis(test, { lower, upper, coverage: level }, training, period));
  return { coverage80: covered(0.8), coverage95: covered(0.95), msis80: scaled(0.8), msis95: scaled(0.95) };
}
