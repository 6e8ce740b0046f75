import type { TimeRange } from '../frame/frame';
import { DAY, WEEK } from './duration';
import { isUtc, wallClock } from './zone';

const HOUR = DAY / 24;
/** Monday 5 January 1970: the epoch was a Thursday. */
const MONDAY = 4 * DAY;

/** Time cut into buckets without gaps: every moment lies in one, which is known by its start. */
export interface Buckets {
  /** The start of the bucket a moment lies in. */
  startOf(moment: number): number;
  /** The start of the bucket after the one that starts here. */
  after(start: number): number;
}

/** Where buckets of a length are anchored: at the epoch, but those of whole weeks on a Monday. */
export const anchor = (everyMs: number): number => (everyMs % WEEK === 0 ? MONDAY : 0);

/**
 * The buckets of `everyMs` (above 0) by the clock of a zone, UTC unless named. A bucket of more than an hour holds the moments
 * at which the clock shows a time in [anchor + k · every, anchor + (k + 1) · every): a day may last 23 or 25 hours, and
 * what is shown a second time, after the next border, stays in the later bucket. Shorter ones all have the same length,
 * for an hour shown twice is two hours; they begin where the clock shows a multiple of it (for India, at half past in UTC).
 */
export function bucketsOf(everyMs: number, zone?: string): Buckets {
  const origin = anchor(everyMs);
  const floor = (time: number): number => Math.floor((time - origin) / everyMs) * everyMs + origin;
  const after = (start: number): number => start + everyMs;
  if (zone === undefined || isUtc(zone)) return { startOf: floor, after };
  const clock = wallClock(zone);
  if (everyMs <= HOUR) {
    return {
      after,
      startOf(moment) {
        const offset = clock.offsetAt(moment);
        return floor(moment + offset) - offset;
      },
    };
  }
  return {
    startOf(moment) {
      const wall = floor(clock.toWall(moment));
      const next = clock.begin(wall + everyMs);
      return next <= moment ? next : clock.begin(wall);
    },
    after(start) {
      let wall = floor(clock.toWall(start)) + everyMs;
      while (clock.begin(wall) <= start) wall += everyMs;
      return clock.begin(wall);
    },
  };
}

/**
 * How many milliseconds a zone's buckets lie after UTC's, where that is one number all over a range: then they are all of
 * one length there and need no calendar. Undefined where the clock changes and the buckets follow it.
 */
export function evenOffset(everyMs: number, zone: string | undefined, { start, stop }: TimeRange): number | undefined {
  if (zone === undefined || isUtc(zone)) return 0;
  const clock = wallClock(zone);
  const shift = (offset: number): number => ((-offset % everyMs) + everyMs) % everyMs;
  const first = shift(clock.offsetAt(start - everyMs));
  const changes = clock.transitions(start - everyMs, stop + everyMs);
  return changes.every(({ after }) => shift(after) === first) ? first : undefined;
}

/** A range widened to whole buckets. */
export function wholeBuckets({ startOf, after }: Buckets, { start, stop }: TimeRange): TimeRange {
  const last = startOf(stop);
  return { start: startOf(start), stop: last === stop ? stop : after(last) };
}

/**
 * The buckets of a range as runs of equal length, ascending; a bucket that a change of the clock made longer or shorter is a
 * run of its own. `stop` is where the last bucket of a run ends.
 */
export function evenRuns(buckets: Buckets, everyMs: number, range: TimeRange): (TimeRange & { lengthMs: number })[] {
  const runs: (TimeRange & { lengthMs: number })[] = [];
  for (let start = buckets.startOf(range.start); start < range.stop; ) {
    const stop = buckets.after(start);
    const lengthMs = stop - start;
    const run = runs.at(-1);
    if (run !== undefined && lengthMs === everyMs && run.lengthMs === everyMs) runs[runs.length - 1] = { ...run, stop };
    else runs.push({ start, stop, lengthMs });
    start = stop;
  }
  return runs;
}
