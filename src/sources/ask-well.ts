import { StudioError } from '../base/errors';
import type { SeriesQuery } from '../frame/query';
import { evenOffset } from '../math/wall-buckets';
import { wallClock } from '../math/zone';
import { amountOf } from './aggregate';

/** The query's own text, where a person wrote one. */
export const ownText = (query: SeriesQuery): string | undefined =>
  query.text === undefined || query.text.trim() === '' ? undefined : query.text;

const HOUR = 3_600_000;
/** More buckets than this to fill are a mistake in the interval. */
const MOST_FILLED = 10_000_000;

const bad = (place: keyof SeriesQuery, message: string, next: string, value?: unknown): StudioError =>
  new StudioError('bad-input', message, { next, place, value });

/**
 * Checks that a query can be asked of a source with these aggregates, unless it is the person's own text.
 * @throws StudioError `bad-input` naming the part of the query as its place.
 */
export function askedWell(query: SeriesQuery, aggregates: readonly string[]): void {
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
  if (query.aggregate !== 'none') bucketsWell(query);
}

/** @throws StudioError where the aggregate's number, the fill or the zone cannot be. */
function bucketsWell(query: SeriesQuery): void {
  const { aggregate, everyMs, fill, zone, range } = query;
  const amount = amountOf(aggregate, query.amount);
  if (aggregate === 'percentile' && !(amount > 0 && amount <= 100))
    throw bad('amount', 'A percentile lies above 0 and up to 100.', 'Take 95, or 50 for the middle.', amount);
  const perUnit = aggregate === 'derivative' || aggregate === 'integral';
  if (perUnit && !(Number.isInteger(amount) && amount > 0)) {
    const message = `The unit of the ${aggregate} must be a whole number of milliseconds above 0.`;
    throw bad('amount', message, 'Take 1,000 for a second, 3,600,000 for an hour.', amount);
  }
  if (typeof fill === 'number' && !Number.isFinite(fill))
    throw bad('fill', 'Empty buckets cannot be filled with what is no number.', 'Take 0, or leave a gap.', fill);
  fillsWell(query);
  if (zone === undefined) return;
  wallClock(zone);
  if (everyMs <= HOUR && evenOffset(everyMs, zone, range) === undefined) {
    const message = `The clock of ${zone} changes in this range by a time that buckets of ${duration(everyMs)} do not divide.`;
    throw bad('zone', message, 'Take 1 m, 15 m or a day, or UTC.', zone);
  }
}

/** @throws StudioError `bad-input` at `fill` where so many series have more buckets to fill than anybody wants. */
export function fillsWell({ fill, everyMs, range }: SeriesQuery, series = 1): void {
  const buckets = ((range.stop - range.start) / everyMs) * series;
  if (fill === undefined || buckets <= MOST_FILLED) return;
  const millions = Math.round(buckets / 1e6).toLocaleString('en');
  const of = series === 1 ? 'this range' : `${series.toLocaleString('en')} series`;
  const next = 'Take a longer interval, a shorter range, fewer series, or leave empty buckets out.';
  throw bad('fill', `Filling would make ${millions} million buckets of ${of}.`, next, fill);
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

/** A number without an exponent, which InfluxQL and Flux do not read; with a point where it is too long for an integer. */
export function decimal(value: number): string {
  if (Math.abs(value) >= 2 ** 53) return `${BigInt(value)}.0`;
  const text = String(value);
  return text.includes('e') ? value.toFixed(100).replace(/\.?0+$/, '') : text;
}

/** InfluxDB keeps nanoseconds in 64 bits: times outside 1677 to 2262 cannot be asked for. */
export const FIRST_TIME = Date.UTC(1677, 8, 21, 0, 12, 44);
export const LAST_TIME = Date.UTC(2262, 3, 11, 23, 47, 16);

/** A time as RFC 3339, cut to what InfluxDB can keep. */
export const stamp = (ms: number): string =>
  new Date(Math.min(LAST_TIME, Math.max(FIRST_TIME, Number.isFinite(ms) ? ms : 0))).toISOString().replace('.000Z', 'Z');
