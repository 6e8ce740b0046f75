import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../base/random';
import type { Forecast } from '../frame/parts';
import { coverage } from '../math/metrics/coverage';
import { quantile } from '../math/quantile';
import { bandLevels, calibrate, type HeldForecast, quantileAt } from './band';
import { bandIn, calibrationOf, withBand } from './band-fan';

const plain = (values: Float64Array): Float64Array => values;
const ahead = (point: ArrayLike<number>, quantiles: Forecast['quantiles'] = []): Forecast => ({
  target: 'x',
  time: Float64Array.from(point, (_, h) => h),
  point: Float64Array.from(point),
  quantiles,
});

/** Held-back forecasts of one point, whose actual values are the point moved by `draw`; an origin every `apart` steps. */
function held(
  count: number,
  horizon: number,
  draw: (h: number) => number,
  { apart = horizon, level = 0, own = [] as Forecast['quantiles'] } = {},
): readonly HeldForecast[] {
  return Array.from({ length: count }, (_, i) => {
    const point = new Float64Array(horizon).fill(level);
    const actual = point.map((value, h) => value + draw(h));
    const forecast = ahead(point, own);
    return { origin: i * apart, forecast, actual, inUnits: { point, actual }, bounds: level > 0 ? { unit: 1 } : {} };
  });
}

/** The share of new draws inside the band that should hold `level` of them. */
function heldShare(made: Forecast, level: number, draw: (h: number) => number, rounds: number): number {
  const [lower, , upper] = bandIn(made.fan ?? [], level);
  let inside = 0;
  for (let i = 0; i < rounds; i++) {
    for (const [h, point] of made.point.entries()) {
      const y = point + draw(h);
      if ((lower?.values[h] as number) <= y && y <= (upper?.values[h] as number)) inside++;
    }
  }
  return inside / rounds / made.point.length;
}

const value = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(0, Number.NaN, 1e-300, -1e-300, 1e300),
);
const runs = fc.array(fc.array(value, { minLength: 5, maxLength: 5 }), { maxLength: 8 });

const ascends = (fan: Forecast['quantiles']): void => {
  for (const [i, { level, values }] of fan.entries()) {
    if (i === 0) continue;
    const before = fan[i - 1] as (typeof fan)[number];
    expect(level).toBeGreaterThan(before.level);
    values.forEach((upper, h) => {
      expect(upper).toBeGreaterThanOrEqual(before.values[h] as number);
    });
  }
};

describe('a band', () => {
  it('never crosses, whatever the errors, and gives any level in between', () => {
    fc.assert(
      fc.property(runs, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (found, level) => {
        const calibration = calibrate(
          found.map((run) => Float64Array.from(run)),
          5,
          level,
        );
        const made = withBand(ahead([1, -2, 0, 1e3, 5, 6, 7]), calibration, plain);
        ascends(made.fan ?? []);
        ascends(made.quantiles);
        expect(made.quantiles.every(({ values }) => !values.includes(Number.NaN))).toBe(true);
        const none = found.flat().every((error) => Number.isNaN(error));
        expect(made.quantiles).toHaveLength(none ? 0 : 3);
      }),
    );
  });

  it('never crosses where the model has quantiles of its own, however bad', () => {
    const own = fc.array(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(own, runs, (drawn, actual) => {
        const quantiles = [0.025, 0.1, 0.5, 0.9, 0.975].map((level, i) => ({
          level,
          values: Float64Array.from({ length: 5 }, (_, h) => [...(drawn[h] ?? []), 0, 0].sort((a, b) => a - b)[i] ?? 0),
        }));
        const forecasts = actual.map((run, i) => ({
          origin: i,
          forecast: ahead([0, 0, 0, 0, 0], quantiles),
          actual: Float64Array.from(run),
          bounds: {},
        }));
        ascends(withBand(ahead([0, 0, 0, 0, 0], quantiles), calibrate(forecasts, 5, 0.8), plain).fan ?? []);
      }),
    );
  });

  it('never leaves the bounds of the series, nor does the point', () => {
    fc.assert(
      fc.property(runs, fc.array(fc.double({ min: -50, max: 150, noNaN: true }), { minLength: 5 }), (found, point) => {
        const calibration = {
          ...calibrate(
            found.map((run) => Float64Array.from(run)),
            5,
            0.95,
          ),
          least: 0,
          most: 100,
        };
        const made = withBand(ahead(point), calibration, plain);
        for (const { values } of [{ values: made.point }, ...made.quantiles, ...(made.fan ?? [])]) {
          expect(values.every((y) => y >= 0 && y <= 100)).toBe(true);
        }
      }),
    );
  });

  it('stands in the units of the series, its levels brought back one by one', () => {
    const calibration = calibrate(
      held(20, 4, () => Math.sin(1)),
      4,
      0.8,
    );
    const made = withBand(ahead([0, 1, 2, 3]), calibration, (values) => values.map(Math.exp));
    const bare = withBand(ahead([0, 1, 2, 3]), calibration, plain);
    for (const [i, { values }] of (made.fan ?? []).entries()) {
      expect([...values]).toEqual([...(bare.fan?.[i]?.values ?? [])].map(Math.exp));
    }
  });

  it('grows beyond the calibrated steps as a random walk does', () => {
    const random = seeded(4);
    const made = withBand(
      ahead(new Float64Array(16)),
      calibrate(
        held(30, 4, () => normal(random)),
        4,
        0.8,
      ),
      plain,
    );
    const upper = made.quantiles[2]?.values as Float64Array;
    expect((upper[15] as number) / (upper[3] as number)).toBeCloseTo(2, 9);
  });
});

describe('coverage', () => {
  const shapes: readonly [string, (random: () => number) => (h: number) => number][] = [
    ['normal errors that grow', (random) => (h) => normal(random) * Math.sqrt(h + 1)],
    ['skewed errors', (random) => () => Math.exp(normal(random)) - 1],
    ['heavy tails', (random) => () => normal(random) / Math.sqrt(random() + 1e-3)],
    ['errors mostly 0', (random) => () => (random() < 0.7 ? 0 : normal(random))],
  ];
  it.each(shapes)('is what is claimed or more on exchangeable data: %s', (_, of) => {
    for (const level of [0.5, 0.8, 0.95]) {
      const shares = Array.from({ length: 12 }, (__, seed) => {
        const draw = of(seeded(seed + 1));
        const calibration = calibrate(held(40, 12, draw), 12, level);
        return heldShare(withBand(ahead(new Float64Array(12)), calibration, plain), level, draw, 200);
      });
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      expect(mean).toBeGreaterThan(level - 0.02);
    }
  });

  it('of few forecasts whose errors are alike holds clearly more than their plain quantiles', () => {
    const covered = Array.from({ length: 300 }, (_, seed) => {
      const random = seeded(seed + 1);
      const one = (origin: number): HeldForecast => {
        const shift = normal(random);
        const [found] = held(1, 24, () => shift + 0.3 * normal(random));
        return { ...(found as HeldForecast), origin };
      };
      const errors = [0, 24, 48, 72].map(one);
      const actual = one(96).actual;
      const [lower, , upper] = withBand(ahead(new Float64Array(24)), calibrate(errors, 24, 0.8), plain).quantiles;
      const all = Float64Array.from(errors.flatMap((run) => [...run.actual]));
      const flat = (level: number): Float64Array => new Float64Array(24).fill(quantile(all, level));
      return {
        own: coverage(actual, lower?.values ?? actual, upper?.values ?? actual),
        plain: coverage(actual, flat(0.1), flat(0.9)),
      };
    });
    const mean = (of: (one: { own: number; plain: number }) => number): number =>
      covered.reduce((sum, one) => sum + of(one), 0) / covered.length;
    expect(mean(({ own }) => own)).toBeGreaterThan(0.7);
    expect(mean(({ own }) => own)).toBeGreaterThan(mean((one) => one.plain) + 0.05);
  });

  it('takes errors as ratios where they grow with the level, and then never falls below 0', () => {
    const random = seeded(9);
    const levels = [5, 50, 500, 20, 200, 90];
    const errors = levels.flatMap((level, i) =>
      held(1, 12, () => 0, { level }).map((one) => {
        const actual = one.forecast.point.map((value) => value * Math.exp(0.8 * normal(random)));
        return { ...one, origin: 12 * i, actual, inUnits: { point: one.forecast.point, actual } };
      }),
    );
    const calibration = calibrate(errors, 12, 0.99);
    expect(calibration.kind).toBe('times');
    const made = withBand(ahead([1, 10, 1000]), calibration, plain);
    expect(made.quantiles[0]?.values.every((y) => y > 0)).toBe(true);
    const [low, , high] = made.quantiles.map(({ values }) => values);
    expect((high?.[2] as number) / (high?.[1] as number)).toBeCloseTo(100, 6);
    expect((low?.[2] as number) / (low?.[1] as number)).toBeCloseTo(100, 6);
  });

  it('mends quantiles of a model’s own that are far too narrow, and far too wide', () => {
    for (const [size, seed] of [
      [0.2, 1],
      [5, 2],
    ] as const) {
      const random = seeded(seed);
      const own = bandLevels.map((level) => ({
        level,
        values: new Float64Array(12).fill(size * 4 * (level - 0.5)),
      }));
      const draw = (): number => normal(random);
      const calibration = calibrate(held(60, 12, draw, { own }), 12, 0.8);
      expect(calibration.kind).toBe('own');
      const made = withBand(ahead(new Float64Array(12), own), calibration, plain);
      expect(heldShare(made, 0.8, draw, 400)).toBeCloseTo(0.8, 1);
      expect(heldShare(made, 0.95, draw, 400)).toBeCloseTo(0.95, 1);
    }
  });

  it('goes by the errors alone where a model’s own quantiles were next to none', () => {
    const random = seeded(3);
    const draw = (): number => normal(random);
    const own = (size: number) =>
      bandLevels.map((level) => ({ level, values: new Float64Array(12).fill(size * (level - 0.5)) }));
    const calibration = calibrate(held(60, 12, draw, { own: own(1e-9) }), 12, 0.8);
    // From a history that is no longer constant, its quantiles are wide.
    const made = withBand(ahead(new Float64Array(12), own(4)), calibration, plain);
    expect(heldShare(made, 0.8, draw, 400)).toBeCloseTo(0.8, 1);
  });
});

describe('a quantile between levels', () => {
  it('lies where a normal’s does, beyond the outermost too', () => {
    const z = [-1.959963985, -1.281551566, 0, 1.281551566, 1.959963985];
    const fan = [0.025, 0.1, 0.5, 0.9, 0.975].map((level, i) => ({ level, values: Float64Array.of(z[i] as number) }));
    for (const [level, expected] of [
      [0.05, -1.644853627],
      [0.75, 0.6744897502],
      [0.995, 2.575829304],
      [0.01, -2.326347874],
    ] as const) {
      expect(quantileAt(fan, level)[0]).toBeCloseTo(expected, 7);
    }
  });
});

describe('a calibration of models kept before', () => {
  const kept = { coverage: 0.8, halfWidth: [1, 2, Number.POSITIVE_INFINITY], errors: 16 };

  it('gives the band it gave', () => {
    const { quantiles } = withBand(ahead([10, 20, 30]), kept, plain);
    expect(quantiles.map(({ level }) => Number(level.toFixed(6)))).toEqual([0.1, 0.5, 0.9]);
    const [lower, middle, upper] = quantiles.map(({ values }) => [...values]);
    expect(lower?.map((y) => Math.round(y * 1e9) / 1e9)).toEqual([9, 18, Number.NEGATIVE_INFINITY]);
    expect(middle).toEqual([10, 20, 30]);
    expect(upper?.map((y) => Math.round(y * 1e9) / 1e9)).toEqual([11, 22, Number.POSITIVE_INFINITY]);
  });

  it('gives other levels as a normal has them, and says what it rests on', () => {
    const calibration = calibrationOf(kept);
    expect(calibration).toMatchObject({ coverage: 0.8, errors: 16, kind: 'added' });
    const { quantiles } = withBand(ahead([0]), { ...calibration, coverage: 0.95 }, plain);
    expect(quantiles[2]?.values[0]).toBeCloseTo(1.959963985 / 1.281551566, 6);
  });
});
