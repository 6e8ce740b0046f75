const formatters = new Map<string, Intl.DateTimeFormat>();
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Clock {
  readonly year: number;
  readonly month: string;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** What a clock and a calendar on the wall of this zone show. */
function clockAt(time: number, timeZone: string): Clock {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month: months[month - 1] ?? '', day, hour, minute, second };
}

/** What the wall clock of a zone shows at a time, as if it were UTC's, epoch ms. */
export function wall(time: number, timeZone: string): number {
  if (timeZone === 'UTC') return time;
  const { year, month, day, hour, minute, second } = clockAt(time, timeZone);
  return Date.UTC(year, months.indexOf(month), day, hour, minute, second) + (((time % 1000) + 1000) % 1000);
}

/** `Jan` for 0. */
export const monthName = (month: number): string => months[month] ?? '';

const two = (value: number): string => String(value).padStart(2, '0');

/** A moment to be read off: `17 Aug 2000, 06:30`, with seconds where there are any. Not a time: an en dash. */
export function moment(time: number, timeZone: string): string {
  if (!Number.isFinite(time)) return '–';
  const { year, month, day, hour, minute, second } = clockAt(time, timeZone);
  return `${day} ${month} ${year}, ${two(hour)}:${two(minute)}${second === 0 ? '' : `:${two(second)}`}`;
}

/** Units of ECharts' time axis under a day. */
const fine = new Set(['hour', 'minute', 'second', 'millisecond']);

/**
 * A tick of a time axis: the coarsest thing that changed there: `2001`, `Sep`, `17 Aug`, `06:30`, `06:30:15`, `.250`. `unit` is the
 * axis' own for that tick: from a day up it is named as a date even where the zone's midnight is elsewhere. `among` is
 * whether its neighbours are finer: then a month begins with its first day.
 */
export function tick(time: number, timeZone: string, unit = '', among = false): string {
  const { year, month, day, hour, minute, second } = clockAt(time, timeZone);
  const ms = time % 1000;
  const date = `${day} ${month}`;
  if (unit === 'year') return String(year);
  if ((unit === 'month' || unit === 'quarter') && !among) return month;
  if (unit !== '' && !fine.has(unit)) return date;
  if (ms !== 0) return `.${String(Math.abs(ms)).padStart(3, '0')}`;
  if (second !== 0) return `${two(hour)}:${two(minute)}:${two(second)}`;
  return hour === 0 && minute === 0 ? date : `${two(hour)}:${two(minute)}`;
}

/** The machine's own zone: ECharts can place its ticks on this one's midnights, or on UTC's. */
export const localZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A time for tables and exports: ISO 8601 in UTC, with milliseconds only where there are any. */
export const iso = (time: number): string =>
  Number.isFinite(time) ? new Date(time).toISOString().replace('.000Z', 'Z') : '';
