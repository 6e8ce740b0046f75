import { describe, expect, it } from 'vitest';
import { quietContext } from '../../../base/job';
import { normal, seeded } from '../../../base/random';
import { regular } from '../../../frame/frame';
import { explore } from '../../../pipeline/explore';
import { initialRecipe, type Recipe } from '../../../pipeline/recipe';
import { shape } from '../../../pipeline/shape';
import { assemble } from '../../../sources/assemble';
import type { QueryResult } from '../../../sources/types';
import { fromPeriods, toPeriods } from './periods';
import { issuesOf } from './quality-words';
import { placeOfStep, reportWords, stepOf, wordsOf } from './step-words';

const hour = 3_600_000;
const ctx = quietContext(seeded(1));

function broken() {
  const random = seeded(4);
  const values = Float64Array.from(
    { length: 960 },
    (_, i) => 50 + 12 * Math.sin((2 * Math.PI * i) / 24) + normal(random),
  );
  values.fill(Number.NaN, 100, 130);
  values.fill(47.3, 600, 640);
  values[300] = 400;
  return regular(Date.UTC(2026, 0, 1), hour, values);
}

const issues = async (
  recipe: Pick<Recipe, 'preparation'> = initialRecipe,
  read: Parameters<typeof issuesOf>[2] = {},
  zone = 'UTC',
) => issuesOf(await explore(broken(), ctx), recipe, read, zone);

describe('the report on the data', () => {
  it('says what is wrong and what will be done about it', async () => {
    const found = await issues(initialRecipe, {
      mended: { duplicates: 3, unordered: 0, badTimes: 0, infinite: 0 },
    });
    expect(found.map(({ id, severity, title }) => [id, severity, title])).toEqual([
      ['gaps', 'major', 'One gap, 3.1\u202f% missing'],
      ['outliers', 'major', 'One outlier'],
      ['duplicates', 'minor', '3 points at the time of another'],
      ['constants', 'minor', 'It stands still once'],
    ]);
    expect(found[0]?.plan).toMatch(/^It is filled by season/);
    expect(found[0]?.words).toBe('The longest is 30 h from 5 Jan 2026, 04:00.');
    expect(found[1]?.words).toMatch(/^The furthest is 400 .* 13 Jan 2026, 12:00\.$/);
  });

  it('is true to the recipe', async () => {
    const recipe = {
      preparation: [
        { id: 'fill', params: { method: 'none' } },
        { id: 'scale', params: { method: 'robust' } },
      ],
    };
    const [gaps, outliers] = await issues(recipe);
    expect(gaps?.plan).toBe('It is left open.');
    expect(outliers?.plan).toMatch(/quartiles, is not moved/);
    expect((await issues(initialRecipe, {}, 'Europe/Vienna'))[0]?.words).toMatch(/05:00\.$/);
  });

  it.each(['UTC', 'America/St_Johns'])(
    'offers steps that do away with what they are offered for, on the clocks of %s',
    async (zone) => {
      for (const { id, offers } of await issues(initialRecipe, {}, zone)) {
        expect(offers.length).toBeGreaterThan(0);
        for (const { steps } of offers) {
          const { frames, reports } = await shape({ frames: [broken()], steps }, ctx);
          const [frame] = frames;
          if (frame === undefined) throw new Error('nothing is left');
          const left = issuesOf(await explore(frame, ctx), initialRecipe, {}, zone);
          // Clipped, a value still stands out from its neighbours, but no longer from the series.
          if (steps.some((step) => step.id === 'clip')) expect(reports[0]?.after.max).toBeLessThan(70);
          else expect(left.map((issue) => issue.id)).not.toContain(id);
        }
      }
    },
  );

  it('leaves out the second of two equal hours where that is the one', async () => {
    const start = Date.UTC(2026, 9, 10, 1, 30);
    const bad = Date.UTC(2026, 9, 25, 1, 30);
    const random = seeded(4);
    const values = Float64Array.from({ length: 960 }, () => 50 + normal(random));
    values[(bad - start) / hour] = 400;
    const frame = regular(start, hour, values);
    const found = issuesOf(await explore(frame, ctx), initialRecipe, {}, 'Europe/Vienna');
    const steps = found.find(({ id }) => id === 'outliers')?.offers[0]?.steps ?? [];
    expect(steps[0]?.params?.periods).toBe('2026-10-25 02:30:00 UTC+1 to 2026-10-25 02:30:01 UTC+1');
    const [left] = (await shape({ frames: [frame], steps }, ctx)).frames;
    const gone = [...(left?.time ?? [])].filter((_, i) => Number.isNaN(left?.columns[0]?.values[i]));
    expect(gone).toEqual([bad]);
  });

  it('counts the duplicates of the reading itself', async () => {
    const { mended } = assemble([
      {
        labels: {},
        time: Float64Array.of(0, 1, 1, 2, 2),
        fields: [{ field: 'v', values: Float64Array.of(1, 2, 3, 4, 5) }],
      },
    ]);
    expect(mended).toEqual({ duplicates: 2, unordered: 0, badTimes: 0, infinite: 0 });
    const titles = (await issues(initialRecipe, { mended })).map(({ title }) => title);
    expect(titles).toContain('2 points at the time of another');
    const said: Pick<QueryResult, 'mended' | 'notes'> = {
      notes: ['3 points of 1,200 had the time of another and were left out.'],
    };
    expect((await issues(initialRecipe, said)).map(({ id }) => id)).not.toContain('duplicates');
  });
});

it('a step is said, and what it did', () => {
  expect(wordsOf({ id: 'smooth', params: { method: 'median', window: 7 } })).toBe('smooth by the median of 7 points');
  expect(wordsOf({ id: 'smooth', params: { window: Number.NaN } })).toBe('Smooth');
  const before = { series: 1, points: 4032, missing: 12, min: 1, max: 400 };
  expect(reportWords({ before, after: { ...before, points: 672, missing: 0, max: 98 }, notes: [] })).toBe(
    '4,032 → 672 points, missing 12 → 0, 1 to 98',
  );
  expect(reportWords({ before, after: { ...before, series: 2 }, notes: [] })).toBe(
    '1 → 2 series, 4,032 points, 12 missing, 1 to 400',
  );
  expect(stepOf('steps.2.expression')).toEqual({ index: 2, param: 'expression' });
  expect(stepOf('steps.0')).toEqual({ index: 0, param: undefined });
  expect(stepOf('range').index).toBe(-1);
});

it('periods are lines and one text', () => {
  const text = '2026-05-01; 2026-05-02 08:00 to 2026-05-03';
  expect(fromPeriods(text)).toEqual([
    { from: '2026-05-01', to: '' },
    { from: '2026-05-02 08:00', to: '2026-05-03' },
  ]);
  expect(toPeriods(fromPeriods(text))).toBe(text);
  expect(toPeriods([{ from: ' ', to: '2026-01-01' }])).toBe('');
});

it('finds a step again that was moved or turned off, and none that was undone', () => {
  const clip = { id: 'clip', params: { low: 0 } };
  const smooth = { id: 'smooth', params: {} };
  expect(placeOfStep([clip, smooth], 0, clip)).toBe(0);
  expect(placeOfStep([smooth, clip], 0, clip)).toBe(1);
  expect(placeOfStep([{ ...clip, off: true }, smooth], 0, clip)).toBe(0);
  expect(placeOfStep([smooth], 0, clip)).toBe(-1);
  expect(placeOfStep([{ id: 'clip', params: { low: 0 } }], 0, clip)).toBe(-1);
});
