import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StampReader } from './stamp-reader';
import type { TimeFormat } from './stamps';

function stampReader(format: TimeFormat, zone: string) {
  const reader = new StampReader(format, zone);
  return (text: string) => reader.text(text);
}

describe('times', () => {
  it('reads wall time with the clock going forward and back', () => {
    const read = stampReader('iso', 'Europe/Vienna');
    const at = (text: string) => new Date(read(text)).toISOString().slice(0, 16);
    expect(at('2026-01-15 12:00')).toBe('2026-01-15T11:00');
    expect(at('2026-03-29 01:30')).toBe('2026-03-29T00:30');
    expect(at('2026-03-29 02:30')).toBe('2026-03-29T01:30'); // does not exist: as if the clock had not changed
    expect(at('2026-03-29 03:30')).toBe('2026-03-29T01:30');
    expect(at('2026-10-25 02:00')).toBe('2026-10-25T00:00'); // the earlier of two
    expect(at('2026-10-25 02:30')).toBe('2026-10-25T00:30');
    expect(at('2026-10-25 02:00')).toBe('2026-10-25T01:00'); // the later: the earlier hour is over
    expect(at('2026-10-25 02:30')).toBe('2026-10-25T01:30');
    expect(at('2026-10-25 03:00')).toBe('2026-10-25T02:00');
    expect(at('2026-07-01T12:00+05:30')).toBe('2026-07-01T06:30');
  });

  it('gives back every UTC time that a zone’s wall clock tells', () => {
    for (const zone of ['America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/New_York']) {
      const show = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      const read = stampReader('iso', zone);
      // January, and the days around the changes of the clock in 2025.
      for (const day of [1, 68, 95, 277, 306]) {
        const start = Date.UTC(2025, 0, day - 3);
        for (let t = start; t < start + 6 * 86_400_000; t += 1_800_000) expect(read(show.format(t))).toBe(t);
      }
    }
  });

  it('reads every millisecond back', () => {
    const read = stampReader('iso', 'UTC');
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0100-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }),
        (date) => {
          expect(read(date.toISOString())).toBe(date.getTime());
          expect(read(`${date.toISOString().slice(0, -1)}999Z`)).toBe(date.getTime());
        },
      ),
    );
  });

  it('refuses days that are not', () => {
    const read = stampReader('dmy', 'UTC');
    expect(read('31/02/2026')).toBeNaN();
    expect(read('29/02/2028 25:00')).toBeNaN();
    expect(read('29/02/2028 13:00 PM')).toBeNaN();
    expect(read('29/02/28 12:00 PM')).toBe(Date.UTC(2028, 1, 29, 12));
  });
});
