import { StudioError } from '../base/errors';
import { DAY } from './duration';
import { parseRule, type Rule, type RuleDay } from './recurrence-rule';
import { wallClock } from './zone';

/** Something that was or will be, known beforehand: a holiday, a sale, a maintenance. */
export interface PlannedEvent {
  readonly name: string;
  /** [start, stop), epoch ms UTC. */
  readonly start: number;
  readonly stop: number;
  /** It takes whole days of the zone: `start` and `stop` are midnights there. */
  readonly allDay?: true;
  /** When it comes again: RFC 5545's RRULE, see `parseRule`; absent = once. It repeats by the clock of the zone. */
  readonly rule?: string;
  /** Starts that do not take place, epoch ms UTC. */
  readonly except?: readonly number[];
}

/** One time an event takes place, [start, stop), epoch ms UTC. */
export interface Occurrence {
  readonly name: string;
  readonly start: number;
  readonly stop: number;
}

/** More of one event in one range is a season, not a plan. */
export const mostOccurrences = 5000;

/**
 * When an event takes place in [start, stop), in order of time: every occurrence that reaches into the range. A rule is
 * followed on the zone's clock: 02:30 stays 02:30 over a change of the clock, a time that the clock skips comes as much
 * later, one that it shows twice is taken the first time. All-day ones are whole days of the zone, of 23 or 25 hours too;
 * others keep their length. As `dateutil` and unlike RFC 5545, the event's own start only counts when its rule has it.
 * @throws StudioError `bad-input` or `unsupported` at `rule`; `bad-input` there for more than `mostOccurrences` in the range
 */
export function occurrences(
  { name, start, stop, allDay, rule: text, except = [] }: PlannedEvent,
  range: { readonly start: number; readonly stop: number },
  zone = 'UTC',
): readonly Occurrence[] {
  const clock = wallClock(zone);
  const wall = clock.toWall(start);
  const lasts = allDay === true ? clock.toWall(stop) - wall : stop - start;
  const left = new Set(except);
  const found: Occurrence[] = [];
  const take = (begins: number, ends: number): void => {
    if (left.has(begins) || ends <= range.start || begins >= range.stop || !(ends > begins)) return;
    if (found.length === mostOccurrences) {
      throw new StudioError(
        'bad-input',
        `“${name}” takes place more than ${mostOccurrences.toLocaleString('en-GB')} times here.`,
        {
          next: 'Let it repeat less often; what comes with every day or hour is a season.',
          place: 'rule',
          value: text,
        },
      );
    }
    found.push({ name, start: begins, stop: ends });
  };
  if (text === undefined) {
    take(start, stop);
    return found;
  }
  const rule = parseRule(text);
  const until =
    rule.until === undefined
      ? Number.POSITIVE_INFINITY
      : rule.untilIsWall === true
        ? rule.until
        : clock.toWall(rule.until);
  const first = Math.floor(wall / DAY);
  const within = wall - first * DAY;
  // A day more on either side: the clock of a zone is never further from UTC.
  const from = Math.floor((range.start - lasts - within) / DAY) - 1;
  const to = Math.min(Math.ceil((range.stop - within) / DAY) + 1, Math.floor((until - within) / DAY));
  for (const day of daysOf(rule, first, from, to)) {
    const at = day * DAY + within;
    if (allDay === true) take(clock.begin(at), clock.begin(at + lasts));
    else take(clock.at(at), clock.at(at) + lasts);
  }
  return found;
}

/** All events' occurrences in a range, in order of time. */
export const allOccurrences = (
  events: readonly PlannedEvent[],
  range: { readonly start: number; readonly stop: number },
  zone?: string,
): readonly Occurrence[] =>
  events.flatMap((event) => occurrences(event, range, zone)).sort((a, b) => a.start - b.start || a.stop - b.stop);

/** The rule's days since the epoch from `from` to `to`, none before `first`. */
function* daysOf(rule: Rule, first: number, from: number, to: number): Iterable<number> {
  const { count = Number.POSITIVE_INFINITY } = rule;
  const period = periods[rule.every];
  const origin = period.of(first, rule);
  // Counted ones are counted from the beginning; of the others the periods before the range are passed over.
  const skipped =
    rule.count === undefined ? Math.max(0, Math.floor((period.of(from, rule) - origin) / rule.interval)) : 0;
  let taken = 0;
  for (let at = origin + skipped * rule.interval; period.first(at, rule) <= to; at += rule.interval) {
    for (const day of positioned(period.days(at, rule, first), rule.positions)) {
      if (day < first || taken === count) continue;
      taken++;
      if (day >= from && day <= to) yield day;
    }
    if (taken === count) return;
  }
}

function positioned(days: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return days;
  return days.filter((_, i) => positions.includes(i + 1) || positions.includes(i - days.length));
}

/** How a frequency divides time: which period a day lies in, where one begins, and which of its days a rule takes. */
interface Period {
  of(day: number, rule: Rule): number;
  first(period: number, rule: Rule): number;
  days(period: number, rule: Rule, first: number): readonly number[];
}

const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
const dateOf = (day: number): Date => new Date(day * DAY);
const dayOf = (year: number, month: number, day = 1): number => Date.UTC(year, month, day) / DAY;
/** Months since the year 0. */
const monthOf = (day: number): number => dateOf(day).getUTCFullYear() * 12 + dateOf(day).getUTCMonth();
const monthStart = (month: number): number => dayOf(Math.floor(month / 12), month % 12);
const span = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i);

const inMonths = (day: number, { months }: Rule): boolean =>
  months.length === 0 || months.includes(dateOf(day).getUTCMonth() + 1);
const onMonthDays = (day: number, { monthDays }: Rule): boolean => {
  if (monthDays.length === 0) return true;
  const start = monthStart(monthOf(day));
  return monthDays.includes(day - start + 1) || monthDays.includes(day - monthStart(monthOf(day) + 1));
};
const onWeekdays = (day: number, { days }: Rule): boolean =>
  days.length === 0 || days.some((one) => one.day === weekdayOf(day));

/** Of the days [from, to): those of these weekdays, counted within that span where the rule counts. */
const counted = (from: number, to: number, days: readonly RuleDay[]): readonly number[] =>
  span(from, to).filter((day) => {
    const [nth, last] = [Math.floor((day - from) / 7) + 1, -Math.floor((to - 1 - day) / 7) - 1];
    return days.some((one) => one.day === weekdayOf(day) && (one.nth === 0 || one.nth === nth || one.nth === last));
  });

/** The days of one month: by day of the month, by weekday, by both, or the one the event began on. */
function ofMonth(month: number, rule: Rule, first: number): readonly number[] {
  const [from, to] = [monthStart(month), monthStart(month + 1)];
  const byDay = rule.days.length > 0 ? counted(from, to, rule.days) : span(from, to);
  if (rule.days.length > 0 || rule.monthDays.length > 0) return byDay.filter((day) => onMonthDays(day, rule));
  const same = from + dateOf(first).getUTCDate() - 1;
  return same < to ? [same] : [];
}

const periods: Readonly<Record<Rule['every'], Period>> = {
  DAILY: {
    of: (day) => day,
    first: (day) => day,
    days: (day, rule) => (inMonths(day, rule) && onMonthDays(day, rule) && onWeekdays(day, rule) ? [day] : []),
  },
  WEEKLY: {
    of: (day, { weekStart }) => Math.floor((day + 3 - weekStart) / 7),
    first: (week, { weekStart }) => week * 7 - 3 + weekStart,
    days: (week, rule, first) => {
      const from = week * 7 - 3 + rule.weekStart;
      const days = rule.days.length > 0 ? rule.days.map(({ day }) => day) : [weekdayOf(first)];
      return span(from, from + 7).filter((day) => days.includes(weekdayOf(day)) && inMonths(day, rule));
    },
  },
  MONTHLY: {
    of: monthOf,
    first: monthStart,
    days: (month, rule, first) => (inMonths(monthStart(month), rule) ? ofMonth(month, rule, first) : []),
  },
  YEARLY: {
    of: (day) => dateOf(day).getUTCFullYear(),
    first: (year) => dayOf(year, 0),
    days: (year, rule, first) => {
      const byMonth = rule.months.length > 0 || rule.monthDays.length > 0;
      if (!byMonth && rule.days.length > 0) return counted(dayOf(year, 0), dayOf(year + 1, 0), rule.days);
      const months = byMonth
        ? span(0, 12).filter((month) => rule.months.length === 0 || rule.months.includes(month + 1))
        : [dateOf(first).getUTCMonth()];
      return months.flatMap((month) => ofMonth(year * 12 + month, rule, first));
    },
  },
};
