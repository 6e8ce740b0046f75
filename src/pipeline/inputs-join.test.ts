import { expect, it } from 'vitest';
import { first, regular } from '../frame/frame';
import { joined, together } from './inputs-join';

const series = (start: number, step: number, ...values: number[]) => regular(start, step, Float64Array.from(values));

it('puts another series beside one at the same times, or at the last before', () => {
  const one = series(100, 10, 1, 2, 3, 4);
  const frame = joined(one, [{ name: 'wind', frame: series(95, 20, 7, 8) }]);
  expect(frame.columns.map(({ key }) => key)).toEqual(['value', 'wind']);
  expect(Array.from(frame.columns[1]?.values ?? [])).toEqual([7, 7, 8, 8]);
  const far = joined(one, [{ name: 'wind', frame: series(115, 10, 7) }]);
  expect(Array.from(far.columns[1]?.values ?? [])).toEqual([Number.NaN, Number.NaN, 7, Number.NaN]);
  expect(joined(one, [])).toBe(one);
});

it('has all times of several together', () => {
  const frame = together([
    { name: 'a', frame: series(0, 10, 1, 2) },
    { name: 'b', frame: series(10, 10, 5, 6) },
  ]);
  expect(Array.from(frame?.time ?? [])).toEqual([0, 10, 20]);
  expect(frame?.columns.map(({ values }) => Array.from(values))).toEqual([
    [1, 2, Number.NaN],
    [Number.NaN, 5, 6],
  ]);
  expect(together([])).toBeUndefined();
  expect(frame && first(frame).key).toBe('a');
});
