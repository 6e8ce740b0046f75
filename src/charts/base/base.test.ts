import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endLabel, interleaved, line, lonePoints } from './lines';
import { compact, exact, withUnit } from './number';
import { partColor, seriesColor } from './palette';
import { darkTheme, lightTheme } from './testing/samples';
import { timeTicks } from './ticks';
import { iso, moment, tick } from './time';
import { tooltip } from './tooltip';

describe('numbers', () => {
  it.each([
    [30_000, '30 k'],
    [29_500, '29.5 k'],
    [999, '999'],
    [1000, '1 k'],
    [-3000, '−3 k'],
    [2.5e6, '2.5 M'],
    [0, '0'],
    [-0, '0'],
    [0.1 + 0.2, '0.3'],
    [0.00003, '3e−5'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%d is %s on an axis', (value, text) => {
    expect(compact(value)).toBe(text.replaceAll(' ', '\u00a0'));
  });

  it.each([
    [31_247.4, '31,247'],
    [-1_234_567.8, '−1,234,568'],
    [12.3456789, '12.346'],
    [0.000012, '1.200e−5'],
    [Number.NaN, '–'],
  ])('%d is %s when read off', (value, text) => {
    expect(exact(value)).toBe(text);
  });

  it('stay short and close to the value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 }), (value) => {
        expect(compact(value).length).toBeLessThan(12);
        const back = Number(exact(value).replaceAll(',', '').replaceAll('−', '-'));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-3);
      }),
    );
  });

  it('carry their unit', () => {
    expect([withUnit('3', 'MW'), withUnit('3', ''), withUnit('3', undefined)]).toEqual(['3 MW', '3', '3']);
  });
});

describe('times', () => {
  const time = Date.UTC(2000, 7, 17, 0, 30);

  it('are told in the zone asked for, whatever the machine’s', () => {
    expect(moment(time, 'UTC')).toBe('17 Aug 2000, 00:30');
    expect(moment(time, 'America/St_Johns')).toBe('16 Aug 2000, 22:00');
    expect(moment(time + 15_000, 'Asia/Kathmandu')).toBe('17 Aug 2000, 06:15:15');
    expect(moment(Number.NaN, 'UTC')).toBe('–');
    expect(iso(time)).toBe('2000-08-17T00:30:00Z');
    expect(iso(time + 250)).toBe('2000-08-17T00:30:00.250Z');
  });

  it('bear their offset where the clock shows them twice, and only there', () => {
    const autumn = Date.UTC(2026, 9, 25, 0, 30);
    const hours = [-1, 0, 1, 2].map((hour) => moment(autumn + hour * 3_600_000, 'Europe/Vienna'));
    expect(hours).toEqual([
      '25 Oct 2026, 01:30',
      '25 Oct 2026, 02:30 UTC+2',
      '25 Oct 2026, 02:30 UTC+1',
      '25 Oct 2026, 03:30',
    ]);
  });

  it('name what changed at a tick', () => {
    const at = (...parts: readonly [number, number, number?, number?, number?, number?, number?]) => Date.UTC(...parts);
    expect(tick(at(2000, 7, 17, 6, 30), 'UTC', 'minute')).toBe('06:30');
    expect(tick(at(2000, 7, 17), 'UTC', 'hour')).toBe('17 Aug');
    expect(tick(at(2000, 7, 17), 'UTC', 'day', true)).toBe('17 Aug');
    expect(tick(at(2000, 8, 1), 'UTC', 'month')).toBe('Sep');
    expect(tick(at(2000, 8, 1), 'UTC', 'month', true)).toBe('1 Sep');
    expect(tick(at(2001, 0, 1), 'UTC', 'year', true)).toBe('2001');
    expect(tick(at(2001, 0, 1, 0, 0, 15), 'UTC', 'second')).toBe('00:00:15');
    expect(tick(at(2001, 0, 1, 0, 0, 0, 250), 'UTC', 'millisecond')).toBe('.250');
  });

  it('name days as days where the zone’s midnight is elsewhere', () => {
    expect(tick(Date.UTC(2000, 7, 17), 'Europe/Berlin', 'day')).toBe('17 Aug');
  });
});

describe('ticks of time', () => {
  const day = 86_400_000;
  const from = Date.UTC(2026, 1, 2);
  const texts = (to: number, most: number, zone = 'UTC', start = from) => {
    const { times, text } = timeTicks(start, to, most, zone);
    return times.map(text).join(' · ');
  };

  it('stand as far apart as each other, over the ends of months too', () => {
    expect(texts(from + 84 * day, 7)).toBe('2 Feb · 16 Feb · 2 Mar · 16 Mar · 30 Mar · 13 Apr · 27 Apr');
    expect(texts(from + 35 * day, 7)).toBe('2 Feb · 9 Feb · 16 Feb · 23 Feb · 2 Mar · 9 Mar');
    expect(texts(from + 2 * day, 8)).toBe('2 Feb · 06:00 · 12:00 · 18:00 · 3 Feb · 06:00 · 12:00 · 18:00 · 4 Feb');
    expect(texts(from + 400 * day, 6)).toBe('Apr · Jul · Oct · 2027');
    expect(texts(from + 10_000 * day, 6)).toBe('2030 · 2035 · 2040 · 2045 · 2050');
  });

  it('begin at the midnights of the zone, on days that change the clock too', () => {
    const { times } = timeTicks(Date.UTC(2026, 2, 27), Date.UTC(2026, 3, 1), 6, 'Europe/Berlin');
    expect(times.map((time) => moment(time, 'Europe/Berlin'))).toEqual([
      '28 Mar 2026, 00:00', '29 Mar 2026, 00:00', '30 Mar 2026, 00:00', '31 Mar 2026, 00:00', '1 Apr 2026, 00:00',
    ]); // biome-ignore format: a list
  });

  it('stand at both of two hours of one name, and not in an hour that is skipped', () => {
    const night = (zone: string, from: number) => texts(from + 4 * 3_600_000, 5, zone, from);
    expect(night('Europe/Vienna', Date.UTC(2026, 9, 24, 23))).toBe('01:00 · 02:00 · 02:00 · 03:00 · 04:00');
    expect(night('Europe/Vienna', Date.UTC(2026, 2, 28, 23))).toBe('29 Mar · 01:00 · 03:00 · 04:00 · 05:00');
    expect(night('Australia/Lord_Howe', Date.UTC(2026, 3, 4, 13))).toBe('5 Apr · 01:00 · 02:00 · 03:00');
  });

  it('stand where a day begins that has no midnight', () => {
    const from = Date.UTC(2023, 8, 29, 12);
    const { times, text } = timeTicks(from, from + 4 * day, 6, 'America/Asuncion');
    expect(times.map((time) => moment(time, 'America/Asuncion'))).toContain('1 Oct 2023, 01:00');
    expect(times.map(text)).toContain('1 Oct');
  });

  it('are few, rising and inside, whatever the range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2e12, max: 4e12 }),
        fc.integer({ min: 1, max: 3e12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('UTC', 'America/St_Johns', 'Asia/Kathmandu'),
        (start, length, most, zone) => {
          const { times, text } = timeTicks(start, start + length, most, zone);
          expect(times.length).toBeLessThanOrEqual(most + 2);
          expect(
            times.every(
              (time, i) => time >= start && time <= start + length && (i === 0 || time > (times[i - 1] as number)),
            ),
          ).toBe(true);
          expect(times.every((time) => text(time) !== '')).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are none where there is no range', () => {
    expect(timeTicks(5, 5, 4, 'UTC').times).toEqual([]);
    expect(timeTicks(Number.NaN, 5, 4, 'UTC').times).toEqual([]);
  });
});

describe('lines', () => {
  it('interleave their columns', () => {
    expect([...interleaved([1, 2], [10, 20], [100])]).toEqual([1, 10, 100, 2, 20, Number.NaN]);
  });

  it('show symbols only where no two values follow each other', () => {
    const symbols = (y: readonly number[]) =>
      line(lightTheme, { id: 'a', name: 'a', x: y.map((_, i) => i), y, color: '#000' }).showSymbol;
    expect(symbols([1, 2, Number.NaN])).toBe(false);
    expect(symbols([1, Number.NaN, 2])).toBe(true);
    expect(symbols([1])).toBe(true);
  });

  it('have their lone points drawn apart', () => {
    const lone = (y: readonly number[]) =>
      lonePoints({ id: 'a', name: 'a', x: y.map((_, i) => i * 10), y, color: '#000' }).map(({ data }) => data);
    const gap = Number.NaN;
    expect(lone([1, 2, gap, 3, gap, 4, 5, gap, 6])).toEqual([
      [
        [30, 3],
        [80, 6],
      ],
    ]);
    expect(lone([1, 2, gap, 3, 4])).toEqual([]);
    expect(lone([1, gap, 2])).toEqual([]);
  });

  it('never read a name as a template', () => {
    expect(endLabel(lightTheme, '{a} {b|c}', '#000').formatter()).toBe('{a} {b|c}');
  });
});

describe('the tooltip', () => {
  it('lists the lines in their order, as plain text', () => {
    const texts = new Map([
      ['one', { name: 'cpu{b|x}', at: (i: number) => `${i} %` }],
      ['two', { name: 'mem', at: (i: number) => (i === 3 ? '' : `${i} %`) }],
    ]);
    const { formatter } = tooltip(lightTheme, texts, (x) => `at ${x}`).tooltip as {
      formatter: (hovers: unknown) => string;
    };
    const hover = (seriesId: string, dataIndex: number) => ({ seriesId, dataIndex, axisValue: 7, marker: '' });
    expect(formatter([hover('two', 2), hover('one', 1), hover('other', 0)])).toBe('at 7\ncpu(b|x)  1 %\nmem  2 %');
    expect(formatter([hover('two', 3)])).toBe('at 7');
  });
});

describe('colours', () => {
  /** WCAG 2 contrast of two #rrggbb. */
  const contrast = (a: string, b: string): number => {
    const light = (color: string): number => {
      const [r = 0, g = 0, bl = 0] = [1, 3, 5].map((i) => {
        const c = Number.parseInt(color.slice(i, i + 2), 16) / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
    };
    const [low = 0, high = 0] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  it.each([lightTheme, darkTheme])('of eight series stand out from the paper', (theme) => {
    const colors = Array.from({ length: 8 }, (_, i) => seriesColor(theme, i, 8));
    expect(new Set(colors).size).toBe(8);
    for (const color of colors) expect(contrast(color, theme.paper)).toBeGreaterThan(3.5);
  });

  it('stand for parts', () => {
    expect(['trend', 'seasonal-48', 'residual', 'anything'].map((part) => partColor(lightTheme, part))).toEqual([
      lightTheme.trend,
      lightTheme.day,
      lightTheme.residual,
      lightTheme.observed,
    ]);
  });
});
