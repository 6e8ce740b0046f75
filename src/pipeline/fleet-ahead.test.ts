import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Forecast } from '../frame/parts';
import { goneOn } from './fleet-ahead';

const HOUR = 3_600_000;
const own = 24;

const forecastOf = (of: (h: number) => number, width: number): Forecast => {
  const point = Float64Array.from({ length: own }, (_, h) => of(h));
  return {
    target: 'used',
    time: point.map((_, h) => h * HOUR),
    point,
    quantiles: [
      { level: 0.025, values: point.map((value) => value - width) },
      { level: 0.5, values: point.slice() },
      { level: 0.975, values: point.map((value) => value + width) },
    ],
  };
};

describe('a forecast gone on with', () => {
  it('follows the growth, with the season it always had', () => {
    const truth = (i: number): number => 50 + 0.1 * i + 3 * Math.sin((2 * Math.PI * i) / 24);
    const values = Float64Array.from({ length: 240 }, (_, i) => truth(i));
    const growth = { perStep: 0.1, off: 0, level: 70 };
    const known = { values, stepMs: HOUR, period: 24, growth, bounds: {} };
    const { time, point } = goneOn(
      forecastOf((h) => truth(240 + h), 1),
      known,
      200,
    );
    expect(point).toHaveLength(200);
    for (const [h, value] of point.entries()) expect(value).toBeCloseTo(truth(240 + h), 8);
    expect([...time.slice(-2)]).toEqual([198 * HOUR, 199 * HOUR]);
  });

  it('is what it was as far as it went itself, and no longer than asked', () => {
    const known = {
      values: new Float64Array(50),
      stepMs: HOUR,
      period: 1,
      growth: { perStep: 1, off: 0, level: 0 },
      bounds: {},
    };
    const forecast = forecastOf((h) => h, 2);
    expect(goneOn(forecast, known, 10)).toBe(forecast);
    expect([...goneOn(forecast, known, 60).point.subarray(0, own)]).toEqual([...forecast.point]);
  });

  it('never leaves the bounds of the series', () => {
    const growth = { perStep: -1, off: 0.1, level: 30 };
    const values = Float64Array.from({ length: 50 }, (_, i) => 80 - i);
    const { point, quantiles } = goneOn(
      forecastOf((h) => 30 - h, 2),
      { values, stepMs: HOUR, period: 1, growth, bounds: { least: 0 } },
      200,
    );
    expect(Math.min(...point.subarray(own))).toBe(0);
    expect(Math.min(...(quantiles[0]?.values.subarray(own) ?? []))).toBe(0);
    const below = goneOn(
      forecastOf((h) => 30 - h, 2),
      { values: values.map((v) => v - 60), stepMs: HOUR, period: 1, growth, bounds: {} },
      200,
    );
    expect(Math.min(...below.point)).toBeLessThan(-100);
    const full = goneOn(
      forecastOf((h) => 70 + h, 2),
      { values, stepMs: HOUR, period: 1, growth: { ...growth, perStep: 1 }, bounds: { least: 0, most: 100 } },
      200,
    );
    expect(Math.max(...full.point.subarray(own), ...(full.quantiles[2]?.values.subarray(own) ?? []))).toBe(100);
  });

  it('has a band that never crosses and never narrows', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    const wide = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 60, maxLength: 60 }),
        number,
        wide,
        wide,
        (list, perStep, off, width) => {
          const values = Float64Array.from(list, (value) => value - 100);
          const known = { values, stepMs: HOUR, period: 12, growth: { perStep, off, level: 0 }, bounds: {} };
          const { quantiles } = goneOn(
            forecastOf((h) => h % 7, width),
            known,
            80,
          );
          const [low, middle, high] = quantiles.map(({ values: found }) => found) as [
            Float64Array,
            Float64Array,
            Float64Array,
          ];
          let before = 0;
          for (let h = 0; h < 80; h++) {
            const [a, b, c] = [low[h] as number, middle[h] as number, high[h] as number];
            expect(a).toBeLessThanOrEqual(b + 1e-9);
            expect(b).toBeLessThanOrEqual(c + 1e-9);
            expect(c - a).toBeGreaterThanOrEqual(before - 1e-9);
            before = c - a;
          }
        },
      ),
    );
  });
});
