import { offsetText, wallClock } from '../../math/zone';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What a clock and a calendar on the wall of this zone show. */
function clockAt(time: number, timeZone: string) {
  const at = new Date(wallClock(timeZone).toWall(time));
  return {
    year: at.getUTCFullYear(),
    month: months[at.getUTCMonth()] ?? '',
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  };
}

/** The offset of a moment whose wall time another moment shows too, as ` UTC+2`; nothing where there is no doubt. */
export function doubt(time: number, timeZone: string): string {
  const clock = wallClock(timeZone);
  return clock.fromWall(clock.toWall(time)).length > 1 ? ` ${offsetText(clock.offsetAt(time))}` : '';
}

/** `Jan` for 0. */
export const monthName = (month: number): string => months[month] ?? '';

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * A moment to be read off: `17 Aug 2000, 06:30`, with seconds where there are any, with its offset in an hour that the clock
 * shows twice: `25 Oct 2026, 02:30 UTC+2`. Not a time: an en dash.
 */
export function moment(time: number, timeZone: string): string {
  if (!Number.isFinite(time)) return '–';
  const { year, month, day, hour, minute, second } = clockAt(time, timeZone);
  return `${day} ${month} ${year}, ${two(hour)}:${two(minute)}${second === 0 ? '' : `:${two(second)}`}${doubt(time, timeZone)}`;
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

/** A time for tables and exports: ISO 8601 in UTC, with milliseconds only where there are any. */
export const iso = (time: number): string =>
  Number.isFinite(time) ? new Date(time).toISOString().replace('.000Z', 'Z') : '';
