import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../base/random';
import { build, first, length, regular, type SeriesFrame, slice } from '../../frame/frame';
import { grid } from './grid';

const minute = 60_000;
const onGrid = (frame: SeriesFrame, step = 0, aggregate = 'mean'): SeriesFrame =>
  grid.apply(frame, grid.fit(frame, { step, aggregate }));
const points = (time: readonly number[], values: readonly number[] = time.map(() => 1)): SeriesFrame =>
  build(Float64Array.from(time), [{ key: 'v', values: Float64Array.from(values), labels: {} }]).frame;

const some = fc
  .array(
    fc.tuple(
      fc.integer({ min: -1e12, max: 2e12 }).map((t) => t % 500_000_000),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    ),
    {
      minLength: 2,
      maxLength: 200,
    },
  )
  .map((rows) =>
    points(
      rows.map(([t]) => t),
      rows.map(([, value]) => value),
    ),
  )
  .filter((frame) => length(frame) > 1);

describe('any points, on a grid of ten minutes', () => {
  it('are strictly ordered, one step apart, aligned to the epoch', () => {
    fc.assert(
      fc.property(some, (frame) => {
        const { time, stepMs } = onGrid(frame, 600);
        expect(stepMs).toBe(10 * minute);
        expect(Array.from(time)).toEqual(Array.from(time, (_, i) => (time[0] as number) + i * 10 * minute));
        const aligned = (time[0] as number) % (10 * minute) === 0;
        expect(aligned || frame.time.every((t) => (t - (frame.time[0] as number)) % (10 * minute) === 0)).toBe(true);
      }),
    );
  });

  it('fill as many buckets as they touch, and none is lost', () => {
    fc.assert(
      fc.property(some, (frame) => {
        const { offsetMs } = grid.fit(frame, { step: 600, aggregate: 'sum' });
        const touched = new Set(Array.from(frame.time, (t) => Math.floor((t - (offsetMs as number)) / (10 * minute))));
        const sums = first(onGrid(frame, 600, 'sum')).values.filter((value) => !Number.isNaN(value));
        expect(sums.length).toBe(touched.size);
        const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
        expect(Math.abs(total(sums) - total(first(frame).values))).toBeLessThan(1e-6);
      }),
    );
  });

  it('lie between the smallest and the largest of their bucket', () => {
    fc.assert(
      fc.property(some, (frame) => {
        const [low, mean, last, high] = ['min', 'mean', 'last', 'max'].map(
          (how) => first(onGrid(frame, 600, how)).values,
        );
        low?.forEach((floor, i) => {
          if (Number.isNaN(floor)) return;
          for (const value of [mean?.[i], last?.[i]] as number[]) {
            expect(value).toBeGreaterThanOrEqual(floor - 1e-6);
            expect(value).toBeLessThanOrEqual((high?.[i] as number) + 1e-6);
          }
        });
      }),
    );
  });

  it('stay as they are once they are regular', () => {
    fc.assert(
      fc.property(some, (frame) => {
        expect(onGrid(onGrid(frame, 600))).toEqual(onGrid(frame, 600));
      }),
    );
  });
});

it('does not merge or move a regular series, whatever its offset', () => {
  const frame = regular(7 * minute, 60 * minute, Float64Array.of(1, 2, Number.NaN, 4));
  expect(onGrid(frame)).toEqual(frame);
  expect(onGrid(frame, 3600)).toEqual(frame);
});

it('opens a gap where rows are missing, and keeps the offset of the others', () => {
  const frame = points(
    [5, 15, 25, 45].map((m) => m * minute),
    [1, 2, 3, 5],
  );
  const { time, columns } = onGrid(frame);
  expect(Array.from(time)).toEqual([5, 15, 25, 35, 45].map((m) => m * minute));
  expect(Array.from(columns[0]?.values ?? [])).toEqual([1, 2, 3, Number.NaN, 5]);
});

it('puts a later part on the grid of the training part', () => {
  const frame = points([5, 15, 25, 45, 65, 75].map((m) => m * minute));
  const state = grid.fit(slice(frame, 0, 3), { step: 0, aggregate: 'mean' });
  expect(Array.from(grid.apply(slice(frame, 3), state).time)).toEqual([45, 55, 65, 75].map((m) => m * minute));
});

it.each([
  ['mean', 2],
  ['last', 3],
  ['sum', 6],
  ['min', 1],
  ['max', 3],
])('takes the %s of a bucket, leaving out what is missing', (aggregate, expected) => {
  const frame = points(
    [0, 1, 2, 3, 11].map((m) => m * minute),
    [2, 1, 3, Number.NaN, 9],
  );
  const values = first(onGrid(frame, 600, aggregate)).values;
  expect(Array.from(values)).toEqual([expected, 9]);
});

it.each([0, 17_000, 59_000])('gives points that tremble around %i ms past the minute one bucket each', (phase) => {
  const random = seeded(8);
  const start = 1_700_000_040_000 + phase;
  const frame = points(Array.from({ length: 500 }, (_, i) => start + i * minute + Math.round(6000 * (random() - 0.5))));
  const { time, columns, stepMs } = onGrid(frame, 0, 'sum');
  expect(stepMs).toBe(minute);
  expect(time.length).toBe(500);
  expect(columns[0]?.values.every((count) => count === 1)).toBe(true);
  expect(Math.abs((time[0] as number) - start)).toBeLessThan(3000);
});

it('has no gap and no double hour when clocks change: everything is UTC', () => {
  for (const night of ['2024-03-10T00:00:00Z', '2024-11-03T00:00:00Z', '2024-03-31T00:00:00Z']) {
    const start = Date.parse(night);
    const frame = points(Array.from({ length: 24 * 12 }, (_, i) => start + i * 5 * minute + (i % 2)));
    const { time, columns } = onGrid(frame, 3600, 'sum');
    expect(Array.from(time)).toEqual(Array.from({ length: 24 }, (_, i) => start + i * 60 * minute));
    expect(columns[0]?.values.every((count) => count === 12)).toBe(true);
  }
});

it('refuses a step that would make millions of points, at the place where it can be mended', () => {
  const frame = points([0, 1000, 400 * 86_400_000]);
  expect(() => onGrid(frame, 1)).toThrowError(expect.objectContaining({ code: 'bad-input', place: 'step' }));
});

it('says what one point alone lacks', () => {
  expect(() => onGrid(points([0]))).toThrowError(expect.objectContaining({ code: 'too-short', place: 'step' }));
});
