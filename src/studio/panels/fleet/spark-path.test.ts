import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Glance } from '../../../pipeline/fleet';
import { HIGH, sparkPaths, WIDE } from './spark-path';

const glanceOf = (values: readonly number[], middle: readonly number[], width = 1): Glance => ({
  start: 0,
  end: 100,
  until: 200,
  values: Float32Array.from(values),
  middle: Float32Array.from(middle),
  lower: Float32Array.from(middle, (value) => value - width),
  upper: Float32Array.from(middle, (value) => value + width),
});

const above = (value: number) => ({ value, direction: 'above' as const });

/** The numbers of a path, two by two. */
const points = (path: string): number[][] =>
  [...path.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

it('draws the past to where the forecast begins, and the forecast to the edge', () => {
  const { history, middle, now } = sparkPaths(glanceOf([1, 2, 3, 4], [5, 6]));
  expect(now).toBe(WIDE / 2);
  expect(points(history).map(([x]) => x)).toEqual([12.5, 37.5, 62.5, 87.5]);
  expect(points(middle).map(([x]) => x)).toEqual([100, 125, 175]);
  const heights = [...points(history), ...points(middle)].map(([, y]) => y ?? 0);
  expect(heights).toEqual([...heights].sort((a, b) => b - a));
});

it('lifts the pen where values are missing', () => {
  expect(sparkPaths(glanceOf([1, Number.NaN, 3], [4])).history.match(/M/g)).toHaveLength(2);
  const none = sparkPaths(glanceOf([Number.NaN], [Number.NaN]));
  expect([none.history, none.middle, none.band]).toEqual(['', '', '']);
});

it('shows a threshold that is near, and leaves out one far off', () => {
  expect(sparkPaths(glanceOf([50, 60], [70]), above(90)).threshold).toBeCloseTo(3, 0);
  expect(sparkPaths(glanceOf([50, 60], [70]), above(9000)).threshold).toBeUndefined();
});

it('never leaves its frame', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 64 }),
      fc.array(value, { minLength: 1, maxLength: 64 }),
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      value,
      (values, middle, width, threshold) => {
        const paths = sparkPaths(glanceOf(values, middle, width), above(threshold));
        for (const path of [paths.history, paths.middle, paths.band]) {
          expect(path).not.toContain('NaN');
          for (const [x = -1, y = -1] of points(path)) {
            expect(x).toBeGreaterThanOrEqual(0);
            expect(x).toBeLessThanOrEqual(WIDE);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(HIGH);
          }
        }
      },
    ),
  );
});
