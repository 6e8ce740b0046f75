import { describe, expect, it } from 'vitest';
import type { JobContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { first, length, regular, type SeriesFrame, slice } from '../frame/frame';
import { initialRecipe, type Recipe } from './recipe';
import { forecastAgain, retrain } from './retrain';
import { cut, train } from './train';

const hour = 3_600_000;
const context = (signal = new AbortController().signal): JobContext => ({
  signal,
  random: seeded(3),
  clock: () => 0,
  progress: () => {},
});

/** Daily season, slow rise, noise: `n` hours. */
function daily(n: number, seed = 1): SeriesFrame {
  const random = seeded(seed);
  const values = Float64Array.from(
    { length: n },
    (_, i) => 50 + 0.01 * i + 10 * Math.sin((2 * Math.PI * i) / 24) + normal(random),
  );
  return regular(Date.UTC(2025, 0, 1), hour, values, 'load');
}

const recipe = (patch: Partial<Recipe> = {}): Recipe => ({
  ...initialRecipe,
  model: { id: 'seasonal-naive', params: {} },
  horizon: 24,
  ...patch,
});

describe('the walk from a series to a judged forecast', () => {
  it('forecasts from the end, in the units of the series, with a band that grows', async () => {
    const frame = daily(960);
    const run = await train({ frame, recipe: recipe() }, context());
    const { forecast, artifact } = run;
    expect(artifact.periods).toEqual([24]);
    expect([...forecast.time.slice(0, 2)]).toEqual([
      (frame.time.at(-1) as number) + hour,
      (frame.time.at(-1) as number) + 2 * hour,
    ]);
    expect(forecast.point).toHaveLength(24);
    const lower = forecast.quantiles[0]?.values as Float64Array;
    const upper = forecast.quantiles.at(-1)?.values as Float64Array;
    const widths = [...upper].map((value, h) => value - (lower[h] as number));
    for (const [h, width] of widths.entries()) expect(width).toBeGreaterThanOrEqual((widths[h - 1] ?? 0) - 1e-9);
    expect(Math.abs((forecast.point[0] as number) - (50 + 9.6))).toBeLessThan(15);
  });

  it('holds about as much inside the band as it promises', async () => {
    const run = await train({ frame: daily(2400, 5), recipe: recipe({ coverage: 0.8 }) }, context());
    const [own] = run.artifact.metrics;
    expect(own?.coverage).toBeGreaterThan(0.65);
    expect(own?.coverage).toBeLessThan(0.95);
  });

  it('stands beside the baseline, which here is itself', async () => {
    const { metrics } = (await train({ frame: daily(960), recipe: recipe() }, context())).artifact;
    expect(metrics.map(({ name }) => name)).toEqual([expect.any(String), 'Repeat the last 24 h']);
    expect(metrics[0]?.mae).toBeCloseTo(metrics[1]?.mae as number, 9);
  });

  it('learns nothing from what it is judged on: another test part leaves states, seasons and band as they were', async () => {
    const frame = daily(960);
    const values = first(frame).values.slice();
    const { train: from } = cut(length(frame), 24, initialRecipe.split);
    for (let i = from; i < values.length; i++) values[i] = 1000 * Math.cos(i);
    const changed = { ...frame, columns: [{ ...first(frame), values }] };
    const [a, b] = [
      await train({ frame, recipe: recipe() }, context()),
      await train({ frame: changed, recipe: recipe() }, context()),
    ];
    expect(b.artifact.states).toEqual(a.artifact.states);
    expect(b.artifact.periods).toEqual(a.artifact.periods);
    expect(b.artifact.calibration).toEqual(a.artifact.calibration);
  });

  it('gives the same forecast again from its artifact, through a clone', async () => {
    const run = await train({ frame: daily(960), recipe: recipe() }, context());
    const again = await forecastAgain({ artifact: structuredClone(run.artifact) }, context());
    expect(again.forecast).toEqual(run.forecast);
    expect(again.heldBack).toEqual(run.heldBack);
  });

  it('bridges gaps and uneven times', async () => {
    const frame = daily(960);
    const keep = Array.from({ length: 960 }, (_, i) => i).filter((i) => i % 50 !== 7 && (i < 300 || i > 310));
    const gappy: SeriesFrame = {
      time: Float64Array.from(keep, (i) => frame.time[i] as number),
      columns: [
        {
          ...first(frame),
          values: Float64Array.from(keep, (i) => (i % 97 === 0 ? Number.NaN : (first(frame).values[i] as number))),
        },
      ],
    };
    const run = await train({ frame: gappy, recipe: recipe() }, context());
    expect(length(run.artifact.history)).toBe(960);
    expect([...run.forecast.point].every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['a horizon of 0', daily(960), { horizon: 0 }, 'horizon'],
    ['a horizon as long as the series', daily(200), { horizon: 200 }, 'horizon'],
  ])('refuses %s where it can be mended', async (_name, frame, patch, place) => {
    await expect(train({ frame, recipe: recipe(patch) }, context())).rejects.toMatchObject({
      place,
      next: expect.any(String),
    });
  });

  it('advises a horizon that works, and none where none does', async () => {
    const advice = (n: number, horizon: number, split = initialRecipe.split) => {
      try {
        return cut(n, horizon, split);
      } catch (error) {
        return String(Reflect.get(Object(error), 'next'));
      }
    };
    const [, most] = /at most (\d+)/.exec(String(advice(200, 200))) ?? [];
    expect(cut(200, Number(most), initialRecipe.split).fit).toBeGreaterThan(66);
    expect(advice(200, Number(most) + 1)).toMatch(/at most/);
    expect(advice(9, 1)).not.toMatch(/at most/);
    expect(advice(1000, 10, { validation: 0.4, test: 0.4 })).toMatch(/hold back less/);
  });

  it.each([
    ['one point', daily(1)],
    ['all gaps', regular(0, hour, new Float64Array(200).fill(Number.NaN))],
  ])('refuses %s in words', async (_name, frame) => {
    await expect(train({ frame, recipe: recipe() }, context())).rejects.toMatchObject({
      name: 'StudioError',
      code: expect.stringMatching(/empty|too-short|bad-input/),
    });
  });

  it('takes a constant series', async () => {
    const run = await train({ frame: regular(0, hour, new Float64Array(400).fill(7)), recipe: recipe() }, context());
    expect([...run.forecast.point].every((value) => Math.abs(value - 7) < 1e-9)).toBe(true);
  });
});

describe('retraining', () => {
  it('judges before and after on the same newest points', async () => {
    const frame = daily(1200);
    const run = await train({ frame: slice(frame, 0, 960), recipe: recipe() }, context());
    const { before, after, run: renewed } = await retrain({ artifact: run.artifact, frame }, context());
    expect(before.name).toMatch(/before/);
    expect(Number.isFinite(before.mae) && Number.isFinite(after.mae)).toBe(true);
    expect(renewed.artifact.history.time.at(-1)).toBe(frame.time.at(-1));
  });

  it('refuses a series that now comes at another step, and one too short to go on from', async () => {
    const frame = daily(1200);
    const run = await train({ frame: slice(frame, 0, 960), recipe: recipe() }, context());
    const kept = (every: number, from: number): SeriesFrame => {
      const at = Array.from({ length: 1200 }, (_, i) => i).filter((i) => i >= from && i % every === 0);
      const pick = (values: Float64Array) => Float64Array.from(at, (i) => values[i] as number);
      return { time: pick(frame.time), columns: [{ ...first(frame), values: pick(first(frame).values) }] };
    };
    await expect(retrain({ artifact: run.artifact, frame: kept(2, 0) }, context())).rejects.toMatchObject({
      code: 'bad-input',
      place: 'range',
      message: expect.stringContaining('every 1 h; now a point comes every 2 h'),
    });
    await expect(retrain({ artifact: run.artifact, frame: kept(1, 1170) }, context())).rejects.toMatchObject({
      code: 'too-short',
      place: 'range',
    });
  });

  it('says so when there is nothing newer', async () => {
    const run = await train({ frame: daily(960), recipe: recipe() }, context());
    await expect(retrain({ artifact: run.artifact, frame: daily(960) }, context())).rejects.toMatchObject({
      code: 'empty',
    });
  });
});
