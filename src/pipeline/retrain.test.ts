import { describe, expect, it } from 'vitest';
import type { JobContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { first, regular, type SeriesFrame, slice, withValues } from '../frame/frame';
import { compareVersions } from './compare-versions';
import { initialRecipe, type Recipe } from './recipe';
import { forecastAgain, retrain } from './retrain';
import { thenAndNow } from './then-and-now';
import { train } from './train';

const hour = 3_600_000;
const context = (): JobContext => ({
  signal: new AbortController().signal,
  random: seeded(3),
  clock: () => 0,
  progress: () => {},
});

function daily(n: number): SeriesFrame {
  const random = seeded(1);
  const values = Float64Array.from(
    { length: n },
    (_, i) => 50 + 0.01 * i + 10 * Math.sin((2 * Math.PI * i) / 24) + normal(random),
  );
  return regular(Date.UTC(2025, 0, 1), hour, values, 'load');
}

const tiny = { units: 4, dense: 4, lookback: 24, epochs: 2, windows: 64, batch: 32, backend: 'cpu' };
const recipe = (patch: Partial<Recipe> = {}): Recipe => ({
  ...initialRecipe,
  model: { id: 'seasonal-naive', params: {} },
  horizon: 12,
  ...patch,
});
const network = recipe({ model: { id: 'composite-lstm', params: tiny } });

describe('where a model comes from', () => {
  it('is noted: range, rows that have a value, parameters, seed, how', async () => {
    const frame = daily(600);
    const values = first(frame).values.slice();
    values.fill(Number.NaN, 100, 110);
    const { artifact } = await train({ frame: withValues(frame, values), recipe: network }, context());
    const { learnedFrom } = artifact;
    expect(learnedFrom).toMatchObject({ how: 'trained', rows: 450 - 10, seed: 1, backend: artifact.backend });
    expect(learnedFrom?.range).toEqual({ start: frame.time[0], stop: frame.time[449] });
    expect(learnedFrom?.parameters).toBe(artifact.weights.tensors.reduce((sum, { data }) => sum + data.length, 0));
    expect(learnedFrom?.data).toMatch(/^[0-9a-f]{8}$/);
  });

  it('bears the mark of its data: the same for the same, another for one value changed', async () => {
    const mark = async (frame: SeriesFrame) =>
      (await train({ frame, recipe: recipe() }, context())).artifact.learnedFrom?.data;
    const frame = daily(300);
    const other = withValues(
      frame,
      first(frame).values.map((value, i) => (i === 7 ? value + 1e-9 : value)),
    );
    expect(await mark(daily(300))).toBe(await mark(frame));
    expect(await mark(other)).not.toBe(await mark(frame));
  });

  it('is told in UTC where the series was learned on a wall clock', async () => {
    const frame = daily(2400);
    const zoned = recipe({ query: { ...initialRecipe.query, zone: 'America/St_Johns' } });
    const { learnedFrom } = (await train({ frame, recipe: zoned }, context())).artifact;
    expect(learnedFrom?.range.start).toBe(frame.time[0]);
    expect(frame.time).toContain(learnedFrom?.range.stop);
  });
});

describe('going on from kept weights', () => {
  const whole = daily(1000);
  const kept = train({ frame: slice(whole, 0, 600), recipe: network }, context());

  it('learns from newer data alone: from all that it had not learned from, and nothing before', async () => {
    const { artifact } = await kept;
    const { run } = await retrain({ artifact, frame: whole, version: 3 }, context());
    const { learnedFrom } = run.artifact;
    expect(learnedFrom).toMatchObject({ how: 'continued', from: 3 });
    expect(learnedFrom?.range.start).toBe((artifact.learnedFrom?.range.stop ?? 0) + hour);
    // 450 learned before, 100 held back, a third of the 450 between them to choose by.
    expect(learnedFrom?.rows).toBe(300);
    expect((await forecastAgain({ artifact: run.artifact }, context())).forecast.point).toEqual(run.forecast.point);
    const all = (await retrain({ artifact, frame: whole, learn: 'all' }, context())).run.artifact;
    expect(all.learnedFrom?.range.start).toBe(whole.time[0]);
    expect(all.weights.tensors[0]?.data).not.toEqual(run.artifact.weights.tensors[0]?.data);
  });

  it('judges both on the same points, none of which either had seen', async () => {
    const { artifact } = await kept;
    const { before, after, judgedOn, forecasts } = await retrain({ artifact, frame: whole }, context());
    expect(judgedOn).toEqual({ start: whole.time[900], stop: whole.time[999] });
    expect(forecasts).toBeGreaterThan(1);
    expect(Number.isFinite(before.mae) && Number.isFinite(after.mae)).toBe(true);
  });

  it('says when too little is new to learn from alone, and learns from all of it when told', async () => {
    const { artifact } = await kept;
    const { learnedFrom: _, ...old } = artifact;
    const frame = slice(whole, 0, 625);
    await expect(retrain({ artifact: old, frame }, context())).rejects.toMatchObject({
      code: 'too-short',
      place: 'range',
      next: expect.stringContaining('all data'),
    });
    const { run } = await retrain({ artifact: old, frame, learn: 'all' }, context());
    expect(run.artifact.learnedFrom?.range.start).toBe(whole.time[0]);
  });

  it('fits a model again that has no weights to go on from', async () => {
    const { artifact } = await train({ frame: slice(whole, 0, 600), recipe: recipe() }, context());
    const { run } = await retrain({ artifact, frame: whole }, context());
    expect(run.artifact.learnedFrom).toMatchObject({ how: 'refitted', range: { start: whole.time[0] } });
  });

  it('compares versions on the same points, after all that any learned from, each as it would forecast', async () => {
    const { artifact: one } = await kept;
    const { run } = await retrain({ artifact: one, frame: whole }, context());
    const versions = [
      { name: 'one', artifact: one },
      { name: 'two', artifact: run.artifact },
    ];
    const found = await compareVersions({ versions }, context());
    expect(found.metrics.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(found.judgedOn.start).toBe((run.artifact.learnedFrom?.range.stop ?? 0) + hour);
    expect(found.judgedOn.stop).toBe(whole.time[999]);
    const alone = await compareVersions({ versions: [{ name: 'two', artifact: run.artifact }] }, context());
    expect(alone.metrics[0]?.mae).toBe(found.metrics[1]?.mae);
    const greedy = { ...run.artifact, learnedFrom: { ...run.artifact.learnedFrom, range: { start: 0, stop: 9e15 } } };
    const late = [{ name: 'x', artifact: greedy as typeof one }];
    await expect(compareVersions({ versions: late }, context())).rejects.toMatchObject({ code: 'too-short' });
  });
});

describe('a stretch left out', () => {
  it('is not judged: wild values there change no error, as they are not there', async () => {
    const frame = daily(600);
    const gone = first(frame).values.slice();
    gone.fill(Number.NaN, 560, 575);
    const wild = first(frame).values.map((value, i) => (i >= 560 && i < 575 ? value + 1e4 : value));
    const judged = async (values: Float64Array) =>
      (await train({ frame: withValues(frame, values), recipe: recipe() }, context())).artifact.metrics[0];
    expect((await judged(gone))?.mae).toBeLessThan(5);
    expect((await judged(wild))?.mae).toBeGreaterThan(100);
  });
});

describe('then and now', () => {
  const whole = daily(700);
  const made = train({ frame: slice(whole, 0, 600), recipe: recipe() }, context());

  it('holds an old forecast against what then happened, and counts what is known only', async () => {
    const { forecast } = await made;
    const origin = whole.time[599] as number;
    const now = first(whole).values.slice(0, 607);
    now[603] = Number.NaN;
    const frame = withValues(slice(whole, 0, 607), now);
    const [outcome] = await thenAndNow({ frame, recipe: recipe(), forecasts: [{ origin, forecast }] });
    expect(outcome?.known).toBe(6);
    const errors = [0, 1, 2, 4, 5, 6].map((i) => Math.abs((now[600 + i] as number) - (forecast.point[i] as number)));
    expect(outcome?.mae).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / 6, 12);
    expect(outcome?.claimed).toBeCloseTo(0.95, 12);
    expect(outcome?.inside).toBeGreaterThan(0.4);
    expect([...(outcome?.actual ?? [])].map(Number.isNaN)).toEqual(
      Array.from({ length: 12 }, (_, i) => i === 3 || i > 6),
    );
  });

  it('judges nothing a forecast had seen', async () => {
    const { forecast } = await made;
    const [outcome] = await thenAndNow({
      frame: whole,
      recipe: recipe(),
      forecasts: [{ origin: whole.time[605] as number, forecast }],
    });
    expect(outcome?.known).toBe(6);
  });

  it('puts what happened on the steps a forecast was made on', async () => {
    const coarse = recipe({ preparation: [{ id: 'resample', params: { step: 7200 } }] });
    const { forecast } = await train({ frame: slice(whole, 0, 600), recipe: coarse }, context());
    const [outcome] = await thenAndNow({
      frame: whole,
      recipe: recipe(),
      forecasts: [{ origin: whole.time[599] as number, forecast }],
    });
    expect(outcome?.known).toBe(12);
    const { values } = first(whole);
    expect(outcome?.actual[0]).toBeCloseTo(((values[600] as number) + (values[601] as number)) / 2, 9);
  });

  it('is met on the wall clock of the zone', async () => {
    const zoned = recipe({ query: { ...initialRecipe.query, zone: 'America/St_Johns' } });
    const long = daily(2400);
    const { forecast, artifact } = await train({ frame: slice(long, 0, 1600), recipe: zoned }, context());
    const origin = artifact.history.time.at(-1) as number;
    const [outcome] = await thenAndNow({ frame: long, recipe: zoned, forecasts: [{ origin, forecast }] });
    expect(outcome?.known).toBe(12);
    expect([...(outcome?.actual ?? [])]).toEqual([...first(long).values.slice(1600, 1612)]);
  });
});
