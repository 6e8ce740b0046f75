import { describe, expect, it } from 'vitest';
import { beyondRounding, largestOf } from './rounding';

describe('an error that is only rounding', () => {
  it.each([
    [8.88e-16, 5, 0],
    [8.88e-16, 1e-12, 8.88e-16],
    [1e-3, 1e6, 1e-3],
    [0, 0, 0],
    [Number.NaN, 5, Number.NaN],
  ])('%d beside values up to %d counts as %d', (error, largest, counted) => {
    expect(beyondRounding(error, largest)).toBe(counted);
  });

  it('is measured by the largest value of all, whatever its sign; gaps do not count', () => {
    expect(largestOf([1, -7, Number.NaN], Float64Array.of(3))).toBe(7);
    expect(largestOf()).toBe(0);
  });
});
