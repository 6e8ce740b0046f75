import { expect, it } from 'vitest';
import { cardOf, compact, sizeOf, sparkline } from './card';
import { sampleArtifact } from './sample';

it('draws a sparkline of at most 64 means that leave gaps out', () => {
  const values = Float64Array.from({ length: 6400 }, (_, i) => (i % 2 === 0 ? Number.NaN : Math.floor(i / 100)));
  expect([...sparkline(values)]).toEqual(Array.from({ length: 64 }, (_, i) => i));
  expect([...sparkline(Float64Array.of(3, Number.NaN, 5))]).toEqual([3, Number.NaN, 5]);
  expect(sparkline(new Float64Array())).toHaveLength(0);
  expect(sparkline(new Float64Array(100).fill(2.5)).every((value) => value === 2.5)).toBe(true);
});

it('names the series by its tags when the recipe does not', () => {
  const artifact = sampleArtifact();
  const card = cardOf({ ...artifact, recipe: { ...artifact.recipe, series: '' } }, { name: 'x' });
  expect(card.series).toBe('cpu host=a');
});

it('weighs numbers exactly and the rest about', () => {
  expect(sizeOf(new Float32Array(10))).toBe(40);
  expect(sizeOf({ ab: [new Float64Array(3), 'xyz', null, 1] })).toBe(4 + (2 + 24) + (2 + 6) + (2 + 8) + (2 + 8));
});

it('copies windows only, and leaves whole arrays as they are', () => {
  const whole = Float64Array.of(1, 2, 3);
  const window = whole.subarray(1);
  const after = compact({ whole, list: [window], words: 'w', none: null });
  expect(after.whole).toBe(whole);
  expect(after.list[0]).toEqual(Float64Array.of(2, 3));
  expect(after.list[0]?.buffer.byteLength).toBe(16);
  expect(after).toMatchObject({ words: 'w', none: null });
});
