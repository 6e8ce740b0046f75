import { describe, expect, it } from 'vitest';
import { coverage } from './coverage';
import { mae } from './mae';
import { mase } from './mase';
import { intervalScore, msis } from './msis';
import { owa } from './owa';
import { pinball } from './pinball';
import { rmse } from './rmse';
import { smape } from './smape';

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const actual = of(10, 20, 30, 40);
const forecast = of(12, 18, 33, 40);

describe('metrics', () => {
  it('match figures worked out by hand', () => {
    expect(mae(actual, forecast)).toBeCloseTo(7 / 4, 12);
    expect(rmse(actual, forecast)).toBeCloseTo(Math.sqrt(17 / 4), 12);
    expect(smape(actual, forecast)).toBeCloseTo((400 / 22 + 400 / 38 + 600 / 63) / 4, 12);
    expect(pinball(actual, forecast, 0.9)).toBeCloseTo((0.1 * 2 + 0.9 * 2 + 0.1 * 3) / 4, 12);
    expect(pinball(actual, forecast, 0.5)).toBeCloseTo(mae(actual, forecast) / 2, 12);
    expect(mase(actual, forecast, of(1, 2, 4, 8, 5), 2)).toBeCloseTo(7 / 4 / ((3 + 6 + 1) / 3), 12);
    expect(coverage(actual, of(10, 21, 20, 0), of(11, 22, 30, 50))).toBe(0.75);
    expect(owa({ smape: 14.123, mase: 1.199 }, { smape: 18.378, mase: 2.364 })).toBeCloseTo(0.638, 3);
  });

  it('score a band by its width, and dearly by how far off it is', () => {
    const lower = of(11, 15, 20, 0);
    const upper = of(11.5, 22, 28, 50);
    const score = (0.5 + 10 * 1 + 7 + (8 + 10 * 2) + 50) / 4;
    expect(intervalScore(actual, lower, upper, 0.8)).toBeCloseTo(score, 9);
    const band = { lower, upper, coverage: 0.8 };
    expect(msis(actual, band, of(1, 2, 4, 8, 5), 2)).toBeCloseTo(score / ((3 + 6 + 1) / 3), 9);
    expect(msis(actual, band, of(5, 5, 5), 1)).toBeNaN();
    expect(intervalScore(of(Number.NaN, 1), of(0, 0), of(9, 2), 0.8)).toBe(2);
  });

  it('leave out missing steps, and say so when nothing is left', () => {
    expect(mae(of(1, Number.NaN, 3), of(2, 2, Number.NaN))).toBe(1);
    expect(coverage(of(1, 1), of(0, Number.NaN), of(2, 2))).toBe(1);
    expect(rmse(of(Number.NaN), of(1))).toBeNaN();
    expect(smape(of(0, 1), of(0, 1))).toBe(0);
  });

  it('have no MASE without a scale', () => {
    expect(mase(actual, forecast, of(5, 5, 5), 1)).toBeNaN();
    expect(mase(actual, forecast, of(5, 6), 24)).toBeNaN();
  });
});
