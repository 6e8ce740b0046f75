import { StudioError } from '../base/errors';
import type { SeriesQuery } from '../frame/query';

/** The query's own text, where a person wrote one. */
export const ownText = (query: SeriesQuery): string | undefined =>
  query.text === undefined || query.text.trim() === '' ? undefined : query.text;

/**
 * Checks that a query can be asked of a source with these aggregates, unless it is the person's own text.
 * @throws StudioError `bad-input` naming the part of the query as its place.
 */
export function askedWell(query: SeriesQuery, aggregates: readonly string[]): void {
  const bad = (place: keyof SeriesQuery, message: string, next: string, value?: unknown) =>
    new StudioError('bad-input', message, { next, place, value });
  if (query.measurement === '') throw bad('measurement', 'No measurement is chosen.', 'Choose one in the catalogue.');
  if (query.fields.length === 0) throw bad('fields', 'No field is chosen.', 'Choose at least one field.');
  if (!aggregates.includes(query.aggregate)) {
    throw bad('aggregate', `There is no aggregate “${query.aggregate}” here.`, `Take ${aggregates.join(', ')}.`);
  }
  if (query.aggregate !== 'none' && !(Number.isInteger(query.everyMs) && query.everyMs > 0)) {
    throw bad(
      'everyMs',
      'The interval must be a whole number of milliseconds above 0.',
      'Choose an interval.',
      query.everyMs,
    );
  }
  const { start, stop } = query.range;
  if (!Number.isFinite(start) || !Number.isFinite(stop)) {
    throw bad('range', 'The time range has no start or no end.', 'Choose a range.', `${start} to ${stop}`);
  }
  if (start >= stop)
    throw bad('range', 'The time range ends before it starts.', 'Swap its ends.', `${start} to ${stop}`);
}

/** The note of a query that found nothing. */
export const NOTHING = 'Nothing was found: no point of these fields, with these tags, lies in this time range.';

/** A duration in the largest unit that divides it, as InfluxQL and Flux both write it: `30m`, `7d`, `1500ms`. */
export function duration(ms: number): string {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
  ] as const;
  const whole = Math.max(1, Math.round(ms));
  const [size, unit] = units.find(([length]) => whole % length === 0) ?? [1, 'ms'];
  return `${whole / size}${unit}`;
}

/** InfluxDB keeps nanoseconds in 64 bits: times outside 1677 to 2262 cannot be asked for. */
export const FIRST_TIME = Date.UTC(1677, 8, 21, 0, 12, 44);
export const LAST_TIME = Date.UTC(2262, 3, 11, 23, 47, 16);

/** A time as RFC 3339, cut to what InfluxDB can keep. */
export const stamp = (ms: number): string =>
  new Date(Math.min(LAST_TIME, Math.max(FIRST_TIME, Number.isFinite(ms) ? ms : 0))).toISOString().replace('.000Z', 'Z');
