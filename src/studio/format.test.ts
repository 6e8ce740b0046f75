import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alike,
  bytes,
  count,
  figure,
  mase,
  moment,
  parseNumber,
  percent,
  plainNumber,
  rate,
  span,
  stepped,
  timeLeft,
} from './format';

/** Narrow spaces read as plain ones, to keep the expectations legible. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('figure', () => {
  it.each([
    [0, '0'], [0.4123, '0.412'], [-3.5, '−3.5'], [312.4, '312'], [9999, '9,999'], [30_000, '30 k'], [-12_340, '−12.3 k'],
    [999_499, '999 k'], [999_600, '1 M'], [1.234e6, '1.23 M'], [5e9, '5 G'], [0.00012, '0.00012'], [1.5e-7, '1.5e−7'],
    [Number.NaN, '–'], [Number.POSITIVE_INFINITY, '∞'], [Number.NEGATIVE_INFINITY, '−∞'],
  ])('%f is %s', (value, text) => expect(plain(figure(value))).toBe(text)); // biome-ignore format: a table
});

describe('percent, counts, rates and time left', () => {
  it('has one decimal under ten percent, none above or when whole', () => {
    expect([0.95, 0.011, 0.05, 0.0995, 1, -0.021, Number.NaN].map((share) => plain(percent(share)))).toEqual([
      '95 %', '1.1 %', '5 %', '10 %', '100 %', '−2.1 %', '–',
    ]); // biome-ignore format: a table
  });
  it('says the rest', () => {
    expect(count(4032)).toBe('4,032');
    expect(plain(rate(343.2, 'steps'))).toBe('343 steps/s');
    expect(rate(Number.NaN, 'steps')).toBe('');
    expect([8_200, 59_001, 170_000, 3_600_000, 4_800_000, Number.NaN].map((ms) => plain(timeLeft(ms)))).toEqual([
      '9 s left', '1 min left', '3 min left', '1 h left', '1 h 20 min left', '',
    ]); // biome-ignore format: a table
    expect([812, 1_468_006, 0, 150 * 1024].map((size) => plain(bytes(size)))).toEqual([
      '812 B',
      '1.4 MB',
      '0 B',
      '150 kB',
    ]);
  });
});

describe('what is typed', () => {
  it('is read with spaces, a typographic minus, decimal commas and groups', () => {
    expect(['1 000', '−3', '0,5', '1,000', '12,345.5', '1e-3', '.5', '+2'].map(parseNumber)).toEqual([
      1000, -3, 0.5, 1000, 12345.5, 0.001, 0.5, 2,
    ]);
  });
  it('is NaN when it is no number', () => {
    for (const text of ['', ' ', '12x', 'e5', '--1', '1.2.3', 'NaN', 'Infinity', '0x10'])
      expect(parseNumber(text)).toBeNaN();
  });
  it('reads back what plainNumber writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const rounded = Number(value.toPrecision(12));
        expect(parseNumber(plainNumber(value))).toBe(Object.is(rounded, -0) ? 0 : rounded);
      }),
    );
  });
});

describe('stepped', () => {
  it('goes by one for whole numbers and by the size of the leading figure otherwise', () => {
    expect(stepped(32, 1, { integer: true })).toBe(33);
    expect(stepped(0.001, 1)).toBe(0.002);
    expect(stepped(0.001, -1)).toBe(0.0009);
    expect(stepped(0.2, 1, { max: 1 })).toBe(0.21);
    expect(stepped(0, 1, { min: 0, max: 1 })).toBe(0.01);
  });
  it('stays in bounds', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.constantFrom(1 as const, -1 as const),
        (value, direction) => {
          const next = stepped(value, direction, { min: -1, max: 1 });
          expect(next).toBeGreaterThanOrEqual(-1);
          expect(next).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('moments', () => {
  const june = Date.UTC(2000, 5, 5);
  it('are written in the zone asked for, not the machine’s', () => {
    expect(moment(june + 3_600_000)).toBe('5 Jun 2000, 01:00');
    expect(moment(june + 3_600_000, 'America/New_York')).toBe('4 Jun 2000, 21:00');
    expect(moment(Number.NaN)).toBe('–');
  });
  it('span without repeating the year, and end on the last day that is in', () => {
    expect(span(june, Date.UTC(2000, 7, 28))).toBe('5 Jun – 27 Aug 2000');
    expect(span(Date.UTC(1999, 11, 1), Date.UTC(2000, 1, 1))).toBe('1 Dec 1999 – 31 Jan 2000');
    expect(span(june + 6 * 3_600_000, june + 18 * 3_600_000)).toBe('5 Jun 2000, 06:00 – 18:00');
  });
});

describe('figures of one column', () => {
  it.each([
    [
      [11724.537, 9.25],
      ['11,725', '9'],
    ],
    [
      [0.41, 0.4567],
      ['0.4100', '0.4567'],
    ],
    [
      [-312.45, 8],
      ['−312.45', '8.00'],
    ],
    [
      [3, 1000],
      ['3', '1,000'],
    ],
    [
      [2e-7, Number.NaN],
      ['2e−7', '–'],
    ],
  ])('%j are %j', (values, texts) => {
    expect(values.map(alike(values))).toEqual(texts);
  });

  it('are two decimals for a MASE', () => {
    expect([0.395, 1, Number.NaN].map(mase)).toEqual(['0.40', '1.00', '–']);
  });
});
