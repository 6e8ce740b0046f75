import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../../../frame/query';
import { DAY, WEEK } from '../../../math/duration';
import {
  endShown,
  fromField,
  pointsOf,
  presetOf,
  presetRange,
  presetsFor,
  secondOf,
  toField,
  withRange,
} from './range';

const extent = { start: Date.UTC(2000, 5, 5), stop: Date.UTC(2000, 7, 28) };

describe('range presets', () => {
  it('count back from where the data ends', () => {
    expect(presetRange('7d', extent)).toEqual({ start: Date.UTC(2000, 7, 21), stop: extent.stop });
    expect(presetRange('all', extent)).toEqual(extent);
  });

  it('count days on the calendar of the zone, and 24 hours as they are', () => {
    const stop = Date.UTC(2026, 9, 26, 23);
    const long = { start: 0, stop };
    expect(presetRange('7d', long, 'Europe/Vienna').start).toBe(Date.UTC(2026, 9, 19, 22));
    expect(presetRange('24h', long, 'Europe/Vienna').start).toBe(stop - DAY);
    expect(presetOf(presetRange('30d', long, 'Europe/Vienna'), long, 0, 'Europe/Vienna')).toBe('30d');
  });

  it('never reach before the data', () => {
    expect(presetRange('30d', { start: 0, stop: DAY })).toEqual({ start: 0, stop: DAY });
  });

  it('offer only what is shorter than the data, and all', () => {
    expect(presetsFor(extent).map(({ id }) => id)).toEqual(['all', '24h', '7d', '30d']);
    expect(presetsFor(extent, DAY).map(({ id }) => id)).toEqual(['all', '30d']);
    expect(presetsFor({ start: 0, stop: 1000 }).map(({ id }) => id)).toEqual(['all']);
  });

  it('are known again from their range, and nothing else is', () => {
    for (const { id } of presetsFor(extent)) expect(presetOf(presetRange(id, extent), extent)).toBe(id);
    expect(presetOf({ start: extent.start + 1, stop: extent.stop }, extent)).toBeUndefined();
    expect(presetOf({ start: extent.start, stop: extent.stop + 500 }, extent, 1000)).toBe('all');
  });
});

describe('moments in fields', () => {
  it('are said in UTC unless another zone is chosen, whatever the machine’s', () => {
    expect(toField(Date.UTC(2000, 7, 27, 23, 30))).toBe('2000-08-27 23:30');
    expect(fromField('2000-08-27 23:30')).toEqual({ ms: Date.UTC(2000, 7, 27, 23, 30) });
    expect(fromField('2000-08-27T23:30')).toEqual({ ms: Date.UTC(2000, 7, 27, 23, 30) });
    expect(toField(Date.UTC(2000, 7, 27, 23, 30), 'Asia/Kolkata')).toBe('2000-08-28 05:00');
    expect(fromField('2000-08-28 05:00', 'Asia/Kolkata')).toEqual({ ms: Date.UTC(2000, 7, 27, 23, 30) });
  });

  it('show the last point where a range ends just after it, and a full second as it is', () => {
    expect(toField(endShown(Date.UTC(2000, 7, 27, 23, 30) + 1))).toBe('2000-08-27 23:30');
    expect(endShown(Date.UTC(2000, 7, 28))).toBe(Date.UTC(2000, 7, 28));
  });

  it('have seconds only where there are some', () => {
    expect(toField(Date.UTC(2000, 7, 27, 23, 30, 5, 250))).toBe('2000-08-27 23:30:05');
  });

  it('come back as they were, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000_000_000, max: 200_000_000_000 }), (seconds) => {
        expect(fromField(toField(seconds * 1000)).ms).toBe(seconds * 1000);
        const { ms, note } = fromField(toField(seconds * 1000, 'America/St_Johns'), 'America/St_Johns');
        if (note === undefined) expect(ms).toBe(seconds * 1000);
      }),
    );
  });

  it('are refused where the clocks skipped them, and the first of two where they showed them twice', () => {
    const zone = 'Europe/Vienna';
    expect(fromField('2026-03-29 02:30', zone)).toEqual({
      ms: Number.NaN,
      skipped: true,
      fault: 'Clocks in Europe/Vienna skipped this time: they went on at 03:00.',
    });
    const twice = fromField('2026-10-25 02:30', zone);
    expect(twice).toEqual({
      ms: Date.UTC(2026, 9, 25, 0, 30),
      note: 'Clocks showed this twice; the first is taken, UTC+2.',
    });
    expect(secondOf(twice, twice.ms + 3_600_000, zone)).toBe('Clocks showed this twice; this is the second, UTC+1.');
    expect(secondOf(fromField('2026-10-25 12:30', zone), 0, zone)).toBeUndefined();
  });

  it('are no number while half typed, and empty for what is no moment', () => {
    for (const text of ['', '2000-08', '2000-08-27', '2000-13-27T10:00', 'soon']) expect(fromField(text).ms).toBeNaN();
    expect(toField(Number.NaN)).toBe('');
    expect(toField(Number.POSITIVE_INFINITY)).toBe('');
    expect(toField(-8.64e15)).toBe('');
    expect(toField(8.64e15)).toBe('');
  });
});

describe('the interval of a query', () => {
  const query = { ...emptyQuery, fields: ['demand'], everyMs: 30 * 60_000, range: { start: 0, stop: WEEK } };

  it('grows with the range where points would be too many', () => {
    const { everyMs, range } = withRange(query, { start: 0, stop: 520 * WEEK });
    expect((range.stop - range.start) / everyMs).toBeLessThanOrEqual(5000);
  });

  it('stays the reader’s otherwise', () => {
    expect(withRange(query, { start: 0, stop: DAY }).everyMs).toBe(30 * 60_000);
    expect(withRange(query, { start: 5, stop: 5 }).everyMs).toBe(30 * 60_000);
  });

  it('tells how many points a line can have', () => {
    expect(pointsOf(query)).toBe(336);
    expect(pointsOf({ ...query, aggregate: 'none' })).toBeNaN();
  });
});
