import type ICAL from 'ical.js';
import { StudioError } from '../base/errors';
import { DAY } from '../math/duration';
import type { PlannedEvent } from '../math/recurrence';
import { parseRule } from '../math/recurrence-rule';
import { isUtc, type WallClock, wallClock } from '../math/zone';
import { eventLimits } from './recipe';

/** A calendar file read: its events, and in words what was left out or taken otherwise. */
export interface IcsImport {
  readonly events: readonly PlannedEvent[];
  readonly notes: readonly string[];
}

/** Calendars of people are far smaller. */
const MOST_TEXT = 2_000_000;
/** Of a larger one the rest is not looked at. */
const MOST_ENTRIES = 5000;

/**
 * The events of an iCalendar file (RFC 5545), by ical.js. Dates without a time, and times without a zone, are those of
 * `zone`; a zone that is named counts by its name, or as the file describes it. What repeats follows the clock of `zone`.
 * Nothing in a file is trusted: rules are checked before anything follows them.
 * @throws StudioError `damaged` for what is no calendar, `bad-input` for one that is too large, `empty` for one without events
 */
export async function importIcs(text: string, zone = 'UTC'): Promise<IcsImport> {
  if (text.length > MOST_TEXT) {
    throw new StudioError('bad-input', 'This calendar is larger than 2 MB.', {
      next: 'Export only the calendar of holidays or plans, or a shorter time.',
      place: 'ics',
    });
  }
  const { default: ical } = await import('ical.js');
  const calendars = parsed(ical, text);
  const entries = calendars.flatMap((calendar) =>
    calendar.getAllSubcomponents('vevent').map((entry) => ({ entry, calendar })),
  );
  if (entries.length === 0) {
    throw new StudioError('empty', 'There are no events in this calendar.', {
      next: 'Choose a file with events (VEVENT); tasks and free times are not taken.',
      place: 'ics',
    });
  }
  const notes = new Map<string, number>();
  const note = (words: string): void => {
    notes.set(words, (notes.get(words) ?? 0) + 1);
  };
  const found = new Map<string, PlannedEvent>();
  const moved = movedStarts(entries.slice(0, MOST_ENTRIES), zone, note);
  for (const { entry, calendar } of entries.slice(0, MOST_ENTRIES)) {
    const own = readable([], () => eventsOf(ical, entry, calendar, zone, note), note);
    for (const event of own) {
      const except = event.rule === undefined ? [] : [...(event.except ?? []), ...(moved.get(uidOf(entry)) ?? [])];
      const { except: _, ...rest } = event;
      const whole = except.length > 0 ? { ...rest, except: except.slice(0, eventLimits.except) } : rest;
      found.set(JSON.stringify([whole.name, whole.start, whole.stop, whole.rule]), whole);
    }
  }
  const all = [...found.values()].sort((a, b) => a.start - b.start);
  if (all.length > eventLimits.events) {
    notes.set(`Only the newest ${eventLimits.events} of ${all.length} events are taken.`, 1);
  }
  return {
    events: all.slice(-eventLimits.events),
    notes: [...notes].map(([words, count]) => (count === 1 ? words : `${words.replace(/\.$/, '')} (${count} times).`)),
  };
}

function parsed(ical: typeof ICAL, text: string): readonly ICAL.Component[] {
  try {
    const found = ical.parse(text) as unknown[];
    // One calendar, or several in one file.
    const list = (typeof found[0] === 'string' ? [found] : found) as unknown[][];
    return list.map((one) => new ical.Component(one as ConstructorParameters<typeof ICAL.Component>[0]));
  } catch (cause) {
    throw new StudioError('damaged', 'This is no calendar file that can be read.', {
      next: 'Choose an .ics file as calendars export it: it begins with BEGIN:VCALENDAR.',
      place: 'ics',
      cause,
    });
  }
}

type Note = (words: string) => void;

/** Values are read when they are asked for: a faulty one is found only then, by an error of ical.js' own. */
function readable<T>(otherwise: T, read: () => T, note: Note): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    note('An event is left out: it cannot be read.');
    return otherwise;
  }
}

const nameOf = (entry: ICAL.Component): string => {
  const summary = entry.getFirstPropertyValue('summary');
  const name = typeof summary === 'string' ? summary.replace(/\s+/g, ' ').trim().slice(0, eventLimits.name) : '';
  return name === '' ? 'Event' : name;
};
const uidOf = (entry: ICAL.Component): string => String(entry.getFirstPropertyValue('uid') ?? '');

/** Of each event that repeats, the starts that were moved or changed one by one. */
function movedStarts(
  entries: readonly { readonly entry: ICAL.Component; readonly calendar: ICAL.Component }[],
  zone: string,
  note: Note,
): ReadonlyMap<string, readonly number[]> {
  const moved = new Map<string, number[]>();
  for (const { entry, calendar } of entries) {
    const property = entry.getFirstProperty('recurrence-id');
    const [at] =
      property === null
        ? []
        : readable(
            [],
            () => momentsOf(property, calendar, zone, note),
            () => undefined,
          );
    if (at !== undefined) moved.set(uidOf(entry), [...(moved.get(uidOf(entry)) ?? []), at]);
  }
  return moved;
}

/** An entry as events: mostly one; one more for each date that is listed beside its rule. */
function eventsOf(
  ical: typeof ICAL,
  entry: ICAL.Component,
  calendar: ICAL.Component,
  zone: string,
  note: Note,
): readonly PlannedEvent[] {
  const name = nameOf(entry);
  if (String(entry.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED') {
    note('An event that was cancelled is left out.');
    return [];
  }
  const begin = entry.getFirstProperty('dtstart');
  const value = begin?.getFirstValue();
  const [start] = begin === null ? [] : momentsOf(begin, calendar, zone, note);
  if (begin === null || start === undefined || !isTime(value)) {
    note(`“${name}” is left out: it has no start that can be read.`);
    return [];
  }
  const allDay = value.isDate;
  const stop = stopOf(ical, entry, calendar, { start, allDay, zone, note });
  if (!(stop > start) || Math.abs(start) > eventLimits.moment || Math.abs(stop) > eventLimits.moment) {
    note(`“${name}” is left out: ${stop < start ? 'it ends before it begins' : 'it has no length'}.`);
    return [];
  }
  const one = { name, start, stop, ...(allDay && { allDay: true as const }) };
  const rules = entry.getAllProperties('rrule').map((property) => String(property.getFirstValue()));
  const extra = entry
    .getAllProperties('rdate')
    .flatMap((property) => momentsOf(property, calendar, zone, note))
    .slice(0, eventLimits.events)
    .map((at) => ({ ...one, start: at, stop: at + (stop - start) }))
    .filter((event) => event.stop <= eventLimits.moment);
  if (rules.length === 0) return [one, ...extra];
  const except = entry.getAllProperties('exdate').flatMap((property) => momentsOf(property, calendar, zone, note));
  const kept = rules.flatMap((rule) => {
    try {
      parseRule(rule);
      return [{ ...one, rule, ...(except.length > 0 && { except }) }];
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      note(`“${name}” is taken once only. ${error.message}`);
      return [one];
    }
  });
  const tzid = begin.getParameter('tzid');
  if (typeof tzid === 'string' && tzid !== zone && !allDay) {
    note(`“${name}” repeats by the clock of ${tzid.slice(0, 60)}; here it follows the clock of ${zone}.`);
  }
  return [...kept, ...extra];
}

interface Begun {
  readonly start: number;
  readonly allDay: boolean;
  readonly zone: string;
  readonly note: Note;
}

function stopOf(ical: typeof ICAL, entry: ICAL.Component, calendar: ICAL.Component, begun: Begun): number {
  const { start, allDay, zone, note } = begun;
  const end = entry.getFirstProperty('dtend');
  const [stop] = end === null ? [] : momentsOf(end, calendar, zone, note);
  const nextDay = (days: number): number => {
    const clock = wallClock(zone);
    return clock.begin(clock.toWall(start) + days * DAY);
  };
  if (stop !== undefined) return allDay && stop <= start ? nextDay(1) : stop;
  const lasts = entry.getFirstPropertyValue('duration');
  if (lasts instanceof ical.Duration) {
    const ms = lasts.toSeconds() * 1000;
    return allDay ? nextDay(Math.max(1, Math.round(ms / DAY))) : start + ms;
  }
  return allDay ? nextDay(1) : start;
}

const isTime = (value: unknown): value is ICAL.Time =>
  typeof value === 'object' && value !== null && 'isDate' in value && 'year' in value;

/** The moments a property names. Unreadable ones are left out. */
function momentsOf(property: ICAL.Property, calendar: ICAL.Component, zone: string, note: Note): readonly number[] {
  const tzid = property.getParameter('tzid');
  return property.getValues().flatMap((value: unknown) => {
    const time = isTime(value) ? value : undefined;
    if (time === undefined) return [];
    const { year, month, day, hour, minute, second } = time;
    const wall = Date.UTC(year, month - 1, day, ...(time.isDate ? [] : [hour, minute, second]));
    if (!(Math.abs(wall) < eventLimits.moment - 2 * DAY)) return [];
    if (time.isDate) return [wallClock(zone).begin(wall)];
    if (time.zone?.tzid === 'UTC' && tzid === undefined) return [wall];
    if (typeof tzid !== 'string') return [wallClock(zone).at(wall)];
    const clock = clockOf(tzid);
    if (clock !== undefined) return [clock.at(wall)];
    const offset = describedOffset(tzid, calendar, wall);
    if (offset !== undefined) return [wall - offset];
    note(`The zone “${tzid.slice(0, 60)}” is not known: its times are taken as those of ${zone}.`);
    return [wallClock(zone).at(wall)];
  });
}

/** The clock of a zone by its name, also by the tail of a longer one (`/freeassociation.sourceforge.net/Europe/Berlin`). */
function clockOf(tzid: string): WallClock | undefined {
  if (isUtc(tzid)) return wallClock('UTC');
  const tail = /[A-Za-z_]+(?:\/[A-Za-z_+-]+\d*){1,2}$/.exec(tzid)?.[0];
  for (const name of tail === undefined || tail === tzid ? [tzid] : [tzid, tail]) {
    try {
      return wallClock(name);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
    }
  }
  return undefined;
}

/**
 * The offset at a wall time by the file's own description of a zone: the last change before it. Changes are yearly ones,
 * as all zones have them; others are not followed.
 */
function describedOffset(tzid: string, calendar: ICAL.Component, wall: number): number | undefined {
  const zone = calendar
    .getAllSubcomponents('vtimezone')
    .find((one) => String(one.getFirstPropertyValue('tzid')) === tzid);
  let best: { readonly at: number; readonly offset: number } | undefined;
  for (const part of zone?.getAllSubcomponents() ?? []) {
    const offset = /^([+-])(\d\d):?(\d\d)/.exec(String(part.getFirstPropertyValue('tzoffsetto')));
    const start = part.getFirstPropertyValue('dtstart');
    if (offset === null || !isTime(start)) continue;
    const ms = (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000;
    const begins = Date.UTC(start.year, start.month - 1, start.day, start.hour, start.minute, start.second);
    const at = lastBefore(begins, String(part.getFirstPropertyValue('rrule') ?? ''), wall);
    if (at !== undefined && (best === undefined || at > best.at)) best = { at, offset: ms };
  }
  return best?.offset;
}

function lastBefore(begins: number, rule: string, wall: number): number | undefined {
  const once = begins <= wall ? begins : undefined;
  const [, m] = /BYMONTH=(\d{1,2})/.exec(rule) ?? [];
  const [, k = '1', d = 'SU'] = /BYDAY=(-?[1-5])([A-Z]{2})/.exec(rule) ?? [];
  if (once === undefined || m === undefined) return once;
  const weekday = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'].indexOf(d);
  const year = new Date(wall).getUTCFullYear();
  const times = [year, year - 1].map((y) => {
    const first = Date.UTC(y, Number(m) - 1, 1);
    const last = Date.UTC(y, Number(m), 0);
    const shift = (from: number): number => (((weekday - ((new Date(from).getUTCDay() + 6) % 7)) % 7) + 7) % 7;
    const date =
      Number(k) > 0
        ? first + (shift(first) + 7 * (Number(k) - 1)) * DAY
        : last - ((7 - shift(last)) % 7) * DAY - 7 * (-Number(k) - 1) * DAY;
    return date + (((begins % DAY) + DAY) % DAY);
  });
  return times.find((at) => at <= wall && at >= begins) ?? once;
}
