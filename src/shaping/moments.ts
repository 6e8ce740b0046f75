import { StudioError } from '../base/errors';
import { DAY } from '../math/duration';
import { wallClock } from '../math/zone';

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/;

/** A moment as typed: where it begins, and where what it names ends (a day for a date, else itself). */
export interface Typed {
  readonly start: number;
  readonly stop: number;
}

/**
 * `2026-04-01` or `2026-04-01 08:30` on the clocks of a zone.
 * @throws StudioError `bad-input` at `place` for anything else.
 */
export function momentOf(text: string, zone: string, place: string): Typed {
  const [, year, month, day, hour, minute, second] = PATTERN.exec(text.trim()) ?? [];
  const [y, m, d] = [Number(year), Number(month) - 1, Number(day)];
  const wall = Date.UTC(y, m, d, Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  const date = new Date(wall);
  const real = date.getUTCMonth() === m && date.getUTCFullYear() === y && Number(hour ?? 0) < 24;
  if (year === undefined || !real || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) {
    throw new StudioError('bad-input', `“${text.trim()}” is no date.`, {
      next: 'Write it like 2026-04-01 or 2026-04-01 08:30.',
      place,
      value: text,
    });
  }
  const clock = wallClock(zone);
  const start = clock.begin(wall);
  return { start, stop: hour === undefined ? clock.begin(wall + DAY) : start };
}

/** Which clocks typed dates are on: part of every step that takes some. */
export const zone = {
  kind: 'text',
  label: 'Time zone',
  initial: 'UTC',
  help: 'Whose clock and calendar count, e.g. Europe/Vienna.',
} as const;
