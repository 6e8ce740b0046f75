import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { seeded } from '../../base/random';
import { regular, type SeriesFrame, slice } from '../../frame/frame';
import type { Forecast } from '../../frame/parts';
import type { FittedForecaster, Training } from '../../models/types';
import { setHelpers } from '../../neural/engines/wasm/helpers';
import { forecastPrepared, historyOf, type Walk } from '../../pipeline/forecaster';
import { restoreScale } from '../../pipeline/prepare';
import { initialRecipe, type Recipe } from '../../pipeline/recipe';
import { learnWalk } from '../../pipeline/walk';
import { threads } from '../threads';
import { type Channel, type EttSplit, loadEtt, usualSplit } from './ett';

export interface EttRequest {
  readonly folder: string;
  /** What differs from the initial recipe; the model at least. */
  readonly recipe: Partial<Recipe> & Pick<Recipe, 'model'>;
  readonly horizons: readonly number[];
  /** Every `stride`-th test window is scored; 1 = all. */
  readonly stride: number;
  readonly seed: number;
  /** Each channel by itself, even where the model can learn from many. */
  readonly alone?: boolean;
  readonly split?: EttSplit;
}

/** Mean squared and mean absolute error on z-scored values. */
export interface EttScores {
  readonly mse: number;
  readonly mae: number;
}

export interface EttResult extends EttScores {
  readonly horizon: number;
  /** Windows scored of each channel, of how many. */
  readonly windows: number;
  readonly of: number;
  readonly seconds: { readonly fit: number; readonly forecast: number };
  /** What others published for this horizon. */
  readonly beside: Readonly<Record<string, EttScores>>;
}

export interface EttReport {
  readonly benchmark: 'etth1';
  readonly model: string;
  readonly params: Recipe['model']['params'];
  readonly seed: number;
  readonly channels: number;
  /** Whether the channels learned from each other. */
  readonly together: boolean;
  readonly stride: number;
  readonly split: EttSplit;
  readonly results: readonly EttResult[];
}

/** Published by Nixtla/neuralforecast, experiments/long_horizon. */
const published: Readonly<Record<number, Readonly<Record<string, EttScores>>>> = {
  96: { 'N-HiTS': { mse: 0.378, mae: 0.393 }, TiDE: { mse: 0.375, mae: 0.398 } },
  192: { 'N-HiTS': { mse: 0.427, mae: 0.436 }, TiDE: { mse: 0.412, mae: 0.422 } },
  336: { 'N-HiTS': { mse: 0.458, mae: 0.484 }, TiDE: { mse: 0.435, mae: 0.433 } },
  720: { 'N-HiTS': { mse: 0.561, mae: 0.501 }, TiDE: { mse: 0.454, mae: 0.465 } },
};

const HOUR = 3_600_000;
const SEASONS = [24, 168];
/** Histories handed to a model at once. */
const BATCH = 32;

/**
 * ETTh1 as others score it: every channel z-scored by the training rows; a model learns from the training rows and chooses on
 * the validation rows, once for each horizon; then it forecasts from the end of every history whose next `horizon` rows lie
 * in the test rows. Errors are means over all windows, channels and steps. @param say hears about the progress
 */
export async function evaluateEtt(request: EttRequest, say: (line: string) => void): Promise<EttReport> {
  const { folder, stride, seed, split = usualSplit } = request;
  const channels = loadEtt(folder, split);
  const results: EttResult[] = [];
  let together = false;
  for (const horizon of request.horizons) {
    if (horizon > split.test) {
      throw new StudioError('bad-input', `A horizon of ${horizon} is longer than the ${split.test} test rows.`, {
        place: '--horizon',
      });
    }
    const found = await atHorizon(channels, { ...request, split }, horizon, say);
    together = found.together;
    results.push(found.result);
  }
  const { id, params } = request.recipe.model;
  return { benchmark: 'etth1', model: id, params, seed, channels: channels.length, together, stride, split, results };
}

async function atHorizon(
  channels: readonly Channel[],
  request: EttRequest & { readonly split: EttSplit },
  horizon: number,
  say: (line: string) => void,
): Promise<{ readonly together: boolean; readonly result: EttResult }> {
  const { split, stride } = request;
  const ctx = contextFor(request.seed);
  const known = split.training + split.validation;
  const frames = channels.map(({ name, values }) => regular(0, HOUR, values, name));
  const walks: Walk[] = [];
  const trainings: Training[] = [];
  const started = performance.now();
  for (const frame of frames) {
    const walk = await walkFor(slice(frame, 0, split.training), request, horizon, known);
    walks.push(walk);
    const history = await historyOf(walk, slice(frame, 0, known), ctx);
    trainings.push({ history, validation: split.validation, horizon });
  }
  const { together, fitted } = await fitAll(walks, trainings, request, ctx, say);
  const seconds = { fit: since(started), forecast: 0 };
  say(`Horizon ${horizon}: fitted in ${seconds.fit} s.`);

  const origins: number[] = [];
  for (let origin = known; origin + horizon <= known + split.test; origin += stride) origins.push(origin);
  const forecasting = performance.now();
  const tally = { squares: 0, sizes: 0, count: 0 };
  let said = 0;
  for (const [c, frame] of frames.entries()) {
    const walk = walks[c] as Walk;
    for (let from = 0; from < origins.length; from += BATCH) {
      const batch = origins.slice(from, from + BATCH);
      const raws = batch.map((origin) => slice(frame, 0, origin));
      const { forecasts } = await forecastPrepared(walk, fitted[c] as FittedForecaster, raws, horizon, ctx);
      for (const [i, origin] of batch.entries()) add(tally, frame, origin, walk, forecasts[i] as Forecast);
      const spent = (performance.now() - forecasting) / 1000;
      if (spent - said < 5) continue;
      said = spent;
      const share = (c * origins.length + from + batch.length) / (frames.length * origins.length);
      const left = Math.round(spent / share - spent);
      say(
        `Horizon ${horizon}: ${Math.round(100 * share)} % of the windows, about ${left} s left (--stride N takes fewer)`,
      );
    }
    fitted[c]?.dispose();
  }
  const result: EttResult = {
    horizon,
    windows: origins.length,
    of: split.test - horizon + 1,
    mse: rounded(tally.squares / tally.count, 4),
    mae: rounded(tally.sizes / tally.count, 4),
    seconds: { ...seconds, forecast: since(forecasting) },
    beside: published[horizon] ?? {},
  };
  return { together, result };
}

/** Members that count by several seasons are told of both, others of the day. */
async function walkFor(
  training: SeriesFrame,
  { recipe, seed }: EttRequest,
  horizon: number,
  whole: number,
): Promise<Walk> {
  const walk = await learnWalk(training, { ...initialRecipe, periods: SEASONS, ...recipe, horizon, seed }, whole);
  const severalOrOwn = walk.model.definition.ownScale === true || recipe.periods !== undefined;
  return severalOrOwn ? walk : { ...walk, periods: walk.periods.slice(0, 1) };
}

async function fitAll(
  walks: readonly Walk[],
  trainings: readonly Training[],
  { seed, alone }: EttRequest,
  ctx: JobContext,
  say: (line: string) => void,
): Promise<{ readonly together: boolean; readonly fitted: readonly FittedForecaster[] }> {
  const { definition, forecaster, params } = (walks[0] as Walk).model;
  if (definition.trains) setHelpers(threads);
  const shared = alone === true ? undefined : await forecaster.fitTogether?.(trainings, params, ctx);
  const fitted: FittedForecaster[] = [];
  for (const [i, training] of trainings.entries()) {
    if (shared === undefined && definition.trains) say(`Training on channel ${i + 1} of ${trainings.length}`);
    fitted.push(shared?.[i] ?? (await forecaster.fit(training, params, contextFor(seed))));
  }
  return { together: shared !== undefined, fitted };
}

function add(
  tally: { squares: number; sizes: number; count: number },
  frame: SeriesFrame,
  origin: number,
  walk: Walk,
  forecast: Forecast,
): void {
  const values = frame.columns[0]?.values ?? new Float64Array(0);
  for (const [h, value] of restoreScale(forecast.point, walk.steps).entries()) {
    const error = value - (values[origin + h] as number);
    tally.squares += error * error;
    tally.sizes += Math.abs(error);
    tally.count++;
  }
}

const contextFor = (seed: number): JobContext => ({
  signal: new AbortController().signal,
  random: seeded(seed),
  clock: () => performance.now(),
  progress: () => {},
});

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const since = (start: number): number => rounded((performance.now() - start) / 1000, 2);

/** The report as a table. */
export function ettInWords({ model, channels, stride, results }: EttReport): string {
  const line = (name: string, { mse, mae }: EttScores): string =>
    `  ${name.padEnd(20)}${mse.toFixed(3).padStart(8)}${mae.toFixed(3).padStart(8)}`;
  return `${results
    .flatMap((result) => [
      `ETTh1, horizon ${result.horizon}: ${result.windows} of ${result.of} windows (stride ${stride}), ${channels} channels; fitted in ${result.seconds.fit} s, forecast in ${result.seconds.forecast} s`,
      `  ${''.padEnd(20)}     MSE     MAE`,
      line(model, result),
      ...Object.entries(result.beside).map(([name, scores]) => line(name, scores)),
    ])
    .join('\n')}\n`;
}
