import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build, typicalStep } from './frame';

const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
);
const value = fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NaN));
const rows = fc.array(fc.tuple(time, value), { maxLength: 40 });

describe('a frame from rows', () => {
  it('is what a map by time makes of them, the last of a time winning', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { frame, report } = build(
          Float64Array.from(all, ([t]) => t),
          [{ key: 'u', values: Float64Array.from(all, ([, v]) => v), labels: {} }],
        );
        const good = all.filter(([t]) => Number.isFinite(t));
        const expected = [...new Map(good)].sort(([a], [b]) => a - b);
        expect([...frame.time]).toEqual(expected.map(([t]) => t));
        expect([...(frame.columns[0]?.values ?? [])]).toEqual(
          expected.map(([, v]) => (Number.isFinite(v) ? v : Number.NaN)),
        );
        let latest = Number.NEGATIVE_INFINITY;
        const unordered = good.filter(([t]) => {
          const before = t < latest;
          latest = Math.max(latest, t);
          return before;
        });
        expect(report).toEqual({
          rows: all.length,
          badTimes: all.length - good.length,
          duplicates: good.length - expected.length,
          unordered: unordered.length,
          infinite: expected.filter(([, v]) => Math.abs(v) === Number.POSITIVE_INFINITY).length,
        });
      }),
      { numRuns: 500 },
    );
  });

  it('takes clean arrays as they are, and leaves those it must mend untouched', () => {
    const [axis, values] = [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)];
    const { frame } = build(axis, [{ key: 'u', values, labels: {} }]);
    expect(frame.time).toBe(axis);
    expect(frame.columns[0]?.values).toBe(values);
    expect(frame.stepMs).toBe(1);
    const bad = Float64Array.of(4, Number.POSITIVE_INFINITY, 6);
    expect(build(axis, [{ key: 'u', values: bad, labels: {} }]).frame.columns[0]?.values[1]).toBeNaN();
    expect(bad[1]).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the typical step', () => {
  it('is the median of the steps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 30 }), (steps) => {
        const axis = new Float64Array(steps.length + 1);
        steps.forEach((step, i) => {
          axis[i + 1] = (axis[i] as number) + step;
        });
        expect(typicalStep(axis)).toBe(steps.toSorted((a, b) => a - b)[steps.length >>> 1]);
      }),
      { numRuns: 1000 },
    );
    expect(typicalStep(Float64Array.of(5))).toBeNaN();
  });
});
