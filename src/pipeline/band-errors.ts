import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { first, type SeriesFrame, slice } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import { extent, present } from '../math/stats';
import type { FittedForecaster } from '../models/types';
import type { Bounds, HeldForecast } from './band';
import { forecastPrepared, type Walk } from './forecaster';
import { origins } from './judge';
import { prepare, restoreScale } from './prepare';

/** Units whose zero is a convention: a series in them that was never below 0 may well be. */
const withoutZero = /^(°\s?[CFR]|deg(rees?)?\s?[CF]|celsius|fahrenheit|dB.*)$/i;

/**
 * What the values of a raw series are kept to: a series that never was below 0 stays so, unless its unit (°C, °F, dB) says
 * that its zero is a convention; one in per cent that never left 0 to 100 stays there.
 */
export function boundsOf(raw: SeriesFrame): Bounds {
  const { values, labels } = first(raw);
  const known = present(values);
  if (known.length === 0) return {};
  const [least, most] = extent(known);
  const unit = labels._unit ?? '';
  if (!(least >= 0) || withoutZero.test(unit)) return least > 0 ? { unit: least } : {};
  return {
    least: 0,
    ...(unit === '%' && most <= 100 && { most: 100 }),
    ...(least > 0 && { unit: least }),
  };
}

/** So far back, at most, errors still tell how far off a forecast will be. */
const MOST_HORIZONS = 40;

/** Where a grid is cut: the model learned from [0, fit), and the band may be learned from what comes before `train`. */
interface Known {
  readonly fit: number;
  readonly train: number;
}

/**
 * Forecasts from origins that the model has not learned from: in the validation part [fit, train). A model that is
 * solved anew for each history may begin at half of what is known: the more origins, the surer.
 */
export async function errorsBefore(
  walk: Walk,
  fitted: FittedForecaster,
  grid: SeriesFrame,
  { fit, train }: Known,
  ctx: JobContext,
): Promise<readonly HeldForecast[]> {
  const { horizon } = walk.recipe;
  const half = Math.min(fit, Math.max(Math.round(train / 2), train - MOST_HORIZONS * horizon));
  if (!walk.model.definition.trains && fitted.learnedOnce !== true) {
    try {
      return await heldFrom(walk, fitted, grid, train, closeOrigins(half, train, horizon), ctx);
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'too-short') throw error;
    }
  }
  return heldFrom(walk, fitted, grid, train, origins(fit, train, horizon, 16), ctx);
}

/**
 * Up to 24 origins, a quarter of a horizon apart or more: closer than those a model is judged on, since how far off it is may
 * hang on the hour it starts from.
 */
function closeOrigins(from: number, to: number, horizon: number): readonly number[] {
  const last = to - horizon;
  const count = Math.min(24, Math.floor((last - from) / Math.max(1, Math.round(horizon / 4))) + 1);
  if (count < 2) return origins(from, to, horizon, 1);
  return Array.from({ length: count }, (_, i) => Math.round(from + ((last - from) * i) / (count - 1)));
}

/** Forecasts from these origins of a grid, of which the points before `train` are known. */
export async function heldFrom(
  walk: Walk,
  fitted: FittedForecaster,
  grid: SeriesFrame,
  train: number,
  places: readonly number[],
  ctx: JobContext,
): Promise<readonly HeldForecast[]> {
  const { horizon } = walk.recipe;
  const known = slice(grid, 0, train);
  const raws = places.map((origin) => slice(grid, 0, origin));
  const { forecasts } = await forecastPrepared(walk, fitted, raws, horizon, ctx);
  const truth = first(prepare(known, walk.steps)).values;
  const raw = first(known).values;
  const bounds = boundsOf(known);
  const plain = walk.steps.every(({ id, state }) => id !== 'transform' || state.method === 'none');
  return places.map((origin, i) => {
    const forecast = forecasts[i] as Forecast;
    const actual = raw.slice(origin, origin + horizon);
    return {
      origin,
      forecast,
      actual: actual.map((y, h) => (Number.isNaN(y) ? Number.NaN : (truth[origin + h] as number))),
      ...(plain && { inUnits: { point: restoreScale(forecast.point, walk.steps), actual } }),
      bounds,
    };
  });
}
