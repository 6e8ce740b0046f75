import { StudioError } from '../../base/errors';
import type { TimeRange } from '../../frame/frame';
import { momentOf } from '../moments';

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const pieces = (text: string, by: RegExp): readonly string[] =>
  text
    .split(by)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');

/**
 * Dated periods, each `DATE` or `DATE to DATE`, ascending and apart: of a date the whole day, of a moment up to it.
 * @throws StudioError `bad-input` at `periods`.
 */
export function periodsOf(text: string, zone: string): readonly TimeRange[] {
  const ranges = pieces(text, /[;\n]/).map((piece) => {
    const [from = '', to = from, ...more] = piece.split(/\s+(?:to|until|–|-)\s+/);
    const start = momentOf(from, zone, 'periods').start;
    const end = momentOf(to, zone, 'periods');
    const stop = Math.max(end.stop, to === from ? end.start + 1 : end.start);
    if (more.length > 0 || !(stop > start)) {
      throw new StudioError('bad-input', `“${piece}” is no period: it ends before it begins.`, {
        next: 'Write it like 2026-05-01 08:00 to 2026-05-01 12:00.',
        place: 'periods',
        value: piece,
      });
    }
    return { start, stop };
  });
  const apart: TimeRange[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last !== undefined && range.start <= last.stop) {
      apart[apart.length - 1] = { start: last.start, stop: Math.max(last.stop, range.stop) };
    } else apart.push(range);
  }
  return apart;
}

/** Days named by three letters or more, Monday 0; all seven for no text. @throws StudioError `bad-input` at `days`. */
export function daysOf(text: string): ReadonlySet<number> {
  const named = pieces(text.toLowerCase(), /[\s,;]+/).map((word) => {
    const day = word.length < 3 ? -1 : names.findIndex((name) => word.startsWith(name));
    if (day < 0) {
      throw new StudioError('bad-input', `“${word}” is no day of the week.`, {
        next: 'Write days like Sat, Sun.',
        place: 'days',
        value: word,
      });
    }
    return day;
  });
  return new Set(named.length === 0 ? names.keys() : named);
}

/** Hours of the day in ms since midnight, [from, to): over midnight where `to` comes before `from`. The whole day for no text. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;

/** `22:00 to 06:00`, `8-17`. @throws StudioError `bad-input` at `hours`. */
export function hoursOf(text: string): Hours {
  if (text.trim() === '') return { from: 0, to: DAY };
  const [, h1, m1 = '0', h2, m2 = '0'] =
    /^(\d{1,2})(?::(\d\d))?\s*(?:to|until|–|-)\s*(\d{1,2})(?::(\d\d))?$/.exec(text.trim()) ?? [];
  const from = (Number(h1) * 60 + Number(m1)) * 60_000;
  const to = (Number(h2) * 60 + Number(m2)) * 60_000;
  if (h1 === undefined || from >= DAY || to > DAY || Number(m1) > 59 || Number(m2) > 59 || from === to) {
    throw new StudioError('bad-input', `“${text.trim()}” are no hours of the day.`, {
      next: 'Write them like 22:00 to 06:00.',
      place: 'hours',
      value: text,
    });
  }
  return { from, to };
}
