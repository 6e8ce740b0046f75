import { first, lowerBound, type SeriesFrame } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import { coverage } from '../math/metrics/coverage';
import { mae } from '../math/metrics/mae';
import { onGrid } from './prepare';
import { onWallClock, type Zoned } from './wall-clock';

/** How a forecast made before fared. */
export interface Outcome {
  /** What then happened at the times of the forecast; NaN where nothing is known, or was left out. */
  readonly actual: Float64Array;
  /** How many of them are known. */
  readonly known: number;
  /** In the units of the series; NaN while none is known. */
  readonly mae: number;
  /** Share of the known values inside the outermost band; NaN without a band. */
  readonly inside: number;
  /** What the outermost band claims to hold, 0..1; NaN without a band. */
  readonly claimed: number;
}

/**
 * Old forecasts held against a series as it is known now, on the steps each was made on. Only values after its origin
 * count, so nothing is judged that it had seen.
 */
export async function thenAndNow({
  frame,
  recipe,
  forecasts,
}: {
  readonly frame: SeriesFrame;
  readonly recipe: Zoned;
  readonly forecasts: readonly { readonly origin: number; readonly forecast: Forecast }[];
}): Promise<readonly Outcome[]> {
  const own = recipe.preparation.find(({ id }) => id === 'resample')?.params;
  const series = new Map<number, Promise<SeriesFrame>>();
  const onSteps = (stepMs: number): Promise<SeriesFrame> => {
    const known = series.get(stepMs);
    if (known !== undefined) return known;
    const preparation = Number.isNaN(stepMs)
      ? recipe.preparation
      : [{ id: 'resample', params: { ...own, step: stepMs / 1000 } }];
    const made = laidOut(frame, { ...recipe, preparation });
    series.set(stepMs, made);
    return made;
  };
  const outcomes: Outcome[] = [];
  for (const { origin, forecast } of forecasts) {
    outcomes.push(outcomeOf(forecast, origin, await onSteps(stepOf(forecast.time))));
  }
  return outcomes;
}

/** The commonest step of a forecast's times; NaN under two. Of calendar steps, the first. */
function stepOf(time: Float64Array): number {
  const steps = new Map<number, number>();
  for (let i = 1; i < time.length; i++) {
    const step = (time[i] as number) - (time[i - 1] as number);
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return [...steps].reduce<readonly [number, number]>(
    (most, one) => (one[1] > most[1] ? one : most),
    [Number.NaN, 0],
  )[0];
}

async function laidOut(frame: SeriesFrame, recipe: Zoned): Promise<SeriesFrame> {
  const wall = onWallClock(frame, recipe);
  const { grid } = await onGrid(wall.frame, recipe.preparation);
  const { time, from } = wall.moments(grid.time);
  const values = first(grid).values;
  return { time, columns: [{ ...first(grid), values: Float64Array.from(from, (i) => values[i] as number) }] };
}

function outcomeOf({ time, point, quantiles }: Forecast, origin: number, series: SeriesFrame): Outcome {
  const { values } = first(series);
  const actual = time.map((t) => {
    const at = lowerBound(series.time, t);
    return t > origin && series.time[at] === t ? (values[at] as number) : Number.NaN;
  });
  const [lower, upper] = [quantiles[0], quantiles.at(-1)];
  const banded = lower !== undefined && upper !== undefined && upper.level > lower.level;
  return {
    actual,
    known: actual.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
    mae: mae(actual, point),
    inside: banded ? coverage(actual, lower.values, upper.values) : Number.NaN,
    claimed: banded ? upper.level - lower.level : Number.NaN,
  };
}
