import { expect, it } from 'vitest';
import { lightTheme } from '../base/testing/samples';
import { forecast } from './index';

const curve = (...values: number[]) => ({
  time: Float64Array.from(values, (_, i) => i * 3_600_000),
  values: Float64Array.from(values),
});
const axis = (past: readonly number[]) => {
  const { time, values } = curve(5, 5);
  const data = { name: 'x', history: curve(...past), forecast: { target: 'x', time, point: values, quantiles: [] } };
  return forecast.option(data, lightTheme).yAxis;
};

it('gives one single value room above and below', () => {
  expect(axis([5, 5, 5])).toMatchObject({ min: 4, max: 6 });
  expect(axis([Number.NaN, 5])).toMatchObject({ min: 4, max: 6 });
});

it('leaves the axis of other values to themselves', () => {
  expect(axis([5, 6])).not.toHaveProperty('min');
});
