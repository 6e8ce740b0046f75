import { expect, it } from 'vitest';
import { normal, seeded } from '../base/random';
import { loess } from './loess';
import { pacer } from './pace';

const pace = () => pacer(new AbortController().signal);

it.each([7, 31, 201])('gives a straight line back, edges included, span %d', async (span) => {
  const line = Float64Array.from({ length: 100 }, (_, t) => 5 - 0.3 * t);
  const out = new Float64Array(100);
  await loess(span).smooth(line, 100, out, { pace: pace() });
  for (const [t, value] of out.entries()) expect(value).toBeCloseTo(5 - 0.3 * t, 9);
  expect(loess(span).extend(line, 100, 100)).toBeCloseTo(5 - 30, 9);
  expect(loess(span).extend(line, 100, -1)).toBeCloseTo(5.3, 9);
});

it('gives the same with robustness weights of 1 as without', async () => {
  const random = seeded(4);
  const y = Float64Array.from({ length: 200 }, () => normal(random));
  const [plain, weighed] = [new Float64Array(200), new Float64Array(200)];
  await loess(21).smooth(y, 200, plain, { pace: pace() });
  await loess(21).smooth(y, 200, weighed, { pace: pace(), robustness: new Float64Array(200).fill(1) });
  for (const [t, value] of plain.entries()) expect(weighed[t]).toBeCloseTo(value, 9);
});

it('keeps a value whose neighbours all weigh nothing', async () => {
  const y = Float64Array.of(1, 2, 3, 4, 50, 6, 7, 8, 9);
  const out = new Float64Array(9);
  await loess(3).smooth(y, 9, out, { pace: pace(), robustness: new Float64Array(9) });
  expect([...out]).toEqual([...y]);
});

it.each([0, 1, 2])('survives %d points', async (n) => {
  const y = Float64Array.from({ length: n }, (_, t) => t + 1);
  const out = new Float64Array(n);
  await loess(7).smooth(y, n, out, { pace: pace() });
  for (const [t, value] of out.entries()) expect(value).toBeCloseTo(t + 1, 12);
});
