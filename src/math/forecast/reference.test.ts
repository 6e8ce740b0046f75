/*
 * fixtures/reference.json: every fourth step of the forecasts of `reference_forecasts.py`, an implementation in numpy that
 * shares no code with this one (its published accuracy on M4 Hourly is OWA 0.383 for `instant`, 0.369 for `auto`):
 *   noise = lambda t, k: ((t * 7919 * k) % 101) / 101 - 0.5
 *   hours = lambda n, k: 100 * exp(2e-4 * k * t) * (1 + 0.3 * sin(2 * pi * t / 24 + k) + 0.1 * sin(2 * pi * t / 168))
 *       * (1 + 0.1 * k * noise(t, k)), t = 0..n-1
 *   weeks = lambda n, k: 50 * exp(3e-3 * k * t + 0.1 * sin(2 * pi * t / 52 + k) + 0.05 * cumsum(noise(t, k)))
 *   H, W = [hours(n, k) for (600, 1), (590, 2), (500, 3)], [weeks(n, k) for (160, 1), (140, 2), (90, 3)]
 *   groups = [0, 0, 1], in place of hourly_clusters and weekly_clusters
 *   together = auto_members(H, True); alone = single_members(H, True); weekly = weekly_members(W, True)
 *   auto = validated_ensemble(H, auto_members, groups, HOURLY); autoAlone with single_members, [0, 1, 2], SINGLE
 *   instant = pooled_hourly(H, groups, FEATURES_A, LAGS_8, 6); weeklyAuto with weekly_members, WEEKLY
 *   describe: what hourly_clusters(H) and weekly_clusters(W) hand to kmeans
 *   weights = ensemble_weights(errors[o][m][i] = 0.5 + noise(7o + 3m + i, 1), nan for o = 0, i = 2 and for i = 3,
 *       [0, 0, 1, 1], HOURLY)
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pacer } from '../pace';
import { benchFor } from './benches';
import { dailyChanges, forecastByChanges, learnTogether } from './change-model';
import { describe as figures } from './describe';
import { combined, validate, weightsFor } from './ensemble';
import type { Rhythm } from './rhythm';
import { wideLags } from './seasonal-changes';

type Forecasts = readonly (readonly number[])[];
interface Reference {
  readonly together: Readonly<Record<string, Forecasts>>;
  readonly alone: Readonly<Record<string, Forecasts>>;
  readonly weekly: Readonly<Record<string, Forecasts>>;
  readonly auto: Forecasts;
  readonly autoAlone: Forecasts;
  readonly instant: Forecasts;
  readonly weeklyAuto: Forecasts;
  readonly describe: { readonly hours: Forecasts; readonly weeks: Forecasts };
  readonly weights: Forecasts;
}
const reference: Reference = JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/reference.json`, 'utf8'));

const noise = (t: number, k: number): number => ((t * 7919 * k) % 101) / 101 - 0.5;
const turn = (t: number, period: number): number => (2 * Math.PI * t) / period;
const hours = (n: number, k: number): Float64Array =>
  Float64Array.from(
    { length: n },
    (_, t) =>
      100 *
      Math.exp(2e-4 * k * t) *
      (1 + 0.3 * Math.sin(turn(t, 24) + k) + 0.1 * Math.sin(turn(t, 168))) *
      (1 + 0.1 * k * noise(t, k)),
  );
function weeks(n: number, k: number): Float64Array {
  let walk = 0;
  return Float64Array.from({ length: n }, (_, t) => {
    walk += noise(t, k);
    return 50 * Math.exp(3e-3 * k * t + 0.1 * Math.sin(turn(t, 52) + k) + 0.05 * walk);
  });
}

const hourly = [hours(600, 1), hours(590, 2), hours(500, 3)];
const weekly = [weeks(160, 1), weeks(140, 2), weeks(90, 3)];
const week: Rhythm & { kind: 'daily' } = { kind: 'daily', day: 24, week: 168 };
const year: Rhythm = { kind: 'slow', year: 52 };
const groups = Int32Array.of(0, 0, 1);
const pace = pacer(new AbortController().signal);

/** How far values are apart at most, as a share of the expected ones, every fourth step. */
function farthest(forecasts: readonly Float64Array[], expected: Forecasts): number {
  let most = 0;
  for (const [i, row] of expected.entries()) {
    for (const [h, value] of row.entries()) {
      const off = Math.abs(((forecasts[i]?.[4 * h] ?? Number.NaN) - value) / value);
      most = Math.max(most, off);
    }
  }
  return most;
}

/** The forecasts of each member, by member and series. */
async function benchForecasts(series: readonly Float64Array[], rhythm: Rhythm, horizon: number, together: boolean) {
  const bench = benchFor(rhythm, horizon, together);
  const shared = together ? await bench.learn(series, groups, true, pace) : [];
  const forecasts: (readonly Float64Array[])[] = [];
  for (const [i, x] of series.entries()) {
    forecasts.push(await bench.forecast(x, shared[groups[i] as number], true, pace));
  }
  return bench.members.map((_, m) => forecasts.map((all) => all[m] as Float64Array));
}

async function ensemble(series: readonly Float64Array[], rhythm: Rhythm, horizon: number, together: boolean) {
  const bench = benchFor(rhythm, horizon, together);
  const members = await benchForecasts(series, rhythm, horizon, together);
  const regroup = () => groups;
  const own = together ? groups : Int32Array.of(0, 1, 2);
  const { weights } = await validate(series, own, { bench, rhythm, horizon, ...(together && { regroup }) }, pace);
  return series.map((x, i) =>
    combined(
      x,
      members.map((all) => all[i] as Float64Array),
      weights.map((all) => all[i] as number),
    ),
  );
}

describe('forecasters of a day and a week agree with the reference', () => {
  it.each([true, false])('together: %s', async (together) => {
    const members = await benchForecasts(hourly, week, 48, together);
    const expected = together ? reference.together : reference.alone;
    for (const [m, [name, forecasts]] of Object.entries(expected).entries()) {
      expect([name, farthest(members[m] ?? [], forecasts) < 1e-6]).toEqual([name, true]);
    }
    expect(members.length).toBe(Object.keys(expected).length);
  });

  it('as the instant regression', async () => {
    const lags = wideLags(24);
    const model = dailyChanges(week, 48, { form: 'profile', lags, stride: 6, penalty: 0.01, passes: 0 });
    const shared = [
      await learnTogether(model, hourly.slice(0, 2), pace),
      await learnTogether(model, hourly.slice(2), pace),
    ];
    const forecasts = await Promise.all(
      hourly.map((x, i) => forecastByChanges(model, x, shared[groups[i] as number], pace)),
    );
    expect(farthest(forecasts, reference.instant)).toBeLessThan(1e-6);
  });

  it('weighed by their errors, together and alone', async () => {
    expect(farthest(await ensemble(hourly, week, 48, true), reference.auto)).toBeLessThan(1e-5);
    expect(farthest(await ensemble(hourly, week, 48, false), reference.autoAlone)).toBeLessThan(1e-5);
  });
});

describe('forecasters without a day agree with the reference', () => {
  it('one by one', async () => {
    const members = await benchForecasts(weekly, year, 13, true);
    for (const [m, [name, forecasts]] of Object.entries(reference.weekly).entries()) {
      expect([name, farthest(members[m] ?? [], forecasts) < 1e-6]).toEqual([name, true]);
    }
    expect(members.length).toBe(Object.keys(reference.weekly).length);
  });

  it('weighed by their errors', async () => {
    expect(farthest(await ensemble(weekly, year, 13, true), reference.weeklyAuto)).toBeLessThan(1e-5);
  });
});

it('describes series by the same figures', () => {
  for (const [series, rhythm, expected] of [
    [hourly, week, reference.describe.hours],
    [weekly, year, reference.describe.weeks],
  ] as const) {
    for (const [i, x] of series.entries()) {
      figures(x, rhythm).forEach((figure, j) => {
        expect(figure).toBeCloseTo(expected[i]?.[j] as number, 9);
      });
    }
  }
});

it('weighs members as the reference does, series without trials too', () => {
  const mean = (m: number, i: number): number => {
    const own = [0, 1].map((o) => 0.5 + noise(7 * o + 3 * m + i, 1));
    return i === 3 ? Number.NaN : i === 2 ? (own[1] as number) : ((own[0] as number) + (own[1] as number)) / 2;
  };
  const errors = [0, 1, 2].map((m) => Float64Array.from({ length: 4 }, (_, i) => mean(m, i)));
  const weights = weightsFor(errors, Int32Array.of(0, 0, 1, 1), { sharpness: 16, shared: 0.7 });
  for (const [m, own] of weights.entries()) {
    own.forEach((weight, i) => {
      expect(weight).toBeCloseTo(reference.weights[m]?.[i] as number, 9);
    });
  }
});
