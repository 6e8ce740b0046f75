import { memberOf } from '../../base/definition';
import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { models } from '../../models';
import type { Forecaster, ModelDefinition } from '../../models/types';
import { initialRecipe, type Recipe } from '../../pipeline/recipe';
import { forecastSeries } from './forecast';
import { loadM4, type M4Series, type M4Set } from './m4';
import { type M4Scores, scoreM4 } from './score';

export interface M4Request {
  readonly name: string;
  readonly set: M4Set;
  readonly folder: string;
  /** What differs from the initial recipe; the model at least. */
  readonly recipe: Partial<Recipe> & Pick<Recipe, 'model'>;
  readonly limit: number;
  readonly seed: number;
}

export interface M4Report {
  readonly benchmark: string;
  readonly model: string;
  readonly params: Recipe['model']['params'];
  readonly seed: number;
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
  /** Three decimals, as the competition prints them. */
  readonly metrics: M4Scores;
}

/** Forecasts and scores the series of an M4 set, each by itself from the same seed. @param say hears about the progress */
export async function evaluateM4(request: M4Request, say: (line: string) => void): Promise<M4Report> {
  const { name, set, folder, seed } = request;
  const data = loadM4(set, folder);
  const series = data.series.slice(0, request.limit);
  const recipe: Recipe = { ...initialRecipe, ...request.recipe, horizon: set.horizon, seed };
  if ((memberOf<Forecaster>(models, recipe.model.id) as ModelDefinition).trains) await wasmInNode();

  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const forecasts: Float64Array[] = [];
  let fellBack = 0;
  let said = 0;
  for (const one of series) {
    const forecast = await forecastOrNothing(one, set, recipe);
    if (forecast === undefined) fellBack++;
    forecasts.push(forecast ?? one.naive2);
    if (elapsed() - said < 2) continue;
    said = elapsed();
    const left = (said / forecasts.length) * (series.length - forecasts.length);
    say(`${forecasts.length} of ${series.length} series, ${said.toFixed(0)} s, about ${left.toFixed(0)} s left`);
  }
  const seconds = rounded(elapsed());
  const scores = scoreM4(series, forecasts, set.period);
  return {
    benchmark: name,
    model: recipe.model.id,
    params: recipe.model.params,
    seed,
    series: series.length,
    of: data.series.length,
    fell_back: fellBack,
    horizon: set.horizon,
    period: set.period,
    seconds,
    naive2: data.naive2,
    metrics: {
      smape: rounded(scores.smape),
      mase: rounded(scores.mase),
      owa: rounded(scores.owa),
      naive2_smape: rounded(scores.naive2_smape),
      naive2_mase: rounded(scores.naive2_mase),
    },
  };
}

/** A series' forecast, or nothing when it is too short for the model. Other errors name the series. */
async function forecastOrNothing(one: M4Series, set: M4Set, recipe: Recipe): Promise<Float64Array | undefined> {
  const periods = recipe.periods === 'auto' ? [set.period].filter((period) => period > 1) : recipe.periods;
  const ctx: JobContext = {
    signal: new AbortController().signal,
    random: seeded(recipe.seed),
    clock: () => performance.now(),
    progress: () => {},
  };
  try {
    return await forecastSeries(regular(0, set.stepMs, one.training, one.id), recipe, periods, ctx);
  } catch (cause) {
    if (!(cause instanceof StudioError)) throw cause;
    if (cause.code === 'too-short') return undefined;
    throw new StudioError(cause.code, `Series ${one.id}: ${cause.message}`, {
      ...(cause.next !== undefined && { next: cause.next }),
      ...(cause.place !== undefined && { place: cause.place }),
      cause,
    });
  }
}

/** Tells tfjs where its WebAssembly files lie outside a browser. */
async function wasmInNode(): Promise<void> {
  const [{ setWasmFiles }, { nodeWasmFiles }] = await Promise.all([
    import('../../neural/backend/wasm-files'),
    import('../../neural/backend/node-files'),
  ]);
  setWasmFiles(nodeWasmFiles());
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
