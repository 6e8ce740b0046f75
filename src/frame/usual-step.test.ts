import { expect, it } from 'vitest';
import { seeded } from '../base/random';
import { typicalStep } from './frame';
import { usualStep } from './usual-step';

it('is the typical step of a short axis, and close to that of a long one', () => {
  const random = seeded(1);
  let at = 0;
  const long = Float64Array.from({ length: 400_000 }, () => (at += 500 + 1000 * random()));
  expect(usualStep(long.subarray(0, 5000))).toBe(typicalStep(long.subarray(0, 5000)));
  expect(Math.abs(usualStep(long) / typicalStep(long) - 1)).toBeLessThan(0.01);
  expect(usualStep(long.map((_, i) => 60_000 * i))).toBe(60_000);
  expect(usualStep(new Float64Array())).toBeNaN();
});

it('is not misled by a rhythm', () => {
  let at = 0;
  // Every hundredth wait is a long one.
  const time = Float64Array.from({ length: 700_000 }, (_, i) => (at += i % 100 === 0 ? 9000 : 1000));
  expect(usualStep(time)).toBe(1000);
});
