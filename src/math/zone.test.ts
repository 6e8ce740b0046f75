import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from './duration';
import { offsetText, type Rule, wallClock } from './zone';
import { isZone, zones } from './zone-names';

const HOUR = DAY / 24;
const utc = (text: string): number => Date.parse(`${text}Z`);
const said = (times: readonly number[]): readonly string[] =>
  times.map((time) => new Date(time).toISOString().slice(0, 19));

const places = [
  'Europe/Vienna', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia', 'America/Sao_Paulo',
  'Africa/Casablanca', 'Africa/Monrovia', 'America/Juneau', 'Antarctica/Troll', 'Asia/Gaza', 'America/Boa_Vista', 'UTC',
]; // biome-ignore format: a list

/** The wall clock as Intl's calendar and clock show it, field by field: another way than the offsets zone.ts reads. */
function shown(zone: string, moment: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const year = part.era?.startsWith('B') ? 1 - Number(part.year) : Number(part.year);
  const date = new Date(0);
  date.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
  return date.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second), ((moment % 1000) + 1000) % 1000);
}

const zone = fc.constantFrom(...places);
/** Moments of two centuries and some far off, and half of them within hours of a change of offset. */
const placed = zone.chain((name) =>
  fc
    .oneof(
      fc.integer({ min: utc('1850-01-01T00:00:00'), max: utc('2100-01-01T00:00:00') }),
      fc.integer({ min: utc('-002000-01-01T00:00:00'), max: utc('9000-01-01T00:00:00') }),
      fc.integer({ min: utc('1900-01-01T00:00:00'), max: utc('2040-01-01T00:00:00') }).chain((from) => {
        const next = wallClock(name).transitions(from, from + 400 * DAY)[0]?.time ?? from;
        return fc.integer({ min: next - 2 * HOUR, max: next + 2 * HOUR });
      }),
    )
    .map((moment) => ({ name, moment })),
);

describe('a wall clock', () => {
  it('shows what Intl shows', () => {
    fc.assert(
      fc.property(placed, ({ name, moment }) => {
        expect(wallClock(name).toWall(moment)).toBe(shown(name, moment));
      }),
      { numRuns: 2000 },
    );
  });

  it('leads back from what it shows to every moment that shows it, and to no other', () => {
    fc.assert(
      fc.property(placed, ({ name, moment }) => {
        const clock = wallClock(name);
        const wall = clock.toWall(moment);
        const moments = clock.fromWall(wall);
        expect(moments).toContain(moment);
        expect(moments.map(clock.toWall)).toEqual(moments.map(() => wall));
        expect([...new Set(moments)].sort((a, b) => a - b)).toEqual(moments);
        expect(clock.at(wall, 'earlier')).toBe(moments[0]);
        expect(clock.at(wall, 'later')).toBe(moments.at(-1));
        expect(clock.begin(wall)).toBe(moments[0]);
      }),
      { numRuns: 2000 },
    );
  });

  it('answers alike whatever was asked before', () => {
    fc.assert(
      fc.property(
        zone,
        fc.array(fc.integer({ min: utc('1880-01-01T00:00:00'), max: utc('2060-01-01T00:00:00') })),
        (name, moments) => {
          const once = moments.map(wallClock(name).offsetAt);
          expect(moments.toReversed().map(wallClock(name).offsetAt).reverse()).toEqual(once);
        },
      ),
    );
  });

  it('finds every change Intl makes in two centuries, hour by hour around each', () => {
    for (const name of places) {
      const { transitions } = wallClock(name);
      for (const { time, before, after } of transitions(utc('1880-01-01T00:00:00'), utc('2060-01-01T00:00:00'))) {
        expect(shown(name, time - 1) - (time - 1), `${name} ${time}`).toBe(before);
        expect(shown(name, time) - time, `${name} ${time}`).toBe(after);
      }
    }
    const days = (name: string) =>
      said(
        wallClock(name)
          .transitions(utc('2026-01-01T00:00:00'), utc('2027-01-01T00:00:00'))
          .map(({ time }) => time),
      );
    expect(days('Europe/Vienna')).toEqual(['2026-03-29T01:00:00', '2026-10-25T01:00:00']);
    expect(days('Australia/Lord_Howe')).toEqual(['2026-04-04T15:00:00', '2026-10-03T15:30:00']);
    expect(days('Asia/Kolkata')).toEqual([]);
  });

  it.each([
    ['Europe/Vienna', '2026-03-29T02:30:00', []],
    ['Europe/Vienna', '2026-03-29T03:00:00', ['2026-03-29T01:00:00']],
    ['Europe/Vienna', '2026-10-25T02:30:00', ['2026-10-25T00:30:00', '2026-10-25T01:30:00']],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00', ['2026-04-04T14:45:00', '2026-04-04T15:15:00']],
    ['Australia/Lord_Howe', '2026-10-04T02:15:00', []],
    ['America/St_Johns', '2000-10-29T00:00:30', ['2000-10-29T02:30:30', '2000-10-29T03:30:30']],
    ['Pacific/Apia', '2011-12-30T12:00:00', []],
    ['Africa/Monrovia', '1972-01-07T00:10:00', []],
    ['UTC', '2026-03-29T02:30:00', ['2026-03-29T02:30:00']],
  ] as const)('in %s shows %s at %j', (name, wall, moments) => {
    expect(said(wallClock(name).fromWall(utc(wall)))).toEqual(moments);
  });

  it.each([
    ['2026-03-29T02:30:00', 'compatible', '2026-03-29T01:30:00'],
    ['2026-03-29T02:30:00', 'later', '2026-03-29T01:30:00'],
    ['2026-03-29T02:30:00', 'earlier', '2026-03-29T00:30:00'],
    ['2026-10-25T02:30:00', 'compatible', '2026-10-25T00:30:00'],
    ['2026-10-25T02:30:00', 'later', '2026-10-25T01:30:00'],
    ['2026-10-25T02:30:00', 'earlier', '2026-10-25T00:30:00'],
  ] as const)('means %s, %s, as %s', (wall, rule: Rule, moment) => {
    expect(said([wallClock('Europe/Vienna').at(utc(wall), rule)])).toEqual([moment]);
  });

  it('begins a day that has no midnight when its clock first shows it', () => {
    expect(said([wallClock('Pacific/Apia').begin(utc('2011-12-30T00:00:00'))])).toEqual(['2011-12-30T10:00:00']);
    expect(said([wallClock('Europe/Vienna').begin(utc('2026-03-29T02:30:00'))])).toEqual(['2026-03-29T01:00:00']);
  });

  it('lists the changes of all of time without end', () => {
    const all = wallClock('Europe/Vienna').transitions(-8.64e15, 8.64e15);
    expect(new Date(all[0]?.time ?? 0).toISOString()).toBe('1893-03-31T22:54:39.000Z');
    expect(new Date(all.at(-1)?.time ?? 0).getUTCFullYear()).toBe(2799);
  });

  it('knows no number for no time', () => {
    const clock = wallClock('Europe/Vienna');
    expect([
      clock.offsetAt(Number.NaN),
      clock.toWall(Number.NaN),
      clock.at(Number.NaN),
      clock.begin(Number.NaN),
    ]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(clock.fromWall(Number.NaN)).toEqual([]);
    expect(clock.toWall(8.64e15)).toBeGreaterThan(8.6e15);
  });

  it('converts ten million times there and back in a second or so', () => {
    const { toWall, at } = wallClock('Europe/Vienna');
    const start = utc('2010-01-01T00:00:00');
    const before = performance.now();
    let wrong = 0;
    for (let i = 0; i < 10_000_000; i++) {
      const moment = start + i * 60_000;
      if (at(toWall(moment)) !== moment) wrong++;
    }
    const seconds = (performance.now() - before) / 1000;
    // The second pass of each of the 19 autumns' hours.
    expect(wrong).toBe(60 * Math.floor(10_000_000 / (365.25 * 1440) + 0.2));
    expect(seconds).toBeLessThan(8);
  });
});

describe('zones', () => {
  it('are listed under names of today, all of them known', () => {
    const names = zones();
    expect(names.length).toBeGreaterThan(400);
    for (const name of ['UTC', 'Europe/Vienna', 'Asia/Kolkata', 'Europe/Kyiv', 'Pacific/Apia'])
      expect(names).toContain(name);
    expect(names).not.toContain('Asia/Calcutta');
    expect(new Set(names).size).toBe(names.length);
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(() => wallClock('Mars/Olympus')).toThrow('Nobody knows a time zone “Mars/Olympus”.');
  });

  it.each([
    [0, 'UTC'],
    [2 * HOUR, 'UTC+2'],
    [-3.5 * HOUR, 'UTC−3:30'],
    [-2_670_000, 'UTC−0:44:30'],
  ])('write an offset of %d ms as %s', (offset, text) => {
    expect(offsetText(offset)).toBe(text);
  });
});
