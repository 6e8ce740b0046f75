import { expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { seeded } from '../base/random';
import { first, regular, type SeriesFrame } from '../frame/frame';
import type { Step } from './recipe';
import { shape } from './shape';

const ctx = quietContext(seeded(1));
const frame: SeriesFrame = {
  ...regular(0, 1000, Float64Array.of(1, 2, 50, Number.NaN)),
  columns: [
    { key: 'a', values: Float64Array.of(1, 2, 50, Number.NaN), labels: {} },
    { key: 'b', values: Float64Array.of(4, 3, 2, 1), labels: {} },
  ],
};
const shaped = (...steps: readonly Step[]) => shape({ frames: [frame], steps }, ctx);

it('takes steps in order and reports what each did; those that are off stay out', async () => {
  const clip: Step = { id: 'clip', params: { by: 'values', low: 0, high: 10 } };
  const change: Step = { id: 'difference', params: { only: 'a' } };
  const { frames, reports } = await shaped(clip, { ...change, off: true }, change);
  expect(frames.map((one) => [...first(one).values])).toEqual([
    [1, 8, Number.NaN],
    [4, 3, 2, 1],
  ]);
  expect(reports[0]).toMatchObject({ before: { series: 2, points: 8, missing: 1, max: 50 }, after: { max: 10 } });
  expect(reports[1]).toBeUndefined();
  expect(reports[2]).toMatchObject({ before: { points: 8 }, after: { points: 7 } });
  expect((await shaped(change, clip)).frames.map((one) => [...first(one).values])[0]).toEqual([1, 10, Number.NaN]);
});

it('says at which step and parameter it failed', async () => {
  const fine: Step = { id: 'smooth', params: {} };
  await expect(shaped(fine, { id: 'arithmetic', params: { expression: 'a +' } })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/^Step 2, arithmetic between series: /),
    place: 'steps.1.expression',
  });
  await expect(shaped({ id: 'time-range', params: { from: '2030-01-01' } })).rejects.toMatchObject({
    code: 'empty',
    place: 'steps.0',
  });
  await expect(shaped({ id: 'clip', params: { lowest: 'x' } })).rejects.toMatchObject({ place: 'steps.0.lowest' });
  await expect(shaped(fine, { id: 'unheard-of', params: {} })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/^Step 2, unheard-of: This version/),
    place: 'steps.1',
  });
});
