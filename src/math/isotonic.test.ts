/*
 * scikit-learn: np.random.default_rng(5); y = r.normal(size=24).round(3) + np.arange(24) * 0.1
 *   IsotonicRegression().fit_transform(np.arange(24), y)
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rising } from './isotonic';

const y = [
  -0.802, -1.224, -0.048, 0.72, 1.536, 0.61, 0.047, -0.085, 1.549, 2.535, 1.273, -0.133, 0.242, 2.9, 1.603, -0.232,
  1.516, 0.537, 1.171, 1.412, 1.287, 2.653, 2.137, 1.711,
];
const fitted = [
  -1.013, -1.013, -0.048, 0.5656, 0.5656, 0.5656, 0.5656, 0.5656, 1.0932, 1.0932, 1.0932, 1.0932, 1.0932,
  1.249166666667, 1.249166666667, 1.249166666667, 1.249166666667, 1.249166666667, 1.249166666667, 1.3495, 1.3495, 2.167,
  2.167, 2.167,
];

it('is the isotonic regression of scikit-learn', () => {
  rising(y).forEach((value, i) => {
    expect(value).toBeCloseTo(fitted[i] as number, 9);
  });
});

it('never falls, keeps the mean, and leaves what rises as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 }), (values) => {
      const found = rising(values);
      for (const [i, value] of found.entries()) {
        expect(value).toBeGreaterThanOrEqual((found[i - 1] ?? Number.NEGATIVE_INFINITY) - 1e-9);
      }
      const sum = (all: Iterable<number>): number => [...all].reduce((total, value) => total + value, 0);
      expect(sum(found)).toBeCloseTo(sum(values), 6);
      const sorted = values.toSorted((a, b) => a - b);
      expect([...rising(sorted)]).toEqual(sorted);
    }),
  );
});
