import { expect, it } from 'vitest';
import { normal, seeded } from '../../base/random';
import { first, regular, type SeriesFrame } from '../../frame/frame';
import { gaps } from './gaps';

const hour = 3_600_000;
const fillWith = (method: string, frame: SeriesFrame, period = 0, constant = 0): number[] =>
  Array.from(first(gaps.apply(frame, gaps.fit(frame, { method, period, constant }))).values);
const open = (...values: number[]): SeriesFrame => regular(0, 1000, Float64Array.from(values));
const gap = Number.NaN;

it('fills by lines, with the nearest value at the edges', () => {
  expect(fillWith('linear', open(gap, 2, gap, gap, 8, gap))).toEqual([2, 2, 4, 6, 8, 8]);
});

it('draws lines in time, not in index', () => {
  const frame: SeriesFrame = {
    time: Float64Array.of(0, 1000, 10_000),
    columns: [{ key: 'v', values: Float64Array.of(0, gap, 10), labels: {} }],
  };
  expect(fillWith('linear', frame)).toEqual([0, 1, 10]);
});

it('fills with the value before, and the first value before that', () => {
  expect(fillWith('previous', open(gap, 2, gap, 5, gap))).toEqual([2, 2, 2, 5, 5]);
});

it('fills with a constant', () => {
  expect(fillWith('constant', open(1, gap, 3), 0, -1)).toEqual([1, -1, 3]);
});

it('leaves gaps when told to', () => {
  expect(fillWith('none', open(1, gap, 3))).toEqual([1, gap, 3]);
});

const day = (seed: number) => {
  const random = seeded(seed);
  const whole = Float64Array.from(
    { length: 24 * 10 },
    (_, i) =>
      50 +
      0.05 * i +
      10 * Math.sin((2 * Math.PI * i) / 24) +
      4 * Math.cos((4 * Math.PI * i) / 24) +
      0.2 * normal(random),
  );
  const hidden = (i: number): boolean => (i >= 100 && i < 118) || (i >= 160 && i < 166) || i < 3 || i > 235;
  return {
    whole,
    hidden,
    frame: regular(
      0,
      hour,
      whole.map((value, i) => (hidden(i) ? gap : value)),
    ),
  };
};

const meanError = (filled: readonly number[], whole: Float64Array, hidden: (i: number) => boolean): number => {
  const errors = filled.flatMap((value, i) => (hidden(i) ? [Math.abs(value - (whole[i] as number))] : []));
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
};

it('fills by season many times closer than by lines, finding the day by itself', () => {
  const { whole, hidden, frame } = day(4);
  const state = gaps.fit(frame, { method: 'seasonal', period: 0, constant: 0 });
  expect(state).toMatchObject({ method: 'seasonal', period: 24, stepMs: hour });
  const bySeason = meanError(fillWith('seasonal', frame), whole, hidden);
  expect(bySeason).toBeLessThan(1);
  expect(meanError(fillWith('linear', frame), whole, hidden)).toBeGreaterThan(5 * bySeason);
});

it('puts the season in its place on a later part, and on one that starts at another hour', () => {
  const { whole, hidden, frame } = day(5);
  const state = gaps.fit(frame, { method: 'seasonal', period: 24, constant: 0 });
  const from = 149;
  const later = regular(from * hour, hour, first(frame).values.slice(from));
  const filled = Array.from(first(gaps.apply(later, state)).values);
  expect(meanError(filled, whole.slice(from), (i) => hidden(i + from))).toBeLessThan(1);
});

it.each([
  [
    'noise',
    0,
    Float64Array.from(
      { length: 100 },
      (
        (random) => () =>
          normal(random)
      )(seeded(2)),
    ),
    'no season was found',
  ],
  [
    'a season longer than half the data',
    60,
    Float64Array.from({ length: 100 }, (_, i) => i),
    'less than two full seasons',
  ],
])('falls back to lines for %s, and says why', (_, period, values, reason) => {
  const state = gaps.fit(regular(0, hour, values), { method: 'seasonal', period, constant: 0 });
  expect(state.method).toBe('linear');
  expect(state.reason).toContain(reason);
});

it('knows a step of the season that was never seen from its neighbours', () => {
  const values = Float64Array.from({ length: 96 }, (_, i) =>
    i % 24 === 5 ? gap : 10 * Math.sin((2 * Math.PI * i) / 24),
  );
  const filled = fillWith('seasonal', regular(0, hour, values), 24);
  expect(Math.abs((filled[29] as number) - 10 * Math.sin((2 * Math.PI * 5) / 24))).toBeLessThan(0.5);
});
