import { expect, test } from 'vitest';
import { normal, seeded } from '../../base/random';
import { forward } from '../engines/reference/network';
import { initialParameters } from '../network/initial';
import { layoutOf } from '../network/layout';
import { levelsOf, lossOf } from './losses';

const levels = [0.1, 0.5, 0.975];
const layout = layoutOf({
  inputShape: [3, 2],
  layers: [
    { kind: 'lstm', name: 'lstm', units: 3, returnSequences: false },
    { kind: 'dense', name: 'dense', units: 6, activation: 'linear' },
  ],
});

test('the gradient of the pinball loss by every weight is what finite differences say', () => {
  const random = seeded(4);
  const rows = 5;
  const draw = (n: number): Float64Array => Float64Array.from({ length: n }, () => normal(random));
  const [x, y] = [draw(rows * 6), draw(rows * 6)];
  const parameters = new Float64Array(initialParameters(layout, 1, random)).map(
    (value) => value + 0.3 * normal(random),
  );
  const aimed = levelsOf({ id: 'pinball', levels }, 6);
  expect(Array.from(aimed)).toEqual([0.1, 0.1, 0.5, 0.5, 0.975, 0.975].map(Math.fround));
  const one = (output: Float64Array, k: number) =>
    lossOf('pinball', output[k] as number, y[k] as number, aimed[k % 6] as number);
  const loss = (at: Float64Array): number => {
    const { output } = forward(layout, at, x, rows);
    return output.reduce((sum, _, k) => sum + one(output, k).value, 0) / output.length;
  };
  const { output, back } = forward(layout, parameters, x, rows);
  const gradient = back(output.map((_, k) => one(output, k).slope / output.length));
  const step = 1e-6;
  for (const [k, found] of gradient.entries()) {
    const moved = (by: number): number => loss(parameters.map((value, i) => (i === k ? value + by : value)));
    expect(found).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 7);
  }
  expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.01);
});

test('the pinball loss is least at the quantile it is aimed at', () => {
  const random = seeded(5);
  const values = Array.from({ length: 4000 }, () => normal(random)).sort((a, b) => a - b);
  for (const level of levels) {
    const mean = (at: number): number =>
      values.reduce((sum, value) => sum + lossOf('pinball', at, value, level).value, 0) / values.length;
    const quantile = values[Math.floor(level * values.length)] as number;
    expect(mean(quantile)).toBeLessThan(mean(quantile + 0.05));
    expect(mean(quantile)).toBeLessThan(mean(quantile - 0.05));
  }
});
