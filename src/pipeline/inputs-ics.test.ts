import fc from 'fast-check';
import { expect, it } from 'vitest';
import { occurrences } from '../math/recurrence';
import { importIcs } from './inputs-ics';
import { eventLimits } from './recipe';

const calendar = (...entries: readonly string[][]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...entries.flat(), 'END:VCALENDAR', ''].join('\r\n');
const entry = (...lines: readonly string[]): string[] => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT'];
const iso = (ms: number | undefined): string => new Date(ms ?? Number.NaN).toISOString().slice(0, 16);
const berlin = 'Europe/Berlin';

it('reads days, times in a zone, in UTC and in none, and how long they last', async () => {
  const { events, notes } = await importIcs(
    calendar(
      entry('SUMMARY:Christmas', 'DTSTART;VALUE=DATE:20251225', 'DTEND;VALUE=DATE:20251227', 'RRULE:FREQ=YEARLY'),
      entry(
        'SUMMARY:New York',
        'DTSTART;TZID=America/New_York:20260310T090000',
        'DTEND;TZID=America/New_York:20260310T100000',
      ),
      entry('SUMMARY:In UTC', 'DTSTART:20260401T120000Z', 'DURATION:PT90M'),
      entry('SUMMARY:Floating', 'DTSTART:20260701T120000', 'DTEND:20260701T130000'),
      entry('SUMMARY:One day', 'DTSTART;VALUE=DATE:20260329'),
    ),
    berlin,
  );
  expect(events.map(({ name, start, stop, rule, allDay }) => [name, iso(start), iso(stop), rule, allDay])).toEqual([
    ['Christmas', '2025-12-24T23:00', '2025-12-26T23:00', 'FREQ=YEARLY', true],
    ['New York', '2026-03-10T13:00', '2026-03-10T14:00', undefined, undefined],
    ['One day', '2026-03-28T23:00', '2026-03-29T22:00', undefined, true],
    ['In UTC', '2026-04-01T12:00', '2026-04-01T13:30', undefined, undefined],
    ['Floating', '2026-07-01T10:00', '2026-07-01T11:00', undefined, undefined],
  ]);
  expect(notes).toEqual([]);
});

it('goes by the file’s own description of a zone that nobody else knows', async () => {
  const zone = (part: string, start: string, to: string, rule: string): string[] => [
    `BEGIN:${part}`,
    `DTSTART:${start}`,
    'TZOFFSETFROM:+0000',
    `TZOFFSETTO:${to}`,
    `RRULE:${rule}`,
    `END:${part}`,
  ];
  const text = calendar(
    [
      'BEGIN:VTIMEZONE',
      'TZID:W. Europe Standard Time',
      ...zone('STANDARD', '16010101T030000', '+0100', 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10'),
      ...zone('DAYLIGHT', '16010101T020000', '+0200', 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3'),
      'END:VTIMEZONE',
    ],
    ...['20260328T120000', '20260330T120000', '20261024T120000', '20261026T120000'].map((start, i) =>
      entry(`SUMMARY:${i}`, `DTSTART;TZID="W. Europe Standard Time":${start}`, 'DURATION:PT1H'),
    ),
  );
  const { events } = await importIcs(text, 'UTC');
  expect(events.map(({ start }) => iso(start))).toEqual([
    '2026-03-28T11:00',
    '2026-03-30T10:00',
    '2026-10-24T10:00',
    '2026-10-26T11:00',
  ]);
});

it('leaves out starts that do not take place, and takes those moved as they are', async () => {
  const { events } = await importIcs(
    calendar(
      entry(
        'SUMMARY:Weekly',
        'DTSTART;TZID=Europe/Berlin:20260301T080000',
        'DURATION:PT1H',
        'RRULE:FREQ=WEEKLY;COUNT=4',
        'EXDATE;TZID=Europe/Berlin:20260308T080000',
      ),
      entry(
        'SUMMARY:Weekly',
        'RECURRENCE-ID;TZID=Europe/Berlin:20260315T080000',
        'DTSTART;TZID=Europe/Berlin:20260316T100000',
        'DURATION:PT1H',
      ),
    ),
    berlin,
  );
  const range = { start: Date.UTC(2026, 0), stop: Date.UTC(2027, 0) };
  const times = events.flatMap((event) => occurrences(event, range, berlin).map(({ start }) => iso(start))).sort();
  expect(times).toEqual(['2026-03-01T07:00', '2026-03-16T09:00', '2026-03-22T07:00']);
});

it('says what was left out or taken otherwise', async () => {
  const { events, notes } = await importIcs(
    calendar(
      entry('SUMMARY:Off', 'STATUS:CANCELLED', 'DTSTART:20260401T120000Z', 'DURATION:PT1H'),
      entry('SUMMARY:Point', 'DTSTART:20260401T120000Z'),
      entry('SUMMARY:Back', 'DTSTART:20260401T120000Z', 'DTEND:20260401T110000Z'),
      entry('SUMMARY:Mad', 'DTSTART:20260401T120000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY'),
      entry('SUMMARY:Moon', 'DTSTART;TZID=Moon/Base:20260401T120000', 'DURATION:PT1H'),
      entry('SUMMARY:Far', 'DTSTART;TZID=Asia/Tokyo:20260401T120000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY'),
      entry('SUMMARY:Nothing'),
    ),
    berlin,
  );
  expect(events.map(({ name }) => name).sort()).toEqual(['Far', 'Mad', 'Moon']);
  expect(notes.join('\n')).toMatch(
    /cancelled[\s\S]*“Point” is left out: it has no length[\s\S]*“Back” is left out: it ends before it begins[\s\S]*“Mad” is taken once only[\s\S]*“Moon\/Base” is not known[\s\S]*clock of Asia\/Tokyo; here it follows the clock of Europe\/Berlin[\s\S]*“Nothing” is left out/,
  );
});

it('tells a file that is none, too large, or empty', async () => {
  await expect(importIcs('time,value\n1,2')).rejects.toMatchObject({ code: 'damaged', place: 'ics' });
  await expect(importIcs('x'.repeat(2_000_001))).rejects.toMatchObject({ code: 'bad-input', place: 'ics' });
  await expect(importIcs(calendar())).rejects.toMatchObject({ code: 'empty', place: 'ics' });
  const many = await importIcs(
    calendar(
      ...Array.from({ length: 400 }, (_, i) =>
        entry(`SUMMARY:e${i}`, `DTSTART:20260101T${String(i % 24).padStart(2, '0')}0000Z`, 'DURATION:PT1H'),
      ),
    ),
  );
  expect(many.events.length).toBe(300);
  expect(many.notes).toEqual(['Only the newest 300 of 400 events are taken.']);
});

it('leaves out moments beyond those that a recipe holds, wherever they stand', async () => {
  const { events } = await importIcs(
    [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'SUMMARY:Fair',
      'DTSTART;VALUE=DATE:20260101',
      'RRULE:FREQ=YEARLY',
      'RDATE;VALUE=DATE:20260301,99990101',
      'EXDATE;VALUE=DATE:20270101,99990101',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'SUMMARY:Far',
      'DTSTART;VALUE=DATE:99990101',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n'),
  );
  const moments = events.flatMap(({ start, stop, except = [] }) => [start, stop, ...except]);
  expect(moments).toHaveLength(5);
  expect(moments.every((at) => at <= eventLimits.moment)).toBe(true);
});

it('survives any text between its lines', async () => {
  const good = calendar(entry('SUMMARY:Christmas', 'DTSTART;VALUE=DATE:20251225', 'RRULE:FREQ=YEARLY'));
  const piece = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'DTSTART:',
      'DTSTART;TZID=:x',
      'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
      'DTEND:99999999T999999',
      'EXDATE:abc',
      'DURATION:P',
      'BEGIN:VTIMEZONE',
      'RDATE;VALUE=PERIOD:x/y',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length), piece), { maxLength: 4 }), async (cuts) => {
      const text = cuts.reduce((all, [at, more]) => `${all.slice(0, at)}\r\n${more}\r\n${all.slice(at)}`, good);
      const found = await importIcs(text, berlin).catch((error: unknown) => error);
      if (found instanceof Error) expect(found).toMatchObject({ name: 'StudioError' });
    }),
    { numRuns: 300 },
  );
});
