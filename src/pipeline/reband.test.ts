import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { first, regular, type SeriesFrame } from '../frame/frame';
import { boundsOf } from './band-errors';
import { restoreScale } from './prepare';
import { heldIn, rebanded, withInner } from './reband';
import { initialRecipe } from './recipe';
import { forecastAgain } from './retrain';
import { train } from './train';
import { walkOf } from './walk';

const hour = 3_600_000;
const ctx = quietContext(() => 0);

/** Hourly counts, low at night: often 0, never below. */
function counts(n: number): SeriesFrame {
  const random = seeded(8);
  const values = Float64Array.from({ length: n }, (_, i) =>
    Math.max(0, Math.round(3 + 4 * Math.sin((2 * Math.PI * i) / 24) + 2 * normal(random))),
  );
  return regular(Date.UTC(2025, 0, 1), hour, values, 'orders');
}

const recipe = { ...initialRecipe, model: { id: 'seasonal-naive', params: {} }, horizon: 24 };
const trained = (coverage: number, frame = counts(960)) => train({ frame, recipe: { ...recipe, coverage } }, ctx);

describe('a run with another band', () => {
  it('is the one that training for that coverage gives, to the bit', async () => {
    const wide = await trained(0.95);
    const narrow = await trained(0.5);
    const again = rebanded(wide, 0.5);
    expect(again.forecast).toEqual(narrow.forecast);
    expect(again.heldBack).toEqual(narrow.heldBack);
    expect(again.stretches).toEqual(narrow.stretches);
    expect(again.artifact.calibration).toEqual(narrow.artifact.calibration);
    expect(again.artifact.metrics).toEqual(narrow.artifact.metrics);
    expect(again.artifact.recipe).toEqual(narrow.artifact.recipe);
  });

  it('is itself where nothing changes, or there is nothing to take another from', async () => {
    const run = await trained(0.8);
    expect(rebanded(run, 0.8)).toBe(run);
    const { fan: _, ...forecast } = run.forecast;
    const bare = { ...run, forecast };
    expect(rebanded(bare, 0.5)).toBe(bare);
  });

  it('says how many held-back values lay inside', async () => {
    const run = await trained(0.8);
    const { inside, of } = heldIn(run);
    expect(of).toBe((run.stretches?.length ?? 0) * 24);
    expect(inside / of).toBeCloseTo(run.artifact.metrics[0]?.coverage ?? 0, 12);
    const { inside: more } = heldIn(rebanded(run, 0.99));
    expect(more).toBeGreaterThan(inside);
  });

  it('is drawn with the half inside it, ascending', async () => {
    const { quantiles } = withInner((await trained(0.95)).forecast);
    expect(quantiles.map(({ level }) => Number(level.toFixed(6)))).toEqual([0.025, 0.25, 0.5, 0.75, 0.975]);
    expect(withInner((await trained(0.5)).forecast).quantiles).toHaveLength(3);
  });
});

it('a model kept before bands were learned at several levels is forecast again with its own band, and any other', async () => {
  const { artifact } = await trained(0.8);
  const kept = { ...artifact, calibration: { coverage: 0.8, halfWidth: new Array<number>(24).fill(1), errors: 16 } };
  const again = { artifact: kept, ...(await forecastAgain({ artifact: kept }, ctx)) };
  const [lower, , upper] = again.forecast.quantiles;
  const spread = restoreScale(Float64Array.of(0, 1), (await walkOf(artifact)).steps);
  const unit = (spread[1] as number) - (spread[0] as number);
  for (const [h, point] of again.forecast.point.entries()) {
    expect(lower?.values[h]).toBeCloseTo(point - unit, 9);
    expect(upper?.values[h]).toBeCloseTo(point + unit, 9);
  }
  const wide = rebanded(again, 0.95).forecast.quantiles[2]?.values[0] as number;
  expect((wide - (again.forecast.point[0] as number)) / unit).toBeCloseTo(1.959964 / 1.281552, 5);
});

describe('a series that was never below 0', () => {
  it('is not forecast below, neither point nor band, at any coverage', async () => {
    const run = rebanded(await trained(0.95), 0.99);
    expect(run.artifact.calibration).toMatchObject({ least: 0 });
    for (const { forecast } of [run, ...(run.stretches ?? [])]) {
      for (const values of [forecast.point, ...forecast.quantiles.map((one) => one.values)]) {
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      }
    }
    expect(run.forecast.quantiles[0]?.values).toContain(0);
  });

  const of = (unit: string, ...values: number[]): SeriesFrame => {
    const frame = regular(0, hour, Float64Array.from(values));
    return { ...frame, columns: [{ ...first(frame), labels: { _unit: unit } }] };
  };
  it.each([
    ['a count', of('', 0, 3, 2), { least: 0 }],
    ['a size', of('B', 10, 30), { least: 0, unit: 10 }],
    ['a share of 100', of('%', 10, 100), { least: 0, most: 100, unit: 10 }],
    ['a share of more', of('%', 10, 130), { least: 0, unit: 10 }],
    ['warm degrees', of('°C', 10, 30), { unit: 10 }],
    ['decibels', of('dBm', 0, 30), {}],
    ['values of both signs', of('€/MWh', -1, 30), {}],
    ['nothing', of('', Number.NaN), {}],
  ])('unless its unit has no true zero: %s', (_, frame, bounds) => {
    expect(boundsOf(frame)).toEqual(bounds);
  });
});
