import { memberOf } from '../../base/definition';
import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { seeded } from '../../base/random';
import { first, regular, type SeriesFrame } from '../../frame/frame';
import type { Forecast } from '../../frame/parts';
import { models } from '../../models';
import type { Forecaster, ModelDefinition } from '../../models/types';
import { setHelpers } from '../../neural/engines/wasm/helpers';
import { initialRecipe, type Recipe } from '../../pipeline/recipe';
import { threads } from '../threads';
import { type BandScores, banded, bandedTogether, scoreBands } from './band-m4';
import { type Ahead, forecastSeries, forecastTogether } from './forecast';
import { loadM4, type M4Set } from './m4';
import { sayAtTimes } from './say';
import { type M4Scores, scoreM4 } from './score';

export interface M4Request {
  readonly name: string;
  readonly set: M4Set;
  readonly folder: string;
  /** What differs from the initial recipe; the model at least. */
  readonly recipe: Partial<Recipe> & Pick<Recipe, 'model'>;
  readonly limit: number;
  readonly seed: number;
  /** Each series by itself, even where the model can learn from many. */
  readonly alone?: boolean;
  /** Whether bands are learned and scored too; then every model but a network alone learns twice. */
  readonly bands?: boolean;
}

export interface M4Report {
  readonly benchmark: string;
  readonly model: string;
  readonly params: Recipe['model']['params'];
  readonly seed: number;
  /** Whether the series learned from each other. */
  readonly together: boolean;
  /** How many series were scored, of how many in the folder. */
  readonly series: number;
  readonly of: number;
  /** Series too short for the model, for which its forecast is Naive2's. */
  readonly fell_back: number;
  readonly horizon: number;
  readonly period: number;
  /** Preparing, fitting and forecasting all of them; reading and scoring not counted. */
  readonly seconds: number;
  /** Whether the Naive2 forecasts were the folder's or our own. */
  readonly naive2: 'file' | 'computed';
  /** Learning the bands, from the training parts as well; and how many series were long enough for one. */
  readonly band_seconds?: number;
  readonly banded?: number;
  /** Three decimals, as the competition prints them. */
  readonly metrics: M4Scores & Partial<BandScores>;
}

export interface M4Evaluation {
  readonly report: M4Report;
  readonly ids: readonly string[];
  /** In the order of `ids`. */
  readonly forecasts: readonly Float64Array[];
}

/**
 * Forecasts and scores the series of an M4 set: together where the model can learn from many, else each by itself from the
 * same seed. Only training parts are learned from. @param say hears about the progress
 */
export async function evaluateM4(request: M4Request, say: (line: string) => void): Promise<M4Evaluation> {
  const { name, set, folder, seed } = request;
  const data = loadM4(set, folder);
  const series = data.series.slice(0, request.limit);
  const recipe: Recipe = { ...initialRecipe, ...request.recipe, horizon: set.horizon, seed };
  const definition = memberOf<Forecaster>(models, recipe.model.id) as ModelDefinition;
  if (definition.trains) setHelpers(threads);
  const periods = periodsFor(recipe, set, definition);

  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const frames = series.map((one) => regular(0, set.stepMs, one.training, one.id));
  const shared =
    request.alone === true
      ? undefined
      : await forecastTogether(frames, recipe, periods, contextFor(seed, sayAtTimes(say)));
  const ahead = shared === undefined ? await oneByOne(frames, request, recipe, periods, elapsed, say) : [];
  const found = shared ?? ahead.map((one) => one?.point);
  const forecasts = series.map((one, i) => found[i] ?? one.naive2);
  const seconds = rounded(elapsed());
  const scores = scoreM4(series, forecasts, set.period);
  const bands =
    request.bands !== true
      ? undefined
      : shared === undefined
        ? await bandsOneByOne(ahead, frames, recipe.seed, say)
        : await bandedTogether(shared, frames, recipe, periods, contextFor(seed, sayAtTimes(say)));
  const report: M4Report = {
    benchmark: name,
    model: recipe.model.id,
    params: recipe.model.params,
    seed,
    series: series.length,
    of: data.series.length,
    together: shared !== undefined,
    fell_back: series.filter((_, i) => found[i] === undefined).length,
    horizon: set.horizon,
    period: set.period,
    seconds,
    naive2: data.naive2,
    ...(bands !== undefined && {
      band_seconds: rounded(elapsed() - seconds),
      banded: bands.filter((one) => one?.fan !== undefined).length,
    }),
    metrics: allRounded({ ...scores, ...(bands !== undefined && scoreBands(series, bands, set.period)) }),
  };
  return { report, ids: series.map(({ id }) => id), forecasts };
}

/** The seasons a model is told of: the reader's own, else the set's: all for a model that counts by several, else the main one. */
function periodsFor(recipe: Recipe, { period, seasons }: M4Set, { ownScale }: ModelDefinition): readonly number[] {
  if (recipe.periods !== 'auto') return recipe.periods;
  return ownScale === true ? seasons : [period].filter((main) => main > 1);
}

/** A job of the command line: never cancelled, with seeded chance. */
export const contextFor = (seed: number, progress: JobContext['progress'] = () => {}): JobContext => ({
  signal: new AbortController().signal,
  random: seeded(seed),
  clock: () => performance.now(),
  progress,
});

async function bandsOneByOne(
  ahead: readonly (Ahead | undefined)[],
  frames: readonly SeriesFrame[],
  seed: number,
  say: (line: string) => void,
): Promise<readonly (Forecast | undefined)[]> {
  const found: (Forecast | undefined)[] = [];
  for (const [i, one] of ahead.entries()) {
    if (i % 20 === 0) say(`Learning bands: ${i} of ${ahead.length} series`);
    found.push(one && (await banded(one, frames[i] as SeriesFrame, contextFor(seed))));
  }
  return found;
}

async function oneByOne(
  frames: readonly SeriesFrame[],
  { bands = false }: M4Request,
  recipe: Recipe,
  periods: readonly number[],
  elapsed: () => number,
  say: (line: string) => void,
): Promise<readonly (Ahead | undefined)[]> {
  const forecasts: (Ahead | undefined)[] = [];
  let said = 0;
  for (const frame of frames) {
    forecasts.push(await forecastOrNothing(frame, recipe, periods, bands));
    if (elapsed() - said < 2) continue;
    said = elapsed();
    const left = (said / forecasts.length) * (frames.length - forecasts.length);
    say(`${forecasts.length} of ${frames.length} series, ${said.toFixed(0)} s, about ${left.toFixed(0)} s left`);
  }
  return forecasts;
}

/** A series' forecast, or nothing when it is too short for the model. Other errors name the series. */
async function forecastOrNothing(
  frame: SeriesFrame,
  recipe: Recipe,
  periods: readonly number[],
  bands: boolean,
): Promise<Ahead | undefined> {
  try {
    return await forecastSeries(frame, recipe, periods, contextFor(recipe.seed), bands);
  } catch (cause) {
    if (!(cause instanceof StudioError)) throw cause;
    if (cause.code === 'too-short') return undefined;
    throw new StudioError(cause.code, `Series ${first(frame).key}: ${cause.message}`, {
      ...(cause.next !== undefined && { next: cause.next }),
      ...(cause.place !== undefined && { place: cause.place }),
      cause,
    });
  }
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const allRounded = <T extends object>(scores: T): T =>
  Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, rounded(value as number)])) as T;
