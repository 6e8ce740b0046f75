import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { seeded } from '../base/random';
import { regular, type SeriesFrame } from '../frame/frame';
import { align, cluster } from './cluster';
import { initialRecipe } from './recipe';

const minute = 60_000;
const wave = (start: number, step: number, n: number, phase: number, key: string): SeriesFrame =>
  regular(
    start,
    step,
    Float64Array.from({ length: n }, (_, i) => Math.sin((start + i * step) / (20 * minute) + phase)),
    key,
  );

const quiet = quietContext(seeded(1));

describe('aligning series', () => {
  it('takes the time all cover and the coarsest step', async () => {
    const { time, names, series } = await align(
      [wave(0, minute, 300, 0, 'a'), wave(10 * minute, 5 * minute, 50, 0, 'b')],
      quiet,
    );
    expect(time[0]).toBe(10 * minute);
    expect((time[1] as number) - (time[0] as number)).toBe(5 * minute);
    expect(names).toEqual(['a', 'b']);
    expect(series.map(({ length }) => length)).toEqual([50, 50]);
    expect(time).toHaveLength(50);
  });

  it('refuses series that hardly overlap', async () => {
    await expect(
      align([wave(0, minute, 20, 0, 'a'), wave(15 * minute, minute, 20, 0, 'b')], quiet),
    ).rejects.toMatchObject({
      code: 'too-short',
      place: 'range',
    });
  });

  it('leaves out, by name, what covers under half of the median range', async () => {
    const day = 1440;
    const whole = ['a', 'b', 'c'].map((key) => wave(0, minute, day, 0, key));
    const hour = wave(1380 * minute, minute, 60, 0, 'new host');
    const other = wave(-2 * day * minute, minute, day, 0, 'old host');
    const half = wave(700 * minute, minute, 740, 0, 'half');
    const dead = wave(0, minute, day, 0, 'dead');
    const values = new Float64Array(day).fill(Number.NaN, 0, day - 30);
    const silent = { ...dead, columns: dead.columns.map((column) => ({ ...column, values })) };
    const { time, names, leftOut } = await align([hour, ...whole, half, other, silent], quiet);
    expect(names).toEqual(['a', 'b', 'c', 'half']);
    expect(leftOut).toEqual(['new host', 'old host', 'dead']);
    expect([time[0], time.at(-1)]).toEqual([700 * minute, 1439 * minute]);
    await expect(align([...whole.slice(1, 2), hour], quiet)).rejects.toMatchObject({
      code: 'too-short',
      message: expect.stringContaining('new host'),
    });
  });

  it('puts series of another phase on the same grid', async () => {
    const line = (start: number, step: number, n: number, key: string) =>
      regular(
        start,
        step,
        Float64Array.from({ length: n }, (_, i) => (start + i * step) / minute),
        key,
      );
    const { time, series } = await align(
      [line(0, minute, 600, 'a'), line(7 * minute, 10 * minute, 58, 'b'), line(14 * minute, 10 * minute, 57, 'c')],
      quiet,
    );
    expect(series.map(({ length }) => length)).toEqual([time.length, time.length, time.length]);
    expect(time.every((t) => t % (10 * minute) === 7 * minute)).toBe(true);
    // Each value is of its bucket: the mean of ten minutes, the one point itself, the one point seven minutes on.
    const at = (k: number) => series.map((values) => (values[k] as number) - (time[k] as number) / minute);
    expect(at(0)).toEqual([4.5, 0, 7]);
    expect(at(40)).toEqual([4.5, 0, 7]);
  });

  it('is cancelled between two series', async () => {
    const stop = new AbortController();
    const progress = ({ done }: { readonly done: number }) => done === 2 && stop.abort();
    const frames = Array.from({ length: 6 }, (_, i) => wave(0, minute, 60, 0, `s${i}`));
    await expect(align(frames, { ...quiet, signal: stop.signal, progress })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

it('groups series of two shapes, whatever their size', async () => {
  const frames = Array.from({ length: 8 }, (_, i) => {
    const frame = wave(0, minute, 240, i % 2 === 0 ? 0 : Math.PI / 2, `s${i}`);
    const [column] = frame.columns;
    return {
      ...frame,
      columns: [
        { key: `s${i}`, labels: {}, values: (column?.values ?? new Float64Array()).map((v) => v * (i + 1) + 10 * i) },
      ],
    };
  });
  const { clustering, time } = await cluster({ frames, recipe: initialRecipe }, quietContext(seeded(1)));
  expect(clustering.centers).toHaveLength(2);
  expect(new Set([0, 2, 4, 6].map((i) => clustering.labels[i])).size).toBe(1);
  expect(clustering.labels[0]).not.toBe(clustering.labels[1]);
  expect(clustering.shapes[0]).toHaveLength(time.length);
});
