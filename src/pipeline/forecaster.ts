import { memberOf } from '../base/definition';
import { throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { checked, type ParamValues } from '../base/params';
import { first, leading, type SeriesFrame, withValues } from '../frame/frame';
import type { Decomposition, Forecast } from '../frame/parts';
import { models } from '../models';
import type { FittedForecaster, Forecaster, History, ModelDefinition } from '../models/types';
import { bandLevels } from './band';
import { withBand } from './band-fan';
import { effectAhead, effectOver, type LearnedInputs } from './inputs';
import { complete, split } from './parts';
import { type FittedStep, prepare, restoreScale } from './prepare';
import type { Recipe } from './recipe';
import type { Calibration, HalfWidths } from './results';

/** A model of choice, loaded, with its checked parameters. */
export interface LoadedModel {
  readonly definition: ModelDefinition;
  readonly forecaster: Forecaster;
  readonly params: ParamValues;
}

/** The model a recipe names. @throws StudioError for an unknown model or a parameter out of range. */
export async function loadModel(choice: Recipe['model']): Promise<LoadedModel> {
  const definition = memberOf<Forecaster>(models, choice.id) as ModelDefinition;
  return { definition, forecaster: await definition.load(), params: checked(definition.params, choice.params) };
}

/** Everything between a raw history and a forecast in the same units, once learned. */
export interface Walk {
  readonly recipe: Recipe;
  readonly steps: readonly FittedStep[];
  readonly periods: readonly number[];
  readonly model: LoadedModel;
  /** What the recipe's inputs do; the model sees the series without it. */
  readonly inputs?: LearnedInputs;
}

/** The season every model and baseline counts by: the longest found, or 1 without any. */
export const mainPeriod = (periods: readonly number[]): number => periods.at(-1) ?? 1;

/** A raw history as the model wants it: prepared, without what the inputs do. */
export async function historyOf(walk: Walk, raw: SeriesFrame, ctx: JobContext): Promise<History> {
  const frame = withoutInputs(walk, raw, prepare(leading(raw), walk.steps));
  const { periods } = walk;
  const period = mainPeriod(periods);
  if (!walk.model.definition.wantsParts) return { frame, period, periods };
  return { frame, period, periods, parts: complete(await split(frame, walk.periods, walk.recipe.decomposition, ctx)) };
}

function withoutInputs({ inputs, recipe }: Walk, raw: SeriesFrame, prepared: SeriesFrame): SeriesFrame {
  if (inputs === undefined) return prepared;
  const effect = effectOver(inputs, raw, recipe);
  return withValues(
    prepared,
    first(prepared).values.map((value, i) => value - (effect[i] as number)),
  );
}

/** A forecast with what the inputs will do added to its point and quantiles alike; its parts stay without. */
export function withInputs({ inputs, recipe }: Walk, raw: SeriesFrame, forecast: Forecast): Forecast {
  if (inputs === undefined) return forecast;
  const effect = effectAhead(inputs, raw, forecast.time, recipe);
  const moved = (values: Float64Array): Float64Array => values.map((value, i) => value + (effect[i] as number));
  return {
    ...forecast,
    point: moved(forecast.point),
    quantiles: forecast.quantiles.map(({ level, values }) => ({ level, values: moved(values) })),
  };
}

/** Forecasts on the prepared scale from the end of each raw history, with quantiles where the model knows its own. */
export async function forecastPrepared(
  walk: Walk,
  fitted: FittedForecaster,
  raws: readonly SeriesFrame[],
  horizon: number,
  ctx: JobContext,
): Promise<{ readonly histories: readonly History[]; readonly forecasts: readonly Forecast[] }> {
  const histories: History[] = [];
  for (const raw of raws) {
    // What inputs do is summed up over the whole of each history.
    if (walk.inputs !== undefined) await breathe();
    throwIfCancelled(ctx.signal);
    histories.push(await historyOf(walk, raw, ctx));
  }
  const forecasts = await fitted.predict({ histories, horizon, levels: bandLevels }, ctx);
  return { histories, forecasts: forecasts.map((one, i) => withInputs(walk, raws[i] as SeriesFrame, one)) };
}

/** A prepared forecast with its band, in the units of the raw series. Parts are brought back as far as they add up. */
export function finish(walk: Walk, forecast: Forecast, calibration: Calibration | HalfWidths): Forecast {
  const finished = withBand(forecast, calibration, (values) => restoreScale(values, walk.steps));
  const units = unitsOf(walk);
  return forecast.parts === undefined
    ? finished
    : {
        ...finished,
        parts: forecast.parts.map(({ part, values }) => ({ part, values: units(values, part === 'trend') })),
      };
}

/** A split of prepared values in the units of the raw series, as far as its parts still add up. */
export function partsInUnits(walk: Walk, parts: Decomposition): Decomposition {
  const units = unitsOf(walk);
  return {
    ...parts,
    observed: units(parts.observed, true),
    trend: units(parts.trend, true),
    seasonal: parts.seasonal.map(({ period, values }) => ({ period, values: units(values, false) })),
    residual: units(parts.residual, false),
  };
}

/**
 * Sums survive a shift and a stretch, so scaling is undone: the trend carries the shift, the other parts only the
 * stretch. A logarithm is not undone: on its scale the parts add up, off it they would not.
 */
function unitsOf(walk: Walk): (values: Float64Array, carriesShift: boolean) => Float64Array {
  const scaling = walk.steps.filter(({ id }) => id === 'scale');
  const shift = restoreScale(new Float64Array(1), scaling)[0] as number;
  return (values, carriesShift) => {
    const restored = restoreScale(values, scaling);
    return carriesShift ? restored : restored.map((value) => value - shift);
  };
}
