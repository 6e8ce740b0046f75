import { expect, it } from 'vitest';
import { normal, seeded } from '../../base/random';
import { farthest } from '../fixtures/series';
import { pacer } from '../pace';
import { chooseWindow, meanSums, solveWindows, type WindowSums, windowError, windowSums } from './linear-window';

const random = seeded(4);
const x = Float64Array.from({ length: 60 }, (_, t) => 3 + Math.sin(t / 3) + 0.3 * normal(random));

const sumsOf = (from: number, to: number, lookback: number, horizon: number): WindowSums => {
  const sums = windowSums(x, { from, to, lookback, horizon });
  if (sums === undefined) throw new Error('no window');
  return sums;
};

/** Every window written out, each value less the last input. */
const windows = (first: number, to: number, lookback: number, horizon: number): number[][] => {
  const rows: number[][] = [];
  for (let t = first; t + lookback + horizon <= to; t++) {
    const row = [...x.slice(t, t + lookback + horizon)];
    rows.push(row.map((value) => value - (row[lookback - 1] as number)));
  }
  return rows;
};

it('counts the products of all windows as if each were written out', () => {
  // Targets from 20 on: the first window begins at 20 - 5.
  const rows = windows(15, 48, 5, 3);
  const { means } = sumsOf(20, 48, 5, 3);
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) {
      const mean = rows.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), 0) / rows.length;
      expect(means[i * 8 + j]).toBeCloseTo(mean, 10);
    }
  }
});

it('has no sums where there is no window', () => {
  expect(windowSums(x, { from: 0, to: 7, lookback: 5, horizon: 3 })).toBeUndefined();
  expect(windowSums(x, { from: 0, to: 8, lookback: 5, horizon: 3 })).toBeDefined();
});

it('solves the ridge regression of numpy, and knows its error', () => {
  //   R = np.array([[-3, -2, 0], [-5, -3, 0], [-7, -4, 0], [-9, -5, 0]]); y = np.array([3, 4, 5, 6])
  //   w = np.linalg.solve(R.T @ R / 4 + 0.1 * 54.5 / 3 * np.eye(3), R.T @ y / 4); np.mean((y - R @ w) ** 2)
  const parabola = Float64Array.of(1, 2, 4, 7, 11, 16, 22);
  const sums = windowSums(parabola, { from: 0, to: 7, lookback: 3, horizon: 1 }) as WindowSums;
  const weights = solveWindows(sums, 0.1, [0]);
  expect(farthest(weights, [-0.5054303655, -0.3344321922, 0.0], 1)).toBeLessThan(1e-9);
  expect(windowError(sums, weights, [0])).toBeCloseTo(0.2371866623, 9);
});

it('finds the weights that made a series, and chooses a window that holds them', async () => {
  const made = Float64Array.from({ length: 400 }, () => 0);
  for (let t = 0; t < 400; t++)
    made[t] =
      t < 6 ? normal(random) : 0.5 * (made[t - 1] as number) + 0.5 * (made[t - 6] as number) + 0.1 * normal(random);
  const candidates = [2, 6].map((lookback) => ({
    learned: windowSums(made, { from: 0, to: 300, lookback, horizon: 1 }) as WindowSums,
    tried: windowSums(made, { from: 300, to: 400, lookback, horizon: 1 }) as WindowSums,
  }));
  const choice = await chooseWindow(candidates, [1e-4, 10], pacer(new AbortController().signal));
  expect(choice).toMatchObject({ lookback: 6, penalty: 1e-4 });
  const weights = solveWindows((candidates[1] as { learned: WindowSums }).learned, 1e-6, [0]);
  expect(weights[0]).toBeCloseTo(0.5, 1);
  for (const i of [1, 2, 3, 4]) expect(weights[i]).toBeCloseTo(0, 1);
});

it('takes the mean over series', () => {
  const sums = sumsOf(0, 40, 4, 2);
  const other = { ...sums, means: sums.means.map((value) => 3 * value) };
  meanSums([sums, other]).means.forEach((value, i) => {
    expect(value).toBeCloseTo(2 * (sums.means[i] as number), 12);
  });
});
