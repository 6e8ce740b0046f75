import { emptyQuery, type SeriesQuery } from '../frame/query';
import { DAY } from '../math/duration';
import { evenOffset } from '../math/wall-buckets';
import { isUtc, wallClock } from '../math/zone';
import { isZone } from '../math/zone-names';
import type { Deps } from './deps';
import { wholeIntervals } from './suggest';

/** Where a new query starts: nothing asked yet, in the zone chosen last. */
export const blankQuery = ({ store }: Pick<Deps, 'store'>): SeriesQuery => inZone(emptyQuery, store.getState().zone);

/**
 * A query in a zone; UTC is not said. Whole days stay the days they are, now from the new zone's midnights; of shorter
 * buckets that begin elsewhere in the new zone, whole ones are asked.
 */
export function inZone(query: SeriesQuery, zone: string): SeriesQuery {
  const { zone: _, range, everyMs, ...rest } = query;
  const [from, to] = [wallClock(zoneOf(query)), wallClock(zone)];
  const moved = (moment: number): number => to.begin(from.toWall(moment));
  const days = { start: moved(range.start), stop: moved(range.stop) };
  const whole = everyMs >= DAY ? days : wholeIntervals(range, everyMs, zone);
  return { ...rest, everyMs, range: sameBuckets(query, zone) ? range : whole, ...(!isUtc(zone) && { zone }) };
}

/** Whether what a query reads is the same in another zone: points as they are, or buckets that begin at the same moments. */
export function sameBuckets(query: SeriesQuery, other: string): boolean {
  const { aggregate, everyMs, range, text } = query;
  if (aggregate === 'none' || text !== undefined || !(range.stop > range.start)) return true;
  const even = evenOffset(everyMs, zoneOf(query), range);
  return even !== undefined && even === evenOffset(everyMs, other, range);
}

/** The zone of a query; UTC for one that nobody knows, as a recipe from elsewhere may name. */
export const zoneOf = ({ zone }: Pick<SeriesQuery, 'zone'>): string =>
  zone !== undefined && isZone(zone) ? zone : 'UTC';

/** How long a query's range is: whole days by the calendar of its zone, although one may have 23 or 25 hours. */
export function rangeLength(query: Pick<SeriesQuery, 'range' | 'zone'>): number {
  const { start, stop } = query.range;
  const { toWall } = wallClock(zoneOf(query));
  const days = toWall(stop) - toWall(start);
  return days % DAY === 0 ? days : stop - start;
}
