import { describe, expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { checked } from '../../base/params';
import { normal, seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { energy, passengers, weekdays } from '../../math/fixtures/series';
import { ets } from './index';
import { etsForecaster } from './smoothing';

const ctx = quietContext(() => 0);

async function smoothed(
  values: Float64Array,
  periods: readonly number[],
  params: Partial<Record<string, string>> = {},
  horizon = 24,
) {
  const history = { frame: regular(0, 3_600_000, values), period: periods.at(-1) ?? 1, periods };
  const given = checked(ets.params, params as Record<string, string>);
  const fitted = await etsForecaster.fit({ history, validation: 0, horizon }, given, ctx);
  const [forecast] = await fitted.predict({ histories: [history], horizon }, ctx);
  const { state } = await fitted.weights();
  const { letters, kept } = state as { letters: string; kept: { log: boolean; split: number[] } };
  return { form: letters, log: kept.log, split: kept.split, point: forecast?.point ?? new Float64Array(0) };
}

/** Mean absolute error relative to what repeating the last season is off by. */
function beside(actual: Float64Array, point: Float64Array, last: Float64Array): number {
  const off = (guess: (h: number) => number): number =>
    point.reduce((sum, _, h) => sum + Math.abs((actual[h] as number) - guess(h)), 0);
  return off((h) => point[h] as number) / off((h) => last[h % last.length] as number);
}

// Likelihoods, errors and forecasts stand beside statsmodels' in math/forecast/ets/ets.test.ts.

describe('seasons', () => {
  it('are smoothed along when there is one of 48 steps or fewer', async () => {
    const { form, split } = await smoothed(passengers(), [12]);
    expect(split).toEqual([]);
    expect(form).toMatch(/^ETS\(M,Ad?,M\)$/);
  });

  it('are taken out first when they are long or several, or when told so', async () => {
    for (const [y, periods, params] of [
      [energy(), [48, 336], {}],
      [energy(), [336], {}],
      [passengers(), [12], { season: 'split' }],
    ] as const) {
      const found = await smoothed(y, periods, params);
      expect(found.split).toEqual(periods);
      expect(found.form.endsWith(',N)')).toBe(true);
    }
  });

  it('are left in when told so, or when they do not go round twice', async () => {
    expect((await smoothed(passengers(), [12], { season: 'none' })).form.endsWith(',N)')).toBe(true);
    expect(await smoothed(passengers(20), [12])).toMatchObject({ split: [] });
  });
});

it('takes logarithms where seasons taken out grow with the level, and only there', async () => {
  const asked = { season: 'split' };
  expect((await smoothed(passengers(), [12], asked)).log).toBe(true);
  expect((await smoothed(weekdays(), [7], asked)).log).toBe(false);
  expect((await smoothed(passengers(), [12], { ...asked, error: 'additive' })).log).toBe(false);
  expect(
    (
      await smoothed(
        weekdays().map((v) => v - 60),
        [7],
        asked,
      )
    ).log,
  ).toBe(false);
});

it('beats repeating the last season where there is a trend', async () => {
  const cases = [
    [passengers(168), 144, [12], 0.3],
    [weekdays(114), 100, [7], 0.5],
    [energy(), 1104, [48, 336], 0.9],
  ] as const;
  for (const [whole, n, periods, share] of cases) {
    const longest = periods.at(-1) as number;
    const { point } = await smoothed(whole.slice(0, n), periods, {}, Math.min(24, whole.length - n));
    expect(beside(whole.slice(n), point, whole.slice(n - longest, n))).toBeLessThan(share);
  }
});

it('refuses what grows with the level for values not above 0, at its place', async () => {
  const y = weekdays().map((value) => value - 60);
  for (const place of ['error', 'season'])
    await expect(smoothed(y, [7], { [place]: 'multiplicative' })).rejects.toMatchObject({ code: 'bad-input', place });
});

it('gives every form that can be asked for', async () => {
  const values = (key: keyof typeof ets.params): readonly string[] => ets.params[key].options.map(({ value }) => value);
  for (const error of values('error'))
    for (const trend of values('trend'))
      for (const season of values('season')) {
        const { form, log, point } = await smoothed(passengers(60), [12], { error, trend, season });
        expect(point.every(Number.isFinite)).toBe(true);
        if (error !== 'auto' && season !== 'split') expect(form.at(4)).toBe(error === 'additive' ? 'A' : 'M');
        if (error !== 'auto' && season === 'split') expect(log).toBe(error === 'multiplicative');
        if (trend !== 'auto') expect(form).toContain({ none: ',N,', additive: ',A,', damped: ',Ad,' }[trend]);
        if (season === 'additive' || season === 'multiplicative')
          expect(form.at(-2)).toBe(season === 'additive' ? 'A' : 'M');
      }
});

it('falls back to an additive form on a history a multiplied one cannot have', async () => {
  const history = (values: Float64Array) => ({ frame: regular(0, 1000, values), period: 12 });
  const training = { history: history(passengers()), validation: 0, horizon: 12 };
  const fitted = await etsForecaster.fit(training, checked(ets.params, {}), ctx);
  const cold = passengers().map((value) => value - 200);
  const [forecast] = await fitted.predict({ histories: [history(cold)], horizon: 12 }, ctx);
  expect(forecast?.point.every(Number.isFinite)).toBe(true);
});

it('stays finite and sane on what is short, noisy, tiny, huge, jumping or long', async () => {
  const random = seeded(2);
  const noise = Float64Array.from({ length: 400 }, () => normal(random));
  for (const [y, periods] of [
    [Float64Array.of(3, 1, 4, 1), []],
    [Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6), [4]],
    [noise, [24, 168]],
    [noise.map((value) => value * 1e-120), [24]],
    [noise.map((value) => Math.exp(value) * 1e120), [24]],
    [noise.map((value, t) => (t < 200 ? value : value + 1000)), [24]],
    [Float64Array.from({ length: 12_000 }, (_, t) => noise[t % 400] as number), [24]],
  ] as const) {
    const { point } = await smoothed(y, periods);
    const reach = 5 * y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(point.every((value) => Math.abs(value) <= reach)).toBe(true);
  }
});

it('refuses kept weights that are off', async () => {
  const training = { history: { frame: regular(0, 1000, passengers()), period: 12 }, validation: 0, horizon: 12 };
  const params = checked(ets.params, {});
  const weights = await (await etsForecaster.fit(training, params, ctx)).weights();
  const kept = weights.state.kept as Record<string, unknown>;
  for (const off of [
    { period: 0 },
    { split: [24, -1] },
    { log: 1 },
    { form: { error: 'additive', trend: 'cubic', season: 'none' } },
    { smoothing: { level: Number.NaN, slope: 0, season: 0, damping: 1 } },
    { period: 1 },
  ]) {
    const broken = { ...weights, state: { ...weights.state, kept: { ...kept, ...off } } };
    await expect(etsForecaster.restore(broken, params)).rejects.toMatchObject({ code: 'damaged' });
  }
});
