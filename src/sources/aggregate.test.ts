import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../base/random';
import { emptyQuery } from '../frame/query';
import { AGGREGATES, bucketed } from './aggregate';
import { decimal } from './ask-well';
import { filled } from './fill-buckets';

const made = (name: (typeof AGGREGATES)[number], values: readonly number[], amount?: number): number =>
  bucketed(
    Float64Array.from(values, (_, i) => i),
    Float64Array.from(values),
    1e6,
    name,
    { amount },
  ).values[0] as number;

describe('buckets in the tab', () => {
  it('take the commonest value, the smallest of several', () => {
    expect(made('mode', [3, 1, 2])).toBe(1);
    expect(made('mode', [5, 4, 5, 4, 1])).toBe(4);
    expect(made('mode', [0, 0, -1])).toBe(0);
    expect(made('distinct', [5, 4, 5, 4, 1])).toBe(3);
  });

  it('take a percentile that occurs, mirrored under the middle', () => {
    const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.1, max: 49.9, noNaN: true }), (values, percent) => {
        const low = made('percentile', values, percent);
        expect(values).toContain(low);
        const mirrored = made(
          'percentile',
          values.map((value) => 0 - value),
          100 - percent,
        );
        expect(mirrored).toBe(0 - low);
      }),
    );
    const ten = Array.from({ length: 10 }, (_, i) => i + 1);
    expect([1, 5, 25, 50, 75, 95, 99, 100].map((p) => made('percentile', ten, p))).toEqual([1, 1, 3, 5, 8, 10, 10, 10]);
  });

  it('skip what is missing, and leave out buckets without points', () => {
    const time = Float64Array.of(1, 2, 15, 16, 31);
    const values = Float64Array.of(1, Number.NaN, Number.NaN, Number.NaN, 5);
    expect(bucketed(time, values, 10, 'count')).toEqual({
      time: Float64Array.of(0, 30),
      values: Float64Array.of(1, 1),
    });
    expect(bucketed(time, values, 10, 'derivative', { amount: 10 })).toEqual({
      time: Float64Array.of(30),
      values: Float64Array.of(4 / 3),
    });
  });

  it('share the area under a line at the border, and give a gap to the bucket of its end', () => {
    const area = (time: number[], values: number[]) => {
      const found = bucketed(Float64Array.from(time), Float64Array.from(values), 10, 'integral', { amount: 1 });
      return [...found.time].map((t, i) => [t, found.values[i]]);
    };
    expect(area([5, 15], [0, 10])).toEqual([
      [0, 12.5],
      [10, 37.5],
    ]);
    expect(area([5, 35], [1, 1])).toEqual([
      [0, 5],
      [30, 25],
    ]);
    expect(area([0, 10], [2, 2])).toEqual([[0, 20]]);
    expect(area([5], [2])).toEqual([]);
  });

  it('are as many, whatever is made of them', () => {
    const n = 300_000;
    const random = seeded(1);
    const time = Float64Array.from({ length: n }, (_, i) => i * 1000);
    const values = Float64Array.from({ length: n }, () => random());
    for (const name of AGGREGATES) {
      const { values: results } = bucketed(time, values, 3_600_000, name, { zone: 'Europe/Vienna' });
      expect(results.length).toBe(name === 'none' ? n : name === 'derivative' ? 83 : 84);
    }
  });
});

describe('filling buckets', () => {
  const frame = { time: Float64Array.of(20, 50), columns: [{ key: 'u', values: Float64Array.of(1, 4), labels: {} }] };
  const query = { ...emptyQuery, everyMs: 10, range: { start: 11, stop: 71 } };
  const fillWith = (fill: 'gap' | 'previous' | 'linear' | number, aggregate = 'mean') => [
    ...(filled([frame], { ...query, aggregate, fill })[0]?.columns[0]?.values ?? []),
  ];

  it('covers the range, and only between values with a line', () => {
    const { NaN: none } = Number;
    expect(fillWith('gap')).toEqual([none, 1, none, none, 4, none, none]);
    expect(fillWith('previous')).toEqual([none, 1, 1, 1, 4, 4, 4]);
    expect(fillWith('linear')).toEqual([none, 1, 2, 3, 4, none, none]);
    expect(fillWith(-1.5)).toEqual([-1.5, 1, -1.5, -1.5, 4, -1.5, -1.5]);
    expect(fillWith('linear', 'count')).toEqual([0, 1, 0, 0, 4, 0, 0]);
  });

  it('refuses more buckets than anybody wants, of all series together', () => {
    const asked = { ...query, aggregate: 'mean', fill: 'gap' as const, everyMs: 1000, range: { start: 0, stop: 4e9 } };
    expect(() => filled([frame, frame, frame], asked)).toThrow(/12 million buckets of 3 series/);
    expect(() => filled([frame, frame, frame], { ...asked, fill: undefined as never })).not.toThrow();
  });

  it('changes nothing a second time, nor raw points, nor a person’s own query', () => {
    for (const fill of ['gap', 'previous', 'linear', 0] as const) {
      const asked = { ...query, aggregate: 'mean', fill };
      const once = filled([frame], asked);
      expect(filled(once, asked)).toEqual(once);
      expect(filled([frame], { ...asked, text: 'SELECT 1' })).toEqual([frame]);
      expect(filled([frame], { ...asked, aggregate: 'none' })).toEqual([frame]);
    }
  });
});

describe('numbers without exponents', () => {
  it('are the same numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        fc.pre(value === 0 || Math.abs(value) > 1e-80);
        expect(decimal(value)).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(decimal(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
