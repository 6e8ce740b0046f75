import { lowerBound, markRegular, type SeriesFrame } from '../frame/frame';
import { DAY } from '../math/duration';
import type { WallClock } from '../math/zone';

/** Moments of wall times, strictly ascending, and for each which of the wall times it shows. */
export interface Placed {
  readonly time: Float64Array;
  readonly from: Int32Array;
}

/** How the values of one wall time become one; missing ones are left out. */
const joins: Readonly<Record<string, (values: readonly number[]) => number>> = {
  mean: (values) => sum(values) / values.length,
  sum: (values) => sum(values),
  last: (values) => values.at(-1) as number,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The stretches of one offset between two moments, [start, stop), and by how much the clock was changed before each. */
function stretches(clock: WallClock, start: number, stop: number) {
  const changes = clock.transitions(start, stop);
  const beginning = { time: Number.NEGATIVE_INFINITY, before: Number.NaN, after: clock.offsetAt(start) };
  return [beginning, ...changes].map(({ time, before, after }, i) => ({
    start: time,
    stop: changes[i]?.time ?? Number.POSITIVE_INFINITY,
    offset: after,
    change: Math.abs(after - before),
  }));
}

/** A run of neighbouring points that keep their order, [from, to), or points that show one and the same wall time. */
type Piece = { readonly from: number; readonly to: number } | readonly number[];

/**
 * A frame with wall times in place of moments. Points that show the same wall time become one, by `joining` (`mean`,
 * `sum`, `last`, `min`, `max`). Values are shared with the frame where no clock goes back in it.
 */
export function walled(frame: SeriesFrame, clock: WallClock, joining = 'mean'): SeriesFrame {
  const { time } = frame;
  const wall = time.slice();
  for (const { start, stop, offset } of stretches(clock, time[0] as number, time.at(-1) as number)) {
    const to = lowerBound(time, stop);
    for (let i = lowerBound(time, start); i < to; i++) wall[i] = (time[i] as number) + offset;
  }
  const pieces = inOrder(time, wall, clock);
  if (pieces.length === 1) return markRegular({ time: wall, columns: frame.columns });
  const join = joins[joining] ?? sum;
  const joined = (values: Float64Array): Float64Array =>
    laidOut(values, pieces, (points) => {
      const known = points.map((i) => values[i] as number).filter((value) => !Number.isNaN(value));
      return known.length === 0 ? Number.NaN : join(known);
    });
  return markRegular({
    time: laidOut(wall, pieces, ([i = 0]) => wall[i] as number),
    columns: frame.columns.map((column) => ({ ...column, values: joined(column.values) })),
  });
}

/** The points in the order of their wall times: as they are, but for the two hours around each time a clock goes back. */
function inOrder(time: Float64Array, wall: Float64Array, clock: WallClock): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { time: change, before, after } of clock.transitions(time[0] as number, time.at(-1) as number)) {
    const doubled = before - after;
    if (doubled <= 0) continue;
    const from = Math.max(done, lowerBound(time, change - doubled));
    const to = lowerBound(time, change + doubled);
    pieces.push({ from: done, to: from });
    const shown = new Map<number, number[]>();
    for (let i = from; i < to; i++) {
      const points = shown.get(wall[i] as number);
      if (points === undefined) shown.set(wall[i] as number, [i]);
      else points.push(i);
    }
    for (const [, points] of [...shown].sort(([a], [b]) => a - b)) pieces.push(points);
    done = to;
  }
  return [...pieces, { from: done, to: time.length }];
}

/** Values piece by piece; `join` makes one of those of a wall time. */
function laidOut(
  values: Float64Array,
  pieces: readonly Piece[],
  join: (points: readonly number[]) => number,
): Float64Array {
  const laid = new Float64Array(
    pieces.reduce((total, piece) => total + ('from' in piece ? piece.to - piece.from : 1), 0),
  );
  let at = 0;
  for (const piece of pieces) {
    if ('from' in piece) {
      laid.set(values.subarray(piece.from, piece.to), at);
      at += piece.to - piece.from;
    } else laid[at++] = join(piece);
  }
  return laid;
}

/**
 * The moments of ascending wall times a step apart. With steps up to the length of the change, one the clock skips is left
 * out and one it shows twice is there twice. A longer step is a bucket, of a day say: it begins when the clock first shows
 * its time or a later one, and is there once.
 */
export function placed(wall: Float64Array, clock: WallClock, stepMs: number): Placed {
  const n = wall.length;
  if (n === 0) return { time: wall, from: new Int32Array() };
  let reached = 0;
  const runs = stretches(clock, (wall[0] as number) - DAY, (wall[n - 1] as number) + DAY).map((stretch) => {
    const first = lowerBound(wall, stretch.start + stretch.offset);
    const last = lowerBound(wall, stretch.stop + stretch.offset);
    const run = { ...stretch, begin: stretch.change < stepMs ? reached : first, first, last };
    reached = Math.max(reached, last);
    return run;
  });
  const size = runs.reduce((total, { begin, last }) => total + Math.max(0, last - begin), 0);
  const time = new Float64Array(size);
  const from = new Int32Array(size);
  let at = 0;
  for (const { begin, first, last, start, offset } of runs) {
    for (let i = begin; i < last; i++) {
      time[at] = i < first ? start : (wall[i] as number) - offset;
      from[at++] = i;
    }
  }
  return { time, from };
}
