import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ALREADY, type Band, crossing, firstCrossing, NOT_WITHIN, type Threshold } from './crossing';

const HOUR = 3_600_000;
const start = { time: 0, value: 50 };
const hours = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => (i + 1) * HOUR);
const above = (value: number): Threshold => ({ value, direction: 'above' });

it('lies on the straight line between two points', () => {
  const line = Float64Array.of(51, 53, 57);
  expect(firstCrossing(start, hours(3), line, above(50.5))).toBe(HOUR / 2);
  expect(firstCrossing(start, hours(3), line, above(53))).toBe(2 * HOUR);
  expect(firstCrossing(start, hours(3), line, above(56))).toBe(2.75 * HOUR);
  expect(firstCrossing(start, hours(3), line, above(57.1))).toBe(NOT_WITHIN);
  expect(firstCrossing(start, hours(3), line, above(50))).toBe(ALREADY);
});

it('goes down to a threshold as it goes up to one', () => {
  expect(firstCrossing(start, hours(2), Float64Array.of(45, 35), { value: 40, direction: 'below' })).toBe(1.5 * HOUR);
});

it('passes over what is missing, at the start too', () => {
  const holed = Float64Array.of(Number.NaN, 54);
  expect(firstCrossing(start, hours(2), holed, above(52))).toBe(HOUR);
  expect(firstCrossing({ time: 0, value: Number.NaN }, hours(2), holed, above(52))).toBe(2 * HOUR);
});

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });
const bands = values.chain((middle) =>
  fc
    .tuple(
      ...middle.map(() =>
        fc.tuple(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true })),
      ),
    )
    .map(
      (widths): Band => ({
        time: hours(middle.length),
        middle: Float64Array.from(middle),
        lower: Float64Array.from(middle, (value, i) => value - (widths[i]?.[0] ?? 0)),
        upper: Float64Array.from(middle, (value, i) => value + (widths[i]?.[1] ?? 0)),
      }),
    ),
);
const level = fc.double({ min: -120, max: 120, noNaN: true });
const direction = fc.constantFrom('above' as const, 'below' as const);

it('comes between its earliest and its latest date', () => {
  fc.assert(
    fc.property(bands, level, level, direction, (band, value, from, way) => {
      const { earliest, expected, latest } = crossing({ time: 0, value: from }, band, { value, direction: way });
      expect(earliest).toBeLessThanOrEqual(expected);
      expect(expected).toBeLessThanOrEqual(latest);
      // The edges say so by themselves where they hold the middle between them; nothing had to be put in order.
      const [near, far] = way === 'above' ? [band.upper, band.lower] : [band.lower, band.upper];
      const threshold = { value, direction: way };
      expect(firstCrossing({ time: 0, value: from }, band.time, near, threshold)).toBe(earliest);
      expect(firstCrossing({ time: 0, value: from }, band.time, far, threshold)).toBe(latest);
    }),
  );
});

it('comes later for a threshold farther off', () => {
  fc.assert(
    fc.property(
      bands,
      level,
      fc.double({ min: 0, max: 60, noNaN: true }),
      level,
      direction,
      (band, value, more, from, way) => {
        const near = crossing({ time: 0, value: from }, band, { value, direction: way });
        const farther = value + (way === 'above' ? more : -more);
        const far = crossing({ time: 0, value: from }, band, { value: farther, direction: way });
        for (const date of ['earliest', 'expected', 'latest'] as const) {
          expect(near[date]).toBeLessThanOrEqual(far[date]);
        }
      },
    ),
  );
});

it('is reached there and not before: the line up to it stays short of the threshold', () => {
  fc.assert(
    fc.property(values, level, (line, value) => {
      const at = firstCrossing(start, hours(line.length), Float64Array.from(line), above(value));
      line.forEach((point, i) => {
        if ((i + 1) * HOUR < at) expect(point).toBeLessThan(value);
      });
      if (at === NOT_WITHIN) expect(Math.max(start.value, ...line)).toBeLessThan(value);
    }),
  );
});
