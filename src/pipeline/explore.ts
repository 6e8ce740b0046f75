import { throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { first, type SeriesFrame } from '../frame/frame';
import { acf, whiteNoiseBound } from '../math/acf';
import { interpolated } from '../math/gaps';
import { centredAverage } from '../math/moving';
import { pacer } from '../math/pace';
import { quantiles } from '../math/quantile';
import { withoutLine } from '../math/regression';
import { seasonsOf } from '../math/seasons';
import { extent, mean, std } from '../math/stats';
import { type Grid, gridOf } from './grid';
import { qualityOf } from './quality';
import type { Autocorrelation, Exploration, Summary } from './results';
import { verdictOf } from './verdict';
import { onWallClock, type Zoned } from './wall-clock';

/** The newest points an autocorrelation is taken of. */
const NEWEST = 131_072;

/**
 * What a look at the frame's first series finds: its numbers, what is wrong with its data, its autocorrelation and
 * seasons, and a verdict in words. Works on raw frames, regular or not, down to no point at all.
 * @param zoned the recipe, in whose zone's days seasons are looked for; absent = UTC
 * @throws StudioError `cancelled`; `empty` when the frame has no series.
 */
export async function explore(frame: SeriesFrame, ctx: JobContext, zoned?: Zoned): Promise<Exploration> {
  const { values } = first(frame);
  const step = async (done: number): Promise<void> => {
    ctx.progress({ phase: 'Exploring', done, total: 4, unit: 'looks' });
    await breathe();
    throwIfCancelled(ctx.signal);
  };
  await step(0);
  const grid = gridOf(frame.time, values, frame.stepMs);
  const summary = summarise(values, grid);
  await step(1);
  const days = zoned === undefined ? frame : onWallClock(frame, zoned).frame;
  const even = days === frame ? grid : gridOf(days.time, first(days).values, days.stepMs);
  const filled = interpolated(even.values).slice(-NEWEST);
  const isFlat = !(summary.max > summary.min);
  const periods = isFlat ? [] : seasonsOf(filled, even.stepMs);
  await step(2);
  const correlation = isFlat ? nothing(filled) : autocorrelation(filled, periods);
  const cut = filled.length < even.values.length ? { lookedMs: filled.length * even.stepMs } : {};
  const verdict = verdictOf({ filled, summary, periods, stepMs: grid.stepMs, ...cut });
  await step(3);
  const quality = await qualityOf(frame.time, values, grid, periods, pacer(ctx.signal));
  return { summary, quality, acf: correlation, verdict };
}

/** The summary of a frame's first series and its gaps: what a description before and after a step needs. */
export function describe(frame: SeriesFrame): Described {
  const { values } = first(frame);
  const grid = gridOf(frame.time, values, frame.stepMs);
  return { ...summarise(values, grid), stepMs: grid.stepMs, gaps: grid.gaps.length };
}

/** Figures of one series, its step and how many gaps it has. */
export interface Described extends Summary {
  readonly stepMs: number;
  readonly gaps: number;
}

function summarise(values: Float64Array, grid: Grid): Summary {
  const [q05, q25, middle, q75, q95] = quantiles(values, [0.05, 0.25, 0.5, 0.75, 0.95]) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [min, max] = extent(values);
  const count = values.reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0);
  return {
    count,
    missing: grid.slots - count,
    min,
    max,
    mean: mean(values),
    std: std(values),
    median: middle,
    q05,
    q25,
    q75,
    q95,
  };
}

/**
 * The autocorrelation of the series without its trend: the centred average over the longest season, or a straight line
 * where there is none. Reaches two and a half of the longest seasons, or a quarter of the series up to 400 steps.
 */
function autocorrelation(filled: Float64Array, periods: readonly number[]): Autocorrelation {
  const longest = periods.at(-1);
  const detrended = longest === undefined ? withoutLine(filled) : withoutAverage(filled, longest);
  const reach = longest === undefined ? Math.min(400, Math.floor(filled.length / 4)) : Math.ceil(2.5 * longest);
  return { values: acf(detrended, Math.max(60, reach)), periods, bound: whiteNoiseBound(detrended.length) };
}

/** Half a period at each edge is cut off: no average is known there. */
function withoutAverage(values: Float64Array, period: number): Float64Array {
  const average = centredAverage(values, period);
  const half = period >>> 1;
  return values.map((value, i) => value - (average[i] as number)).slice(half, values.length - half);
}

/** What a series that never changes, or has no value, has to say. */
const nothing = (filled: Float64Array): Autocorrelation => ({
  values: filled.length === 0 ? new Float64Array(0) : Float64Array.of(1),
  periods: [],
  bound: whiteNoiseBound(filled.length),
});
