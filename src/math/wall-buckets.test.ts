import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchor, bucketsOf, evenOffset, evenRuns, wholeBuckets } from './wall-buckets';
import { wallClock } from './zone';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const utc = (text: string): number => Date.parse(`${text}Z`);
const said = (time: number): string => new Date(time).toISOString().slice(0, 16);

const zone = fc.constantFrom(
  'UTC',
  'Europe/Vienna',
  'America/St_Johns',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Africa/Cairo',
);
const everyMs = fc.constantFrom(1, 1000, 900_000, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY);
const moment = fc.integer({ min: utc('1975-01-01T00:00'), max: utc('2035-01-01T00:00') });

describe('buckets by a clock', () => {
  it('lie side by side, each moment in one', () => {
    fc.assert(
      fc.property(zone, everyMs, moment, (name, every, t) => {
        const { startOf, after } = bucketsOf(every, name);
        const start = startOf(t);
        const next = after(start);
        expect(start).toBeLessThanOrEqual(t);
        expect(next).toBeGreaterThan(t);
        expect(startOf(start)).toBe(start);
        expect(startOf(next - 1)).toBe(start);
        expect(startOf(next)).toBe(next);
      }),
      { numRuns: 2000 },
    );
  });

  it('begin where the clock shows multiples, or where it skips one', () => {
    fc.assert(
      fc.property(zone, fc.constantFrom(2 * HOUR, DAY, 7 * DAY), moment, (name, every, t) => {
        const clock = wallClock(name);
        const start = bucketsOf(every, name).startOf(t);
        const past = (clock.toWall(start) - anchor(every)) % every;
        if (past !== 0) expect(clock.transitions(start - 1, start)).toHaveLength(1);
      }),
    );
  });

  it('make days of 23 and 25 hours, weeks from Monday on, and hours of one', () => {
    const vienna = (every: number) => bucketsOf(every, 'Europe/Vienna');
    const day = vienna(DAY);
    expect(said(day.startOf(utc('2026-03-29T12:00')))).toBe('2026-03-28T23:00');
    expect(said(day.after(utc('2026-03-28T23:00')))).toBe('2026-03-29T22:00');
    expect(said(day.after(utc('2026-10-24T22:00')))).toBe('2026-10-25T23:00');
    expect(said(vienna(7 * DAY).startOf(utc('2026-03-29T12:00')))).toBe('2026-03-22T23:00');
    expect(said(bucketsOf(7 * DAY).startOf(utc('2026-11-22T12:00')))).toBe('2026-11-16T00:00');
    expect(said(vienna(HOUR).startOf(utc('2026-10-25T01:30')))).toBe('2026-10-25T01:00');
    expect(said(bucketsOf(HOUR, 'Asia/Kolkata').startOf(utc('2026-10-25T01:15')))).toBe('2026-10-25T00:30');
    // São Paulo skipped midnight.
    expect(said(bucketsOf(DAY, 'America/Sao_Paulo').startOf(utc('2018-11-04T12:00')))).toBe('2018-11-04T03:00');
  });

  it('know where a zone shifts all buckets alike', () => {
    const winter = { start: utc('2026-01-01T00:00'), stop: utc('2026-02-01T00:00') };
    const spring = { start: utc('2026-03-01T00:00'), stop: utc('2026-04-20T00:00') };
    expect(evenOffset(DAY, 'Europe/Vienna', winter)).toBe(23 * HOUR);
    expect(evenOffset(DAY, 'Europe/Vienna', spring)).toBeUndefined();
    expect(evenOffset(HOUR, 'Europe/Vienna', spring)).toBe(0);
    expect(evenOffset(HOUR, 'Asia/Kolkata', spring)).toBe(HOUR / 2);
    expect(evenOffset(DAY, undefined, spring)).toBe(0);
  });

  it('come in runs of even length that cover a range', () => {
    fc.assert(
      fc.property(
        zone,
        fc.constantFrom(DAY, 7 * DAY),
        moment,
        fc.integer({ min: 1, max: 400 }),
        (name, every, t, days) => {
          const buckets = bucketsOf(every, name);
          const range = { start: t, stop: t + days * DAY };
          const runs = evenRuns(buckets, every, range);
          expect({ start: runs[0]?.start, stop: runs.at(-1)?.stop }).toEqual(wholeBuckets(buckets, range));
          runs.forEach(({ start, stop, lengthMs }, i) => {
            expect((stop - start) % lengthMs).toBe(0);
            if (i > 0) expect(start).toBe(runs[i - 1]?.stop);
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
