import type { TimeRange } from '../../../frame/frame';
import type { SeriesQuery } from '../../../frame/query';
import { DAY, WEEK } from '../../../math/duration';
import { offsetText, wallClock } from '../../../math/zone';
import { suggestInterval } from '../../../state/suggest';

/** Stretches people ask for, counted back from where the data ends. */
export const presets = [
  { id: 'all', label: 'All', lengthMs: Number.POSITIVE_INFINITY },
  { id: '24h', label: 'Last 24 h', lengthMs: DAY },
  { id: '7d', label: '7 d', lengthMs: WEEK },
  { id: '30d', label: '30 d', lengthMs: 30 * DAY },
  { id: '12w', label: '12 weeks', lengthMs: 12 * WEEK },
] as const;

export type PresetId = (typeof presets)[number]['id'];

/** The range of a preset within what the data holds. */
export function presetRange(id: PresetId, { start, stop }: TimeRange, zone = 'UTC'): TimeRange {
  const length = presets.find((preset) => preset.id === id)?.lengthMs ?? Number.POSITIVE_INFINITY;
  const { toWall, at } = wallClock(zone);
  // Days back on the zone's calendar: the same time of day, also over a change of clocks. 24 hours are 24 hours.
  const back = length > DAY && length < stop - start ? at(toWall(stop) - length) : stop - length;
  return { start: Math.max(start, back), stop };
}

/** Presets shorter than the data that hold at least ten of its steps; `all` always. */
export const presetsFor = ({ start, stop }: TimeRange, stepMs = 0) =>
  presets.filter(({ id, lengthMs }) => id === 'all' || (lengthMs < stop - start && lengthMs >= 10 * stepMs));

/** The preset a range is, ends rounded to the interval forgiven; undefined for one of the reader's own. */
export const presetOf = (range: TimeRange, extent: TimeRange, slackMs = 0, zone = 'UTC'): PresetId | undefined =>
  presetsFor(extent).find(({ id }) => {
    const { start, stop } = presetRange(id, extent, zone);
    return Math.abs(start - range.start) <= slackMs && Math.abs(stop - range.stop) <= slackMs;
  })?.id;

const MINUTE = 60_000;

const FIRST = Date.parse('0001-01-01T00:00Z');
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * A moment as one types it, on the clock of a zone: `2000-08-27 23:30`; seconds only where there are some. Empty for no
 * moment, and outside of the years 1 to 9999. Browsers' own fields for moments follow their locale to AM, PM and the month
 * first.
 */
export function toField(ms: number, zone = 'UTC'): string {
  const whole = Math.floor(wallClock(zone).toWall(ms) / 1000) * 1000;
  if (!(whole >= FIRST && whole <= LAST)) return '';
  return new Date(whole)
    .toISOString()
    .slice(0, whole % MINUTE === 0 ? -8 : -5)
    .replace('T', ' ');
}

/** The end of a range as it is shown: a range made to hold its last point ends a millisecond after it. */
export const endShown = (stop: number): number => (stop % 1000 === 1 ? stop - 1 : stop);

/** What a moment typed on the clock of a zone says: a moment, what is wrong with it, or what should be known of it. */
export interface Typed {
  /** Epoch ms UTC; NaN while it is incomplete, or is no moment. */
  readonly ms: number;
  readonly fault?: string;
  /** The clock went on over it: no matter how it goes on being typed, it is none. */
  readonly skipped?: boolean;
  readonly note?: string;
}

/**
 * What was typed, `T` in place of the space allowed. A time the zone's clocks skip is no moment; of one they show twice the
 * earlier is taken, and that is said.
 */
export function fromField(text: string, zone = 'UTC'): Typed {
  const plain = text.trim().replace(' ', 'T');
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(plain) ? Date.parse(`${plain}Z`) : Number.NaN;
  if (Number.isNaN(wall)) return { ms: Number.NaN, fault: 'Write it as 2000-08-27 23:30.' };
  const clock = wallClock(zone);
  const [ms, second] = clock.fromWall(wall);
  if (ms === undefined) {
    const next = toField(clock.begin(wall), zone).slice(-5);
    return { ms: Number.NaN, skipped: true, fault: `Clocks in ${zone} skipped this time: they went on at ${next}.` };
  }
  return second === undefined
    ? { ms }
    : { ms, note: `Clocks showed this twice; the first is taken, ${offsetText(clock.offsetAt(ms))}.` };
}

/** What is to be known of a moment that reads as `typed` and is not it: the second time that clocks showed this. */
export const secondOf = ({ note }: Typed, ms: number, zone: string): string | undefined =>
  note && `Clocks showed this twice; this is the second, ${offsetText(wallClock(zone).offsetAt(ms))}.`;

/** Points a line of this query has at most, or NaN for raw points. */
export const pointsOf = ({ aggregate, everyMs, range }: SeriesQuery): number =>
  aggregate === 'none' || everyMs <= 0 ? Number.NaN : Math.ceil((range.stop - range.start) / everyMs);

/**
 * The change of a query that takes another range: the interval grows where there would be too many points to look at,
 * and otherwise stays the reader's.
 */
export function withRange(query: SeriesQuery, range: TimeRange): Pick<SeriesQuery, 'range' | 'everyMs'> {
  const suggested = range.stop > range.start ? suggestInterval(range) : query.everyMs;
  return { range, everyMs: Math.max(query.everyMs, suggested) };
}
