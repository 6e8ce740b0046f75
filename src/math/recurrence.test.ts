import { createHash } from 'node:crypto';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { DAY } from './duration';
import { allOccurrences, mostOccurrences, occurrences, type PlannedEvent } from './recurrence';
import { parseRule } from './recurrence-rule';
import { wallClock } from './zone';

const HOUR = DAY / 24;
const at = (iso: string): number => Date.parse(`${iso}Z`);
const event = (start: string, rule?: string, rest: Partial<PlannedEvent> = {}): PlannedEvent => ({
  name: 'it',
  start: at(start),
  stop: at(start) + HOUR,
  ...(rule !== undefined && { rule }),
  ...rest,
});
const years = { start: at('2020-01-01T00:00'), stop: at('2024-01-01T00:00') };
const isoOf = (found: readonly { readonly start: number }[]): readonly string[] =>
  found.map(({ start }) => new Date(start).toISOString().slice(0, 16));

describe('a rule', () => {
  // python-dateutil 2.9 (in /opt/oracle), days between 2020 and 2024, the first twelve hex digits of the SHA-256 of all:
  //   dates = [x.strftime('%Y-%m-%d') for x in rrulestr(rule, dtstart=start).between(lo, hi, inc=True) if x < hi][:400]
  //   len(dates), dates[0], dates[-1], sha256(' '.join(dates).encode()).hexdigest()[:12]
  it.each([
    ['2020-01-31T09:30', 'FREQ=MONTHLY', 28, '2020-01-31', '2023-12-31', '56e375d622ef'],
    ['2020-02-29T00:00', 'FREQ=YEARLY', 1, '2020-02-29', '2020-02-29', 'd67109b036c4'],
    ['2019-12-25T00:00', 'FREQ=YEARLY', 4, '2020-12-25', '2023-12-25', 'a94fc4f129dd'],
    ['2020-01-06T08:00', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR', 312, '2020-01-06', '2023-12-22', '9cccb8dfa741'],
    ['2020-01-07T08:00', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU', 208, '2020-01-07', '2023-12-31', '6ddca8b67d4f'],
    [
      '2020-01-01T00:00',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      48,
      '2020-01-31',
      '2023-12-29',
      'a458a3f55cd5',
    ],
    ['2020-01-01T00:00', 'FREQ=MONTHLY;BYDAY=1MO,-1FR', 96, '2020-01-06', '2023-12-29', '220352a5034b'],
    ['2020-01-13T00:00', 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', 6, '2020-03-13', '2023-10-13', '7c0b47befd40'],
    ['2020-01-01T00:00', 'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', 4, '2020-11-26', '2023-11-23', '9d992f057bb0'],
    ['2020-01-01T00:00', 'FREQ=YEARLY;BYDAY=20MO', 4, '2020-05-18', '2023-05-15', '9509626f1e6f'],
    ['2020-01-01T00:00', 'FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3', 3, '2020-05-25', '2022-05-30', 'e3b11fd15e9e'],
    ['2020-01-01T12:00', 'FREQ=DAILY;INTERVAL=10;COUNT=5', 5, '2020-01-01', '2020-02-10', '857fe9c41ae8'],
    ['2020-01-01T12:00', 'FREQ=DAILY;BYMONTH=1;UNTIL=20210105', 36, '2020-01-01', '2021-01-05', '63444ce2b886'],
    [
      '2020-01-01T12:00',
      'FREQ=DAILY;INTERVAL=3;BYDAY=MO;UNTIL=20200601T115959',
      7,
      '2020-01-13',
      '2020-05-18',
      '211f91d6bd7e',
    ],
    ['2020-01-15T00:00', 'FREQ=MONTHLY;BYMONTHDAY=-1,15;BYMONTH=1,2,6', 24, '2020-01-15', '2023-06-30', '3e5f9f207817'],
    ['2020-03-03T00:00', 'FREQ=YEARLY;BYMONTHDAY=1', 45, '2020-04-01', '2023-12-01', '37c976a845d8'],
    ['2020-03-03T00:00', 'FREQ=YEARLY;BYMONTH=1,7', 7, '2020-07-03', '2023-07-03', '4862e295bb7f'],
    [
      '2020-01-01T00:00',
      'FREQ=YEARLY;BYMONTH=10;BYDAY=MO,TU;BYSETPOS=2,-1',
      8,
      '2020-10-06',
      '2023-10-31',
      '484709b80028',
    ],
    ['2020-01-31T00:00', 'FREQ=MONTHLY;INTERVAL=5;COUNT=4', 4, '2020-01-31', '2023-05-31', 'db645716b896'],
    [
      '1995-01-01T00:00',
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      1,
      '2023-11-07',
      '2023-11-07',
      '81ff62c9c17a',
    ],
    ['2020-01-01T00:00', 'FREQ=WEEKLY;BYMONTH=2;BYDAY=SA;BYSETPOS=1', 17, '2020-02-01', '2023-02-25', 'ef81b28e531a'],
  ])('from %s, %s, takes place as dateutil says', (start, rule, count, first, last, hash) => {
    const days = isoOf(occurrences(event(start, rule), years)).map((iso) => iso.slice(0, 10));
    expect([days.length, days[0], days.at(-1)]).toEqual([count, first, last]);
    expect(createHash('sha256').update(days.join(' ')).digest('hex').slice(0, 12)).toBe(hash);
  });

  it('takes place as ical.js says, where that can go through it', () => {
    const days = fc
      .subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 })
      .map((some) => `;BYDAY=${some.join()}`);
    const rule = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constant('')).map(([n]) => `FREQ=DAILY;INTERVAL=${n}`),
      fc.tuple(fc.integer({ min: 1, max: 9 }), days).map(([n, some]) => `FREQ=WEEKLY;INTERVAL=${n}${some}`),
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 28 }))
        .map(([n, day]) => `FREQ=MONTHLY;INTERVAL=${n};BYMONTHDAY=${day}`),
    );
    fc.assert(
      fc.property(rule, fc.integer({ min: 0, max: 2000 }), (text, day) => {
        const start = at('2019-01-07T00:00') + day * DAY;
        const iterator = ICAL.Recur.fromString(text).iterator(ICAL.Time.fromJSDate(new Date(start), true));
        const wanted: string[] = [];
        while (wanted.length < 12) wanted.push(String(iterator.next(false)).slice(0, 16));
        const range = { start, stop: start + 12 * 366 * DAY };
        expect(
          isoOf(occurrences({ ...event('2020-01-01T00:00', text), start, stop: start + 1 }, range)).slice(0, 12),
        ).toEqual(wanted);
      }),
      { numRuns: 120 },
    );
  });

  it('is the same wherever one looks: a part of the range has the occurrences of the whole that reach into it', () => {
    const rules = [
      'FREQ=DAILY;INTERVAL=3',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU',
      'FREQ=MONTHLY;BYDAY=-1FR',
      'FREQ=YEARLY;INTERVAL=2;BYMONTH=3,10;BYMONTHDAY=29',
      'FREQ=DAILY;COUNT=200',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.integer({ min: 0, max: 1400 }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'UTC'),
        (rule, from, days, zone) => {
          const one = event('2019-05-30T02:30', rule, { stop: at('2019-05-31T04:00') });
          const range = { start: years.start + from * DAY, stop: years.start + (from + days) * DAY };
          const all = occurrences(one, { start: at('2019-01-01T00:00'), stop: at('2025-06-01T00:00') }, zone);
          expect(occurrences(one, range, zone)).toEqual(
            all.filter(({ start, stop }) => stop > range.start && start < range.stop),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('on the clock of a zone', () => {
  const berlin = 'Europe/Berlin';

  it('an hour of the day stays that hour over both changes; a skipped one comes later, a doubled one first', () => {
    const nightly = event('2026-03-27T01:30', 'FREQ=DAILY');
    expect(
      isoOf(occurrences(nightly, { start: at('2026-03-27T00:00'), stop: at('2026-03-31T00:00') }, berlin)),
    ).toEqual(['2026-03-27T01:30', '2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30']);
    const autumn = occurrences(nightly, { start: at('2026-10-24T00:00'), stop: at('2026-10-27T00:00') }, berlin);
    expect(isoOf(autumn)).toEqual(['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']);
  });

  it('a whole day is the zone’s day, of 23 hours in spring and 25 in autumn', () => {
    const day: PlannedEvent = {
      name: 'd',
      start: at('2025-12-31T23:00'),
      stop: at('2026-01-01T23:00'),
      allDay: true,
      rule: 'FREQ=DAILY',
    };
    const hours = (from: string) =>
      occurrences(day, { start: at(from), stop: at(from) + 1 }, berlin).map(({ start, stop }) => (stop - start) / HOUR);
    expect([hours('2026-03-29T12:00'), hours('2026-06-01T12:00'), hours('2026-10-25T12:00')]).toEqual([
      [23],
      [24],
      [25],
    ]);
  });

  it('a yearly one keeps its local date, in every zone and year', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'Europe/Berlin',
          'America/St_Johns',
          'America/New_York',
          'Pacific/Apia',
          'Australia/Lord_Howe',
          'UTC',
        ),
        fc.integer({ min: 0, max: 365 }),
        fc.integer({ min: 2012, max: 2040 }),
        (zone, day, year) => {
          const clock = wallClock(zone);
          const midnight = (wall: number): number => clock.begin(wall);
          const wall = at('2021-01-01T00:00') + day * DAY;
          const one: PlannedEvent = {
            name: 'y',
            start: midnight(wall),
            stop: midnight(wall + DAY),
            allDay: true,
            rule: 'FREQ=YEARLY',
          };
          const range = { start: at(`${year}-01-01T00:00`) - DAY, stop: at(`${year + 1}-01-01T00:00`) + DAY };
          const date = new Date(wall).toISOString().slice(5, 10);
          for (const { start, stop } of occurrences(one, range, zone)) {
            expect(new Date(clock.toWall(start)).toISOString().slice(5, 16)).toBe(`${date}T00:00`);
            expect(new Date(clock.toWall(stop)).toISOString().slice(11, 16)).toBe('00:00');
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('an event', () => {
  it('once takes place where it reaches into the range, and nowhere else', () => {
    const one = event('2021-05-01T10:00');
    const around = (from: number, to: number) =>
      occurrences(one, { start: one.start + from, stop: one.start + to }).length;
    expect([around(-5, 0), around(-5, 1), around(HOUR - 1, HOUR), around(HOUR, HOUR + 9)]).toEqual([0, 1, 1, 0]);
  });

  it('leaves out the starts that do not take place', () => {
    const one = event('2021-05-01T10:00', 'FREQ=DAILY;COUNT=3', { except: [at('2021-05-02T10:00')] });
    expect(isoOf(occurrences(one, years))).toEqual(['2021-05-01T10:00', '2021-05-03T10:00']);
  });

  it('with others comes in order of time', () => {
    const some = [
      event('2021-05-03T10:00', undefined, { name: 'b' }),
      event('2021-05-01T10:00', undefined, { name: 'a' }),
    ];
    expect(allOccurrences(some, years).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('comes no more often than can be meant', () => {
    const range = { start: at('2000-01-01T00:00'), stop: at('2050-01-01T00:00') };
    expect(() => occurrences(event('2000-01-01T00:00', 'FREQ=DAILY'), range)).toThrow(
      `more than ${mostOccurrences.toLocaleString('en-GB')}`,
    );
  });
});

describe('what is no rule', () => {
  it.each([
    ['', /FREQ is missing/],
    ['every monday', /no part of a rule/],
    ['FREQ=SECONDLY', /not known here/],
    ['FREQ=HOURLY;INTERVAL=2', /not known here/],
    ['FREQ=DAILY;BYHOUR=3', /BYHOUR are not known/],
    ['FREQ=YEARLY;BYWEEKNO=20', /BYWEEKNO are not known/],
    ['FREQ=SOMETIMES', /no frequency/],
    ['FREQ=DAILY;FREQ=DAILY', /twice/],
    ['FREQ=DAILY;INTERVAL=0', /whole numbers from 1/],
    ['FREQ=DAILY;COUNT=-3', /whole numbers from 1/],
    ['FREQ=MONTHLY;BYMONTHDAY=32', /whole numbers from -31/],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', /months do not have/],
    ['FREQ=WEEKLY;BYDAY=XX', /no weekday/],
    ['FREQ=WEEKLY;BYDAY=1MO', /Only a monthly or yearly/],
    ['FREQ=WEEKLY;BYMONTHDAY=1', /no days of the month/],
    ['FREQ=DAILY;UNTIL=20210231', /UNTIL is a date/],
    ['FREQ=DAILY;UNTIL=tomorrow', /UNTIL is a date/],
    ['FREQ=DAILY;UNTIL=20210101;COUNT=2', /not both/],
    [`FREQ=DAILY;${'X'.repeat(600)}`, /longer than/],
  ])('“%s” is told in words', (text, words) => {
    expect(() => parseRule(text)).toThrow(words);
    expect(() => parseRule(text)).toThrow(expect.objectContaining({ place: 'rule', next: expect.any(String) }));
  });

  it('never hangs or throws anything else, whatever it says', () => {
    const names = [
      'FREQ',
      'INTERVAL',
      'COUNT',
      'UNTIL',
      'BYDAY',
      'BYMONTHDAY',
      'BYMONTH',
      'BYSETPOS',
      'WKST',
      'BYHOUR',
    ];
    const values = [
      'DAILY',
      'WEEKLY',
      'MONTHLY',
      'YEARLY',
      '1',
      '7',
      '30',
      '-1',
      '53',
      '366',
      'MO',
      '-1MO',
      '5FR',
      '20210101',
      '1,2,3',
      'SU,SA',
      '2',
      '29',
      '',
    ];
    const text = fc
      .array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...values)), { maxLength: 6 })
      .map(
        (parts) =>
          ['FREQ=DAILY', 'FREQ=YEARLY', 'FREQ=MONTHLY', 'FREQ=WEEKLY', ''][parts.length % 5] +
          parts.map((part) => `;${part.join('=')}`).join(''),
      );
    fc.assert(
      fc.property(text, (rule) => {
        try {
          expect(occurrences(event('2020-02-29T02:30', rule), years, 'Europe/Berlin').length).toBeLessThanOrEqual(
            mostOccurrences,
          );
        } catch (error) {
          expect(error).toMatchObject({ name: 'StudioError', place: 'rule' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
