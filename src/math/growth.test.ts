/*
 * Reference Python code (SciPy 1.15): rng = np.random.default_rng(7); for n in (5, 12, 40):
 *   y = np.round(0.3 * np.arange(n) + rng.standard_t(2, n), 4); slope = scipy.stats.theilslopes(y)[0]
 */
import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../base/random';
import { growthOf, levelsOf, theilSen } from './growth';

const cases = [
  { y: [0.0012, 0.0102, 0.3528, 0.9359, 0.3022], slope: 0.13656666666666667 },
  {
    y: [0.8768, 0.4017, 0.5379, -0.0941, -1.0163, 1.2499, 2.907, 1.8874, 1.6185, 2.8043, 2.1178, 2.2848],
    slope: 0.1923888888888889,
  },
];

describe('Theil and Sen’s slope', () => {
  it.each(cases)('is SciPy’s: $slope', ({ y, slope }) => {
    expect(theilSen(Float64Array.from(y))).toBeCloseTo(slope, 12);
  });

  it('does not mind a few wild values or missing ones', () => {
    const line = Float64Array.from({ length: 30 }, (_, i) => 2 * i);
    line[3] = 900;
    line[20] = -900;
    line[25] = Number.NaN;
    expect(theilSen(line)).toBe(2);
    expect(theilSen(Float64Array.of(5))).toBe(0);
  });
});

it('takes levels from the end, and the median of each', () => {
  expect([...levelsOf(Float64Array.of(99, 1, 2, 9, 4, 5, 6), 3)]).toEqual([2, 5]);
});

const DAYS = 56;
/** Hourly: a level, a pace a day that turns into another `turn` days before the end, a daily swing and noise. */
function disk(pace: number, { before = pace, turn = DAYS, swing = 2, noise = 0.3, seed = 1 } = {}): Float64Array {
  const random = seeded(seed);
  return Float64Array.from({ length: DAYS * 24 }, (_, i) => {
    const day = i / 24;
    const late = Math.max(0, day - (DAYS - turn));
    return 20 + before * (day - late) + pace * late + swing * Math.sin((2 * Math.PI * i) / 24) + noise * normal(random);
  });
}

describe('the growth of a series', () => {
  it('is its pace, whatever its season and noise', () => {
    const { perStep, level } = growthOf(disk(0.5), [24], 0.95);
    expect(perStep * 24).toBeCloseTo(0.5, 2);
    expect(level).toBeCloseTo(20 + 0.5 * (DAYS - 0.5), 0);
  });

  it('is that since the last turn, not that before it', () => {
    const { perStep } = growthOf(disk(2, { before: 0.1, turn: 20 }), [24], 0.95);
    expect(perStep * 24).toBeGreaterThan(1.9);
    expect(perStep * 24).toBeLessThan(2.05);
  });

  it('says how far off it may be: the true pace lies within it about as often as claimed', () => {
    let inside = 0;
    const trials = 60;
    for (let seed = 1; seed <= trials; seed++) {
      const { perStep, off } = growthOf(disk(0.4, { noise: 2, seed }), [24], 0.8);
      if (Math.abs(perStep * 24 - 0.4) <= off * 24) inside++;
    }
    expect(inside / trials).toBeGreaterThan(0.75);
    const [quiet, loud] = [0.2, 4].map((noise) => growthOf(disk(0.4, { noise }), [24], 0.8).off);
    expect(loud).toBeGreaterThan(3 * (quiet ?? 0));
  });

  it('is known of a short series too, and is nothing of a constant one', () => {
    expect(growthOf(Float64Array.of(1, 2, 3, 4), [], 0.9).perStep).toBeCloseTo(1, 12);
    expect(growthOf(new Float64Array(100).fill(7), [], 0.9)).toEqual({ perStep: 0, off: 0, level: 7 });
  });
});
