import type { TimeRange } from '../../../frame/frame';
import type { SeriesQuery } from '../../../frame/query';
import { DAY, WEEK } from '../../../math/duration';
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
export function presetRange(id: PresetId, { start, stop }: TimeRange): TimeRange {
  const length = presets.find((preset) => preset.id === id)?.lengthMs ?? Number.POSITIVE_INFINITY;
  return { start: Math.max(start, stop - length), stop };
}

/** Presets shorter than the data that hold at least ten of its steps; `all` always. */
export const presetsFor = ({ start, stop }: TimeRange, stepMs = 0) =>
  presets.filter(({ id, lengthMs }) => id === 'all' || (lengthMs < stop - start && lengthMs >= 10 * stepMs));

/** The preset a range is, ends rounded to the interval forgiven; undefined for one of the reader's own. */
export const presetOf = (range: TimeRange, extent: TimeRange, slackMs = 0): PresetId | undefined =>
  presetsFor(extent).find(({ id }) => {
    const { start, stop } = presetRange(id, extent);
    return Math.abs(start - range.start) <= slackMs && Math.abs(stop - range.stop) <= slackMs;
  })?.id;

const MINUTE = 60_000;

const FIRST = Date.parse('0001-01-01T00:00Z');
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * A moment as one types it, in UTC: `2000-08-27 23:30`; seconds only where there are some. Empty for no moment, and outside
 * of the years 1 to 9999. Browsers' own fields for moments follow their locale to AM, PM and the month first.
 */
export function toField(ms: number): string {
  const whole = Math.floor(ms / 1000) * 1000;
  if (!(whole >= FIRST && whole <= LAST)) return '';
  return new Date(whole)
    .toISOString()
    .slice(0, whole % MINUTE === 0 ? -8 : -5)
    .replace('T', ' ');
}

/** The end of a range as it is shown: a range made to hold its last point ends a millisecond after it. */
export const endShown = (stop: number): number => (stop % 1000 === 1 ? stop - 1 : stop);

/** What was typed, as UTC milliseconds, `T` in place of the space allowed; NaN while it is incomplete. */
export const fromField = (text: string): number =>
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text.trim())
    ? Date.parse(`${text.trim().replace(' ', 'T')}Z`)
    : Number.NaN;

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
