import { StudioError } from '../base/errors';
import { DAY } from '../math/duration';
import { wallClock } from '../math/zone';

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?\s*(Z|UTC|(?:UTC)?[+−-][\d:]+)?)?$/i;
const OFFSET = /([+−-])(\d\d?)(?::?([0-5]\d)(?::?([0-5]\d))?)?$/;

/** A moment as typed: where it begins, and where what it names ends (a day for a date, else itself). */
export interface Typed {
  readonly start: number;
  readonly stop: number;
}

/**
 * `2026-04-01` or `2026-04-01 08:30` on the clocks of a zone; of a time they show twice the first, unless its offset says
 * which: `2026-10-25 02:30 UTC+1`, `2026-10-25T02:30+01:00`, `2026-10-25 01:30Z`. An offset counts in place of the zone's.
 * @throws StudioError `bad-input` at `place` for anything else.
 */
export function momentOf(text: string, zone: string, place: string): Typed {
  const [, year, month, day, hour, minute, second, offset] = PATTERN.exec(text.trim()) ?? [];
  const [y, m, d] = [Number(year), Number(month) - 1, Number(day)];
  const wall = Date.UTC(y, m, d, Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  const date = new Date(wall);
  const real = date.getUTCMonth() === m && date.getUTCFullYear() === y && Number(hour ?? 0) < 24;
  const ahead = offset === undefined ? 0 : offsetOf(offset);
  if (year === undefined || !real || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59 || Number.isNaN(ahead)) {
    throw new StudioError('bad-input', `“${text.trim()}” is no date.`, {
      next: 'Write it like 2026-04-01 or 2026-04-01 08:30.',
      place,
      value: text,
    });
  }
  if (offset !== undefined) return { start: wall - ahead, stop: wall - ahead };
  const clock = wallClock(zone);
  const start = clock.begin(wall);
  return { start, stop: hour === undefined ? clock.begin(wall + DAY) : start };
}

/** How far ahead of UTC, ms: `Z`, `UTC+2`, `−03:30`; NaN for no such offset. */
function offsetOf(text: string): number {
  if (/^(Z|UTC)$/i.test(text)) return 0;
  const [, sign, h, m = 0, s = 0] = OFFSET.exec(text) ?? [];
  const ms = ((Number(h) * 60 + Number(m)) * 60 + Number(s)) * 1000;
  return Number(h) > 18 ? Number.NaN : sign === '+' ? ms : 0 - ms;
}

/** Which clocks typed dates are on: part of every step that takes some. */
export const zone = {
  kind: 'text',
  label: 'Time zone',
  initial: 'UTC',
  help: 'Whose clock and calendar count, e.g. Europe/Vienna.',
} as const;
