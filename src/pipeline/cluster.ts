import { memberOf } from '../base/definition';
import { StudioError, throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { checked } from '../base/params';
import { clusterers } from '../clustering';
import type { Clusterer, Clustering } from '../clustering/types';
import { first, length, type SeriesFrame, slice, typicalStep, within } from '../frame/frame';
import { seriesName } from '../frame/table';
import { median } from '../math/quantile';
import { wallClock } from '../math/zone';
import { fitPreparation, prepare } from './prepare';
import type { Recipe } from './recipe';
import { onWallClock } from './wall-clock';
import { placed } from './wall-times';

/** Many series on one time axis, and the names of those left out. */
export interface Aligned {
  readonly time: Float64Array;
  readonly names: readonly string[];
  readonly series: readonly Float64Array[];
  readonly leftOut: readonly string[];
}

/**
 * Many series brought on one grid: the time all of them cover, the grid of the one with the coarsest step, gaps filled by
 * lines. Series that cover less than half of the median range (from the median beginning to the median end) are left out,
 * so that one host with an hour of data does not take a month from the others.
 * @throws StudioError `too-short` when fewer than two are left, or when they share fewer than 8 steps; `cancelled`.
 */
export async function align(frames: readonly SeriesFrame[], ctx: JobContext): Promise<Aligned> {
  const singles = frames.flatMap((frame) => frame.columns.map((column) => ({ ...frame, columns: [column] })));
  const known = singles.map(whereKnown);
  const long = coveringHalf(known);
  const kept = known.filter((_, i) => long[i]);
  const leftOut = singles.filter((_, i) => !long[i]).map((frame) => seriesName(frame));
  if (kept.length < Math.min(2, singles.length))
    throw tooShort('Fewer than two of these series are long enough', leftOut);
  const stepOf = (frame: SeriesFrame): number => frame.stepMs ?? typicalStep(frame.time);
  const coarsest = kept.reduce((a, b) => (stepOf(b) > stepOf(a) ? b : a));
  const lattice = await fitPreparation(coarsest, [{ id: 'resample', params: {} }]);
  const grids: SeriesFrame[] = [];
  for (const frame of kept) {
    throwIfCancelled(ctx.signal);
    ctx.progress({ phase: 'Aligning', done: grids.length, total: kept.length, unit: 'series' });
    // Without its own step, a series of the same step yet another phase is moved too.
    const { stepMs: _, ...irregular } = frame;
    const grid = prepare(irregular, lattice);
    grids.push(prepare(grid, await fitPreparation(grid, [{ id: 'fill', params: {} }])));
    await breathe();
  }
  const start = Math.max(...grids.map(({ time }) => time[0] as number));
  const stop = Math.min(...grids.map(({ time }) => time.at(-1) as number)) + 1;
  const shared = grids.map((grid) => within(grid, { start, stop }));
  const time = shared[0]?.time ?? new Float64Array();
  if (time.length < 8) throw tooShort('These series share fewer than 8 steps of time', leftOut);
  return {
    time,
    names: shared.map((frame) => seriesName(frame)),
    series: shared.map((frame) => first(frame).values),
    leftOut,
  };
}

const tooShort = (what: string, leftOut: readonly string[]): StudioError =>
  new StudioError(
    'too-short',
    `${what}, too few to compare their shapes${leftOut.length > 0 ? `; left out, too short: ${leftOut.join(', ')}` : ''}.`,
    { next: 'Read them over a common, longer range.', place: 'range' },
  );

/** A series from its first value to its last. */
function whereKnown(frame: SeriesFrame): SeriesFrame {
  const { values } = first(frame);
  const isKnown = (value: number): boolean => !Number.isNaN(value);
  return slice(frame, Math.max(0, values.findIndex(isKnown)), values.findLastIndex(isKnown) + 1);
}

function coveringHalf(known: readonly SeriesFrame[]): readonly boolean[] {
  const usable = known.filter((frame) => length(frame) > 1);
  const start = median(Float64Array.from(usable, ({ time }) => time[0] as number));
  const stop = median(Float64Array.from(usable, ({ time }) => time.at(-1) as number));
  return known.map((frame) => {
    const covered = Math.min(stop, frame.time.at(-1) ?? start) - Math.max(start, frame.time[0] ?? stop);
    return length(frame) > 1 && covered >= (stop - start) / 2;
  });
}

/** What was aligned on the wall clock, back in UTC. */
function inUtc(aligned: Aligned, { query }: Recipe): Aligned {
  const { time, from } = placed(aligned.time, wallClock(query.zone as string), typicalStep(aligned.time));
  return {
    ...aligned,
    time,
    series: aligned.series.map((values) => Float64Array.from(from, (i) => values[i] as number)),
  };
}

/** Groups many series by shape with the recipe's clusterer. `time` is the shared axis of the shapes. */
export async function cluster(
  { frames, recipe }: { readonly frames: readonly SeriesFrame[]; readonly recipe: Recipe },
  ctx: JobContext,
): Promise<{
  readonly time: Float64Array;
  readonly clustering: Clustering;
  /** Names of series too short to be compared with the others. */
  readonly leftOut: readonly string[];
}> {
  const walls = frames.map((frame) => onWallClock(frame, recipe));
  // All on one clock: one that no change of offset touches stays in UTC, and the others then with it.
  const onWall = walls.every(({ frame }, i) => frame !== frames[i]);
  const aligned = await align(onWall ? walls.map(({ frame }) => frame) : frames, ctx);
  const { time, names, series, leftOut } = onWall ? inUtc(aligned, recipe) : aligned;
  const member = memberOf<Clusterer>(clusterers, recipe.clusterer.id);
  const clusterer = await member.load();
  return {
    time,
    clustering: await clusterer.cluster({ names, series }, checked(member.params, recipe.clusterer.params), ctx),
    leftOut,
  };
}
