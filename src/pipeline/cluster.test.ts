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

describe('aligning series', () => {
  it('takes the time all cover and the coarsest step', async () => {
    const { time, names, series } = await align([
      wave(0, minute, 300, 0, 'a'),
      wave(10 * minute, 5 * minute, 50, 0, 'b'),
    ]);
    expect(time[0]).toBe(10 * minute);
    expect((time[1] as number) - (time[0] as number)).toBe(5 * minute);
    expect(names).toEqual(['a', 'b']);
    expect(series.map(({ length }) => length)).toEqual([50, 50]);
    expect(time).toHaveLength(50);
  });

  it('refuses series that hardly overlap', async () => {
    await expect(align([wave(0, minute, 20, 0, 'a'), wave(15 * minute, minute, 20, 0, 'b')])).rejects.toMatchObject({
      code: 'too-short',
      place: 'range',
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
