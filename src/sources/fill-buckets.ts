import type { SeriesFrame } from '../frame/frame';
import type { QueryFill, SeriesQuery } from '../frame/query';
import { bucketsOf } from '../math/wall-buckets';
import { fillsWell, ownText } from './ask-well';

/** Aggregates that an empty bucket has: no points are counted as 0. */
const COUNTS: readonly string[] = ['count', 'distinct'];

/** What stands in empty buckets of a query: nothing is missing where points are counted, so only a number changes that. */
export function fillOf({ aggregate, fill }: SeriesQuery): QueryFill | undefined {
  if (aggregate === 'none' || fill === undefined) return undefined;
  return COUNTS.includes(aggregate) && typeof fill !== 'number' ? 0 : fill;
}

/**
 * Frames of a built query with all buckets of its range, whatever the source filled of it already: what has no value there
 * (buckets without points, and those in which the aggregate cannot be told, as the `stddev` of one) is missing, the value before
 * it, on the straight line in time between its neighbours, or a number. Before a series' first value `previous` and `linear`
 * leave gaps, after its last `linear` does. A second time changes nothing.
 * @throws StudioError `bad-input` at `fill` where the series have more buckets in all than `fillsWell` allows.
 */
export function filled(frames: readonly SeriesFrame[], query: SeriesQuery): readonly SeriesFrame[] {
  const fill = fillOf(query);
  if (fill === undefined || frames.length === 0 || ownText(query) !== undefined) return frames;
  fillsWell(
    query,
    frames.reduce((sum, { columns }) => sum + columns.length, 0),
  );
  const { startOf, after } = bucketsOf(query.everyMs, query.zone);
  const starts: number[] = [];
  for (let at = startOf(query.range.start); at < query.range.stop; at = after(at)) starts.push(at);
  const axis = Float64Array.from(starts);
  const isEven = axis.every((t, i) => i === 0 || t - (axis[i - 1] as number) === query.everyMs);
  return frames.map(({ time, columns }) => {
    const place = placesOf(time, axis);
    return {
      time: axis,
      columns: columns.map((column) => ({ ...column, values: filledValues(column.values, place, axis, fill) })),
      ...(isEven && axis.length > 1 && { stepMs: query.everyMs }),
    };
  });
}

/** Where each time of the axis stands in `time`, or -1. */
function placesOf(time: Float64Array, axis: Float64Array): Int32Array {
  let at = 0;
  return Int32Array.from(axis, (t) => {
    while (at < time.length && (time[at] as number) < t) at++;
    return time[at] === t ? at : -1;
  });
}

function filledValues(values: Float64Array, place: Int32Array, time: Float64Array, fill: QueryFill): Float64Array {
  const made = Float64Array.from(place, (i) => (i < 0 ? Number.NaN : (values[i] as number)));
  let last = -1;
  for (let i = 0; i < made.length; i++) {
    if (Number.isNaN(made[i])) {
      if (typeof fill === 'number') made[i] = fill;
      else if (fill === 'previous' && last >= 0) made[i] = made[last] as number;
      continue;
    }
    if (fill === 'linear' && last >= 0) straight(made, time, last, i);
    last = i;
  }
  return made;
}

/** Puts the missing values between two on the line through them. */
function straight(values: Float64Array, time: Float64Array, from: number, to: number): void {
  const [start, level] = [time[from] as number, values[from] as number];
  const slope = ((values[to] as number) - level) / ((time[to] as number) - start);
  for (let i = from + 1; i < to; i++) values[i] = level + slope * ((time[i] as number) - start);
}
