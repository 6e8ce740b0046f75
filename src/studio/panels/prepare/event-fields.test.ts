import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../../math/duration';
import { allOccurrences, type PlannedEvent } from '../../../math/recurrence';
import { wallClock } from '../../../math/zone';
import { draftOf, type EventDraft, eventOf, fromTemplate, newDraft, repeatWords, templates } from './event-fields';

const berlin = 'Europe/Berlin';
const draft = (patch: Partial<EventDraft>): EventDraft => ({ ...newDraft('2026-03-29'), name: 'Fair', ...patch });
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

describe('a planned event as it is typed', () => {
  it('takes whole days of the zone, the last included, over a change of the clock', () => {
    const { event } = eventOf(draft({ to: '2026-03-30' }), berlin);
    expect([iso(event?.start ?? 0), iso(event?.stop ?? 0), event?.allDay]).toEqual([
      '2026-03-28T23:00',
      '2026-03-30T22:00',
      true,
    ]);
  });

  it('takes times of the zone', () => {
    const { event } = eventOf(
      draft({
        allDay: false,
        from: '2026-07-01 08:00',
        to: '2026-07-01 09:30',
        repeats: 'weekly',
        until: '2026-09-01',
      }),
      berlin,
    );
    expect(event).toEqual({
      name: 'Fair',
      start: Date.UTC(2026, 6, 1, 6),
      stop: Date.UTC(2026, 6, 1, 7, 30),
      rule: 'FREQ=WEEKLY;UNTIL=20260901',
    });
  });

  it('says what is wrong at the field', () => {
    const faultsOf = (patch: Partial<EventDraft>) => eventOf(draft(patch), berlin).faults;
    expect(faultsOf({ name: '  ' })).toEqual({ name: expect.stringContaining('name') });
    expect(faultsOf({ from: '29.3.2026', to: '2026-02-30' })).toEqual({
      from: expect.any(String),
      to: expect.any(String),
    });
    expect(faultsOf({ to: '2026-03-01' })).toEqual({ to: 'It ends before it begins.' });
    expect(faultsOf({ allDay: false, from: '2026-03-29 02:30', to: '2026-03-29 04:00' })?.from).toMatch(/skipped/);
    expect(faultsOf({ repeats: 'yearly', until: 'soon' })?.until).toMatch(/Leave it empty/);
    expect(faultsOf({ repeats: 'own', rule: 'FREQ=HOURLY' })?.rule).toMatch(/not known here/);
    expect(faultsOf({ repeats: 'weekly', until: '2020-01-01' })).toEqual({
      until: expect.stringContaining('never takes place'),
    });
    expect(faultsOf({ from: '0001-01-01', to: '9999-12-31' })).toEqual({
      from: expect.stringContaining('year'),
      to: expect.stringContaining('year'),
    });
    expect(faultsOf({ allDay: false, from: '2026-03-29 00:00', to: '2400-01-01 00:00' })?.to).toMatch(/year/);
    expect(faultsOf({ repeats: 'own', rule: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20200101' })?.rule).toMatch(
      /never takes place/,
    );
  });

  it('comes back to the fields as it was typed, whatever the zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(berlin, 'America/St_Johns', 'Pacific/Apia', 'UTC'),
        fc.integer({ min: 0, max: 9000 }),
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom('never', 'daily', 'weekly', 'monthly', 'yearly', 'own'),
        (zone, from, more, repeats) => {
          const day = (n: number): string => new Date(Date.UTC(2012, 5, 1) + n * DAY).toISOString().slice(0, 10);
          const typed = draft({
            from: day(from),
            to: day(from + more),
            repeats,
            rule: repeats === 'own' ? 'FREQ=MONTHLY;BYDAY=1MO' : '',
          });
          const { event } = eventOf(typed, zone);
          expect(event && draftOf(event, zone)).toEqual(typed);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('tells a day that is none from one that is written otherwise', () => {
    expect(eventOf(draft({ from: '2026-02-31' }), berlin).faults?.from).toBe('There is no such day.');
    expect(
      eventOf(draft({ allDay: false, from: '2026-02-31 08:00', to: '2026-03-04 08:00' }), berlin).faults?.from,
    ).toBe('There is no such day.');
    expect(eventOf(draft({ from: '1 May' }), berlin).faults?.from).toBe('Write the day as 2026-12-25.');
  });

  it('keeps its exceptions when it is changed', () => {
    const before: PlannedEvent = { name: 'Fair', start: 0, stop: DAY, allDay: true, rule: 'FREQ=DAILY', except: [DAY] };
    expect(eventOf(draft({ repeats: 'weekly' }), 'UTC', before).event?.except).toEqual([DAY]);
    expect(eventOf(draft({}), 'UTC', before).event?.except).toBeUndefined();
  });

  it('is said in words', () => {
    const words = (patch: Partial<EventDraft>) =>
      repeatWords(eventOf(draft(patch), berlin).event as PlannedEvent, berlin);
    expect(words({})).toBe('');
    expect(words({ repeats: 'yearly', until: '2030-01-01' })).toBe('every year until 2030-01-01');
    expect(words({ repeats: 'own', rule: 'FREQ=MONTHLY;BYDAY=1MO' })).toBe('by its rule (FREQ=MONTHLY;BYDAY=1MO)');
  });
});

it.each(templates.map((one) => [one.name, one] as const))(
  '%s comes once a year, on a day of the zone',
  (_, template) => {
    const since = Date.UTC(2024, 6, 1);
    const event = fromTemplate(template, since, berlin);
    const found = allOccurrences([event], { start: Date.UTC(2024, 0, 2), stop: Date.UTC(2030, 0, 2) }, berlin);
    expect(found.length).toBe(6);
    for (const { start } of found) expect(wallClock(berlin).toWall(start) % DAY).toBe(0);
  },
);
