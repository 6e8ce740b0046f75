import { type SeriesFrame, type TimeRange, typicalStep } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { bucketsOf, wholeBuckets } from '../math/wall-buckets';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Bucket intervals people think in, in milliseconds. */
export const intervals: readonly number[] = [
  SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
];

/** The shortest interval that reads a range in at most `most` points. */
export function suggestInterval({ start, stop }: TimeRange, most = 5000): number {
  const least = (stop - start) / most;
  return intervals.find((interval) => interval >= least) ?? 7 * DAY;
}

/** A range widened to whole intervals by the clock of a zone, so that no bucket at its ends is a part of one. */
export const wholeIntervals = (range: TimeRange, everyMs: number, zone = 'UTC'): TimeRange =>
  wholeBuckets(bucketsOf(everyMs, zone), range);

/** A series counts as even when this share of its steps is its typical one, or goes over whole gaps of it. */
const evenly = 0.9;

/** The step of an even series, else NaN: months, and events that come when they come, have none. */
function evenStep({ time }: SeriesFrame): number {
  const step = typicalStep(time);
  let even = 0;
  for (let i = 1; i < time.length; i++) if (((time[i] as number) - (time[i - 1] as number)) % step === 0) even++;
  return even >= evenly * (time.length - 1) ? step : Number.NaN;
}

/**
 * A query at the interval its answer really has: where points come more rarely than was asked, most buckets stay empty, and
 * saying the shorter interval would not be true. A reader's own text is left alone, and so are answers without one step, to
 * which buckets of a typical length would do harm.
 */
export function atItsOwnStep(query: SeriesQuery, frames: readonly SeriesFrame[]): SeriesQuery {
  if (frames.length === 0 || query.text !== undefined || query.aggregate === 'none') return query;
  const step = Math.min(...frames.filter(({ time }) => time.length > 1).map(evenStep));
  return Number.isFinite(step) && step > query.everyMs ? { ...query, everyMs: step } : query;
}

/**
 * How far to look ahead at first: two of the shortest season (one, where it is longer than 96 steps), 48 steps without any;
 * never more than an eighth of the series.
 */
export function suggestHorizon(points: number, periods: readonly number[]): number {
  const [season] = periods;
  const wanted = season === undefined ? 48 : season > 96 ? season : 2 * season;
  return Math.max(1, Math.min(wanted, Math.floor(points / 8)));
}
