import { StudioError } from '../base/errors';

/** A weekday of a rule: 0 = Monday; `nth` counts within the month or year, from its end when negative, 0 = every one. */
export interface RuleDay {
  readonly day: number;
  readonly nth: number;
}

/** A rule of RFC 5545, 3.3.10, as far as planned events need it: days and longer. */
export interface Rule {
  readonly every: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  readonly count?: number;
  /** Epoch ms UTC, or a wall time where `untilIsWall`; that moment still counts. */
  readonly until?: number;
  readonly untilIsWall?: true;
  readonly days: readonly RuleDay[];
  readonly monthDays: readonly number[];
  readonly months: readonly number[];
  /** Which of a period's days are taken, counted from its end when negative; empty = all. */
  readonly positions: readonly number[];
  /** The day a week begins with, 0 = Monday. */
  readonly weekStart: number;
}

/** Longer ones are no plan of a person. */
export const longestRule = 500;

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const known = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST'];
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const faulty = (what: string, value: string): StudioError =>
  new StudioError('bad-input', `${what}.`, {
    next: 'Write it as calendars do, for instance FREQ=WEEKLY;BYDAY=MO,TH.',
    place: 'rule',
    value: value.slice(0, 100),
  });

/**
 * A rule from its text (`FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25`, with or without `RRULE:` before it). An answer can always
 * be gone through: every period it names is a day or longer.
 * @throws StudioError `bad-input` at `rule` for what is no rule, and `unsupported` there for parts that are not known here
 */
export function parseRule(text: string): Rule {
  if (text.length > longestRule) throw faulty(`The rule is longer than ${longestRule} characters`, text);
  const parts = new Map<string, string>();
  for (const piece of text
    .trim()
    .replace(/^RRULE:/i, '')
    .split(';')) {
    if (piece === '') continue;
    const [name = '', value = '', ...more] = piece.toUpperCase().split('=');
    if (value === '' || more.length > 0) throw faulty(`“${piece.slice(0, 40)}” is no part of a rule`, text);
    if (!known.includes(name)) throw unknown(name, text);
    if (parts.has(name)) throw faulty(`The rule says ${name} twice`, text);
    parts.set(name, value);
  }
  const every = parts.get('FREQ');
  if (every === undefined) throw faulty('The rule does not say how often: FREQ is missing', text);
  if (every === 'SECONDLY' || every === 'MINUTELY' || every === 'HOURLY') throw unknown(`FREQ=${every}`, text);
  if (every !== 'DAILY' && every !== 'WEEKLY' && every !== 'MONTHLY' && every !== 'YEARLY') {
    throw faulty(`“${every.slice(0, 20)}” is no frequency: DAILY, WEEKLY, MONTHLY or YEARLY`, text);
  }
  const numbers = (name: string, low: number, high: number): readonly number[] => {
    const value = parts.get(name);
    if (value === undefined) return [];
    const found = value.split(',').map((one) => (/^[+-]?\d{1,6}$/.test(one) ? Number(one) : Number.NaN));
    if (found.every((one) => one !== 0 && one >= low && one <= high)) return [...new Set(found)];
    const numbersFrom = `${low < 0 ? `${low} to −1 or 1` : low} to ${high}`;
    throw faulty(`${name} takes whole numbers from ${numbersFrom}, not “${value.slice(0, 40)}”`, text);
  };
  const [interval = 1] = numbers('INTERVAL', 1, 100_000);
  const [count] = numbers('COUNT', 1, 100_000);
  const months = numbers('BYMONTH', 1, 12);
  const monthDays = numbers('BYMONTHDAY', -31, 31);
  if (monthDays.length > 0 && months.length > 0) {
    const fits = months.some((month) => monthDays.some((day) => Math.abs(day) <= (longest[month - 1] as number)));
    if (!fits) throw faulty('The rule names a day that its months do not have', text);
  }
  const days = (parts.get('BYDAY') ?? '').split(',').flatMap((one) => (one === '' ? [] : [dayOf(one, text)]));
  if (every === 'WEEKLY' && monthDays.length > 0) throw faulty('A weekly rule has no days of the month', text);
  if ((every === 'DAILY' || every === 'WEEKLY') && days.some(({ nth }) => nth !== 0)) {
    throw faulty('Only a monthly or yearly rule counts its weekdays, as in 1MO', text);
  }
  const weekStart = weekdays.indexOf(parts.get('WKST') ?? 'MO');
  if (weekStart < 0) throw faulty('WKST is no weekday', text);
  const until = parts.get('UNTIL');
  if (until !== undefined && count !== undefined) throw faulty('A rule has COUNT or UNTIL, not both', text);
  return {
    every,
    interval,
    ...(count !== undefined && { count }),
    ...(until !== undefined && untilOf(until, text)),
    days,
    monthDays,
    months,
    positions: numbers('BYSETPOS', -366, 366),
    weekStart,
  };
}

const unknown = (name: string, text: string): StudioError =>
  new StudioError(
    'unsupported',
    `Rules with ${name.slice(0, 20)} are not known here: an event repeats by days, weeks, months or years.`,
    {
      next: 'Use FREQ=DAILY, WEEKLY, MONTHLY or YEARLY with BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, COUNT or UNTIL.',
      place: 'rule',
      value: text.slice(0, 100),
    },
  );

function dayOf(one: string, text: string): RuleDay {
  const [, nth = '', day = ''] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(one) ?? [];
  const number = nth === '' ? 0 : Number(nth);
  if (day === '' || (nth !== '' && (number === 0 || Math.abs(number) > 53))) {
    throw faulty(`“${one.slice(0, 20)}” is no weekday of a rule: MO to SU, or 1MO, -1FR`, text);
  }
  return { day: weekdays.indexOf(day), nth: number };
}

/** A date alone counts through that whole day. */
function untilOf(value: string, text: string): Pick<Rule, 'until' | 'untilIsWall'> {
  const [, date, time, utc] = /^(\d{8})(?:T(\d{6})(Z?))?$/.exec(value) ?? [];
  const until = date === undefined ? Number.NaN : momentOf(date, time ?? '235959');
  if (Number.isNaN(until)) throw faulty(`UNTIL is a date like 20261231, not “${value.slice(0, 30)}”`, text);
  return utc === 'Z' ? { until } : { until, untilIsWall: true };
}

function momentOf(date: string, time: string): number {
  const iso = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  const found = Date.parse(iso);
  // A date that does not exist (31 February) is not moved to another.
  return Number.isFinite(found) && new Date(found).toISOString().slice(0, 10).replaceAll('-', '') === date
    ? found
    : Number.NaN;
}
