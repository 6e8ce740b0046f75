import { throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { first, type SeriesFrame } from '../frame/frame';
import { acf, whiteNoiseBound } from '../math/acf';
import { interpolated } from '../math/gaps';
import { centredAverage } from '../math/moving';
import { quantileSorted } from '../math/quantile';
import { withoutLine } from '../math/regression';
import { seasonsOf } from '../math/seasons';
import { mean, present, std } from '../math/stats';
import { type Grid, gridOf } from './grid';
import type { Autocorrelation, Exploration, Quality, Summary } from './results';
import { verdictOf } from './verdict';

/** The newest points an autocorrelation is taken of. */
const NEWEST = 131_072;

/**
 * What a look at the frame's first series finds: its numbers, what is wrong with its data, its autocorrelation and
 * seasons, and a verdict in words. Works on raw frames, regular or not, down to no point at all.
 * @throws StudioError `cancelled`; `empty` when the frame has no series.
 */
export async function explore(frame: SeriesFrame, ctx: JobContext): Promise<Exploration> {
  const { values } = first(frame);
  const step = async (done: number): Promise<void> => {
    ctx.progress({ phase: 'Exploring', done, total: 3, unit: 'looks' });
    await breathe();
    throwIfCancelled(ctx.signal);
  };
  await step(0);
  const grid = gridOf(frame.time, values, frame.stepMs);
  const summary = summarise(values, grid);
  await step(1);
  const filled = interpolated(grid.values).slice(-NEWEST);
  const isFlat = !(summary.max > summary.min);
  const periods = isFlat ? [] : seasonsOf(filled, grid.stepMs);
  await step(2);
  const correlation = isFlat ? nothing(filled) : autocorrelation(filled, periods);
  const verdict = verdictOf({ filled, summary, periods, stepMs: grid.stepMs });
  return { summary, quality: qualityOf(values, grid, summary), acf: correlation, verdict };
}

function summarise(values: Float64Array, grid: Grid): Summary {
  const sorted = present(values).sort();
  const at = (level: number): number => quantileSorted(sorted, level);
  return {
    count: sorted.length,
    missing: grid.slots - sorted.length,
    min: at(0),
    max: at(1),
    mean: mean(sorted),
    std: std(sorted),
    median: at(0.5),
    q05: at(0.05),
    q25: at(0.25),
    q75: at(0.75),
    q95: at(0.95),
  };
}

function qualityOf(values: Float64Array, grid: Grid, summary: Summary): Quality {
  return {
    stepMs: grid.stepMs,
    gaps: grid.gaps,
    missingShare: grid.slots === 0 ? 0 : summary.missing / grid.slots,
    longestConstant: longestRun(values),
    isConstant: summary.count > 0 && summary.min === summary.max,
  };
}

/** The longest run of one value among neighbouring points; a missing value ends a run. */
function longestRun(values: Float64Array): number {
  let longest = 0;
  let run = 0;
  let before = Number.NaN;
  for (const value of values) {
    run = value === before ? run + 1 : Number.isNaN(value) ? 0 : 1;
    longest = Math.max(longest, run);
    before = value;
  }
  return longest;
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
