import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../base/random';
import { type Part, type Shape, Viewer, type Views, viewsOf } from './sequence-views';

const week = 24 * 7;
const weeks = 8;
const n = weeks * week;
const shape: Shape = { parts: ['trend', 'seasonal', 'residual'], lookback: 24, head: 24, period: week, span: 49 };

/** Hourly, weekly and calm: a level of 50 to 70 by day and a trend; a holiday week is flat at its nights' level. */
function views(noise: number, holiday?: number): Views {
  const random = seeded(3);
  const trend = Float64Array.from({ length: n }, (_, i) => 50 + 0.001 * i);
  const season = Float64Array.from({ length: n }, (_, i) => (i % 24 > 7 && i % week < 120 ? 20 : 0));
  const residual = Float64Array.from({ length: n }, (_, i) => {
    const flat = holiday !== undefined && Math.floor(i / week) === holiday ? -(season[i] as number) : 0;
    return flat + noise * normal(random);
  });
  return viewsOf([trend, season, residual], week);
}

/** What a part would be without learning, `steps` from the end of the history on. */
function expected(part: Part, view: Views, steps = week): Float64Array {
  const into = new Float64Array(steps);
  new Viewer(shape).expected(part, view, n - 1, into);
  return into;
}

const summed = (view: Views, steps = week): Float64Array =>
  shape.parts
    .map((part) => expected(part, view, steps))
    .reduce((a, b) => a.map((value, h) => value + (b[h] as number)));

const meanGap = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, h) => sum + Math.abs(value - (b[h] as number)), 0) / a.length;

describe('what the last cycles say', () => {
  it.each([1, 2, 3])('is as without the holiday when one was %i weeks ago', (ago) => {
    const [quiet, holiday] = [summed(views(0.3)), summed(views(0.3, weeks - ago))];
    expect(meanGap(quiet, holiday)).toBeLessThan(0.5);
    // The plain weighted mean would miss by its weight of 1, 0.8 or 0.64 in 2.44, of 20 in 80 of 168 hours.
    const plain = ((20 * 80) / week) * (0.8 ** (ago - 1) / 2.44);
    expect(meanGap(quiet, holiday)).toBeLessThan(plain / 4);
  });

  it('keeps the holiday out of the surprises after it, not out of its own', () => {
    const { surprises } = views(0.3, weeks - 2);
    const biggest = (from: number) =>
      surprises.subarray(from * week, (from + 1) * week).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    expect(biggest(weeks - 2)).toBeGreaterThan(15);
    expect(biggest(weeks - 1)).toBeLessThan(5);
  });

  it('is the plain mean, weighted 1, 0.8, 0.64, where no cycle lies far off', () => {
    // Cycles that differ by the same step everywhere: the usual difference itself, so none is an outlier.
    const view = views(0);
    const at = (k: number, h: number): number => view.values[n - k * week + h] as number;
    const plain = Float64Array.from({ length: week }, (_, h) => (at(1, h) + 0.8 * at(2, h) + 0.64 * at(3, h)) / 2.44);
    for (const [h, value] of summed(view).entries()) expect(value).toBeCloseTo(plain[h] as number, 9);
    expect(view.usual).toBeCloseTo(0.001 * week, 9);
  });

  it.each([undefined, weeks - 1])(
    'of the parts adds up to what they say of the values (holiday in week %s)',
    (holiday) => {
      const view = views(1, holiday);
      const whole = new Float64Array(week);
      // The values as a series of their own: all in one part, weighed by the same values.
      const zeros = new Float64Array(n);
      const one: Views = { ...view, parts: [view.values, zeros, zeros] };
      new Viewer(shape).expected('trend', one, n - 1, whole);
      for (const [h, value] of summed(view).entries()) expect(value).toBeCloseTo(whole[h] as number, 9);
    },
  );

  it('is repeated beyond one cycle', () => {
    const two = summed(views(0.3), 2 * week);
    expect(two.subarray(week)).toEqual(two.subarray(0, week));
  });
});
