import { expect, it } from 'vitest';
import { minimise, type Objective } from './lbfgs';

/** Rosenbrock's valley in n dimensions; the only minimum for n = 2 is 0 at (1, 1). */
const valley: Objective = (x, gradient) => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i] as number, x[i + 1] as number];
    value += 100 * (b - a * a) ** 2 + (1 - a) ** 2;
    gradient[i] = (gradient[i] as number) - 400 * a * (b - a * a) - 2 * (1 - a);
    gradient[i + 1] = (gradient[i + 1] as number) + 200 * (b - a * a);
  }
  return value;
};

it.each([2, 10, 30])('finds the bottom of Rosenbrock’s valley in %d dimensions', (n) => {
  const { x, value } = minimise(valley, new Float64Array(n), { gain: 1e-14 });
  expect(value).toBeLessThan(1e-9);
  for (const at of x) expect(at).toBeCloseTo(1, 4);
});

it('turns back where there is no value', () => {
  let outside = 0;
  const { x } = minimise(
    ([at = 0], gradient) => {
      gradient[0] = 1 - 1e-3 / at;
      if (at <= 0) outside++;
      return at > 0 ? at - 1e-3 * Math.log(at) : Number.POSITIVE_INFINITY;
    },
    Float64Array.of(0.05),
    { gain: 1e-14 },
  );
  expect(outside).toBeGreaterThan(0);
  expect(x[0]).toBeCloseTo(1e-3, 6);
});

it('stays where nothing can be gained, and leaves its start alone', () => {
  const start = Float64Array.of(3, 4);
  const flat = minimise((_, gradient) => {
    gradient.fill(0);
    return 7;
  }, start);
  expect(flat).toEqual({ x: Float64Array.of(3, 4), value: 7 });
  const nowhere = minimise((_, gradient) => {
    gradient.fill(Number.NaN);
    return Number.NaN;
  }, start);
  expect([...nowhere.x]).toEqual([3, 4]);
  expect([...start]).toEqual([3, 4]);
});

it('stops after so many steps', () => {
  const { value } = minimise(valley, new Float64Array(2), { iterations: 3 });
  expect(value).toBeGreaterThan(1e-3);
  expect(value).toBeLessThan(1);
});
