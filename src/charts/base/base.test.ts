import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endLabel, interleaved, line } from './lines';
import { compact, exact, withUnit } from './number';
import { partColor, seriesColor } from './palette';
import { darkTheme, lightTheme } from './testing/samples';
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
    expect(iso(time)).toBe('2000-08-17T00:30:00.000Z');
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
