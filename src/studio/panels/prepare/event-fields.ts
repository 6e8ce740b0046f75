import { StudioError } from '../../../base/errors';
import { DAY } from '../../../math/duration';
import { mostOccurrences, occurrences, type PlannedEvent } from '../../../math/recurrence';
import { parseRule } from '../../../math/recurrence-rule';
import { wallClock } from '../../../math/zone';
import { eventLimits } from '../../../pipeline/recipe';
import { fromField, type Typed, toField } from '../data/range';

export const repeats = ['never', 'daily', 'weekly', 'monthly', 'yearly', 'own'] as const;
export type Repeats = (typeof repeats)[number];

/** A planned event as it is typed. */
export interface EventDraft {
  readonly name: string;
  readonly allDay: boolean;
  /** `2026-12-25` for whole days (the last one included in `to`), `2026-12-25 08:00` otherwise. */
  readonly from: string;
  readonly to: string;
  readonly repeats: Repeats;
  /** A day, or nothing for ever. */
  readonly until: string;
  readonly rule: string;
}

export type EventFaults = Partial<Record<'name' | 'from' | 'to' | 'until' | 'rule', string>>;

/** A day for a field, on the clock of a zone. */
export const dayField = (ms: number, zone: string): string => toField(ms, zone).slice(0, 10);

/** The wall time of a day typed as `2026-12-25`; NaN for what is none. */
function dayOf(text: string): number {
  const plain = text.trim();
  const wall = /^\d{4}-\d\d-\d\d$/.test(plain) ? Date.parse(`${plain}T00:00Z`) : Number.NaN;
  return Number.isFinite(wall) && new Date(wall).toISOString().startsWith(plain) ? wall : Number.NaN;
}

/** A new event at a day of the series. */
export const newDraft = (day: string): EventDraft => ({
  name: '',
  allDay: true,
  from: day,
  to: day,
  repeats: 'never',
  until: '',
  rule: '',
});

/** A planned event as it is typed, on the clock of a zone. */
export function draftOf(event: PlannedEvent, zone: string): EventDraft {
  const { name, start, stop, allDay = false, rule = '' } = event;
  const [, simple, until] = /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(?:;UNTIL=(\d{8}))?$/.exec(rule) ?? [];
  return {
    name,
    allDay,
    from: allDay ? dayField(start, zone) : toField(start, zone),
    to: allDay ? dayField(stop - 1, zone) : toField(stop, zone),
    repeats: rule === '' ? 'never' : simple === undefined ? 'own' : (simple.toLowerCase() as Repeats),
    until: until === undefined ? '' : `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}`,
    rule: simple === undefined ? rule : '',
  };
}

/** The event that was typed, or what is wrong with it, field by field. `before` = what it was, whose exceptions stay. */
export function eventOf(
  draft: EventDraft,
  zone: string,
  before?: PlannedEvent,
):
  | { readonly event: PlannedEvent; readonly faults?: never }
  | { readonly faults: EventFaults; readonly event?: never } {
  const faults: { -readonly [K in keyof EventFaults]: string } = {};
  const name = draft.name.replace(/\s+/g, ' ').trim();
  if (name === '') faults.name = 'Give it a name: events of one name count as one kind.';
  else if (name.length > eventLimits.name) faults.name = `A name has at most ${eventLimits.name} characters.`;
  const { start, stop } = draft.allDay ? daysOf(draft, zone, faults) : timesOf(draft, zone, faults);
  const rule = ruleOf(draft, faults);
  const event: PlannedEvent = {
    name,
    start,
    stop,
    ...(draft.allDay && { allDay: true }),
    ...(rule !== undefined && { rule }),
    ...(rule !== undefined && before?.except !== undefined && { except: before.except }),
  };
  if (Object.keys(faults).length > 0) return { faults };
  const often = tooOften(event, zone);
  if (often === undefined) return { event };
  return { faults: draft.repeats === 'own' ? { rule: often } : { until: often } };
}

const noDay: Typed & { readonly fault: string } = { ms: Number.NaN, fault: 'There is no such day.' };

/** Whether what is typed begins with a day that no calendar has: `2026-02-31`. */
function isNoDay(text: string): boolean {
  const day = text.trim().slice(0, 10);
  return /^\d{4}-\d\d-\d\d$/.test(day) && Number.isNaN(dayOf(day));
}

/** What is wrong with a day that is typed. */
const dayWords = (text: string): string => (isNoDay(text) ? noDay.fault : 'Write the day as 2026-12-25.');
const order = 'It ends before it begins.';
const beyond = 'Name a year between 1700 and 2200.';

function daysOf({ from, to }: EventDraft, zone: string, faults: { -readonly [K in keyof EventFaults]: string }) {
  const [first, last] = [dayOf(from), dayOf(to)];
  if (Number.isNaN(first)) faults.from = dayWords(from);
  if (Number.isNaN(last)) faults.to = dayWords(to);
  else if (last < first) faults.to = order;
  if (Math.abs(first) > eventLimits.moment - 2 * DAY) faults.from = beyond;
  if (Math.abs(last) > eventLimits.moment - 2 * DAY) faults.to = beyond;
  const clock = wallClock(zone);
  return { start: clock.begin(first), stop: clock.begin(last + DAY) };
}

function timesOf({ from, to }: EventDraft, zone: string, faults: { -readonly [K in keyof EventFaults]: string }) {
  const typed = (text: string): Typed => (isNoDay(text) ? noDay : fromField(text, zone));
  const [start, stop] = [typed(from), typed(to)];
  if (start.fault !== undefined) faults.from = start.fault;
  if (stop.fault !== undefined) faults.to = stop.fault;
  else if (stop.ms <= start.ms) faults.to = order;
  if (Math.abs(start.ms) > eventLimits.moment) faults.from = beyond;
  if (Math.abs(stop.ms) > eventLimits.moment) faults.to = beyond;
  return { start: start.ms, stop: stop.ms };
}

function ruleOf({ repeats: how, until, rule }: EventDraft, faults: { -readonly [K in keyof EventFaults]: string }) {
  if (how === 'never') return undefined;
  if (how === 'own') {
    try {
      parseRule(rule);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      faults.rule = [error.message, error.next].join(' ');
    }
    return rule
      .trim()
      .replace(/^RRULE:/i, '')
      .toUpperCase();
  }
  const last = until.trim() === '' ? undefined : dayOf(until);
  if (Number.isNaN(last)) faults.until = `${dayWords(until)} Leave it empty for ever.`;
  const end = last === undefined || Number.isNaN(last) ? '' : `;UNTIL=${until.trim().replaceAll('-', '')}`;
  return `FREQ=${how.toUpperCase()}${end}`;
}

/** Whether the thirteen years from its start hold more of it than can be followed. */
function tooOften(event: PlannedEvent, zone: string): string | undefined {
  try {
    const found = occurrences(event, { start: event.start, stop: event.start + 13 * 366 * DAY }, zone);
    return found.length === 0 ? 'By this rule it never takes place.' : undefined;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return `It takes place more than ${mostOccurrences} times. ${error.next ?? ''}`;
  }
}

const names = { DAILY: 'every day', WEEKLY: 'every week', MONTHLY: 'every month', YEARLY: 'every year' } as const;

/** How it repeats, in words; the rule itself where that is the reader's own. Empty = once. */
export function repeatWords(event: PlannedEvent, zone: string): string {
  const { repeats: how, until, rule } = draftOf(event, zone);
  if (how === 'never') return '';
  const words = how === 'own' ? `by its rule (${rule})` : names[how.toUpperCase() as keyof typeof names];
  return until === '' ? words : `${words} until ${until}`;
}

/** Common ones of which every year has one; a plain list to begin with, no calendar of any country. */
export const templates: readonly {
  readonly name: string;
  readonly month: number;
  readonly day: number;
  readonly rule: string;
}[] = [
  { name: 'New Year’s Day', month: 1, day: 1, rule: 'FREQ=YEARLY' },
  { name: 'Labour Day', month: 5, day: 1, rule: 'FREQ=YEARLY' },
  { name: 'Black Friday', month: 11, day: 23, rule: 'FREQ=YEARLY;BYMONTH=11;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29' },
  { name: 'Christmas Eve', month: 12, day: 24, rule: 'FREQ=YEARLY' },
  { name: 'Christmas Day', month: 12, day: 25, rule: 'FREQ=YEARLY' },
  { name: 'Boxing Day', month: 12, day: 26, rule: 'FREQ=YEARLY' },
  { name: 'New Year’s Eve', month: 12, day: 31, rule: 'FREQ=YEARLY' },
];

/** A template as an event from the year before a moment on, so that a series that begins there has its first one. */
export function fromTemplate(
  { name, month, day, rule }: (typeof templates)[number],
  since: number,
  zone: string,
): PlannedEvent {
  const clock = wallClock(zone);
  const wall = Date.UTC(new Date(clock.toWall(since)).getUTCFullYear() - 1, month - 1, day);
  return { name, start: clock.begin(wall), stop: clock.begin(wall + DAY), allDay: true, rule };
}
