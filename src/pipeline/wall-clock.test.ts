import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { jobs } from '../engine/jobs';
import { build, first, regular, type SeriesFrame, slice, within } from '../frame/frame';
import { emptyQuery } from '../frame/query';
import { DAY, WEEK } from '../math/duration';
import { wallClock } from '../math/zone';
import { cluster } from './cluster';
import { detect } from './detect';
import { explore } from './explore';
import { initialRecipe, type Recipe } from './recipe';
import { forecastAgain, retrain } from './retrain';
import { train } from './train';
import { onWallClock } from './wall-clock';
import { placed, walled } from './wall-times';

const HOUR = DAY / 24;
const utc = (text: string): number => Date.parse(`${text}Z`);
const vienna = 'Europe/Vienna';
const [spring, autumn] = [utc('2026-03-29T01:00:00'), utc('2026-10-25T01:00:00')];

const context = (): JobContext => ({
  signal: new AbortController().signal,
  random: seeded(3),
  clock: () => 0,
  progress: () => {},
});

const recipe = (zone: string | undefined, patch: Partial<Recipe> = {}): Recipe => ({
  ...initialRecipe,
  query: { ...emptyQuery, ...(zone !== undefined && { zone }) },
  model: { id: 'seasonal-naive', params: {} },
  horizon: 48,
  ...patch,
});

/** A steep shape of the wall clock's day: up at eight, down at six, a week's rhythm in its height, little noise. */
function livedBy(zone: string, from: number, to: number, stepMs = HOUR, noise = 0.2): SeriesFrame {
  const { toWall } = wallClock(zone);
  const random = seeded(5);
  const n = Math.floor((to - from) / stepMs);
  const values = Float64Array.from({ length: n }, (_, i) => {
    const wall = toWall(from + i * stepMs);
    const hour = (wall % DAY) / HOUR;
    const weekday = Math.floor(wall / DAY + 4) % 7;
    const busy = 1 / (1 + Math.exp(-3 * (hour - 8))) - 1 / (1 + Math.exp(-3 * (hour - 18)));
    return 20 + (weekday === 0 || weekday === 6 ? 10 : 30) * busy + noise * normal(random);
  });
  return regular(from, stepMs, values, 'load');
}

const errors = (frame: SeriesFrame, time: Float64Array, point: Float64Array): number => {
  const known = new Map(Array.from(frame.time, (t, i) => [t, first(frame).values[i] as number]));
  const off = Array.from(time, (t, i) => Math.abs((known.get(t) ?? Number.NaN) - (point[i] as number)));
  return off.reduce((sum, value) => sum + value, 0) / off.length;
};

describe('points on the wall clock', () => {
  const zones = ['Europe/Vienna', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kolkata'];
  const cases = fc.record({
    zone: fc.constantFrom(...zones),
    start: fc.integer({ min: utc('2008-01-01T00:00:00') / HOUR, max: utc('2030-01-01T00:00:00') / HOUR }),
    step: fc.constantFrom(5, 10, 30).map((minutes) => minutes * 60_000),
    n: fc.integer({ min: 2, max: 4000 }),
  });

  it('come back as the moments they were, every value at its own but for the two of a doubled time', () => {
    fc.assert(
      fc.property(cases, ({ zone, start, step, n }) => {
        const clock = wallClock(zone);
        const frame = regular(
          start * HOUR,
          step,
          Float64Array.from({ length: n }, (_, i) => i),
        );
        const wall = walled(frame, clock);
        expect(wall.time.every((t, i) => i === 0 || t > (wall.time[i - 1] as number))).toBe(true);
        const { time, from } = placed(wall.time, clock, step);
        const inside = time.filter((t) => t >= (frame.time[0] as number) && t <= (frame.time.at(-1) as number));
        expect(inside).toEqual(frame.time);
        time.forEach((t, i) => {
          const mean = first(wall).values[from[i] as number] as number;
          const all = clock.fromWall(clock.toWall(t)).map((moment) => (moment - start * HOUR) / step);
          const known = all.filter((at) => at >= 0 && at < n);
          expect(mean).toBeCloseTo(known.reduce((sum, at) => sum + at, 0) / known.length, 9);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('are shared, not copied, where no clock goes back, and stay as they are where none changes', () => {
    const frame = livedBy(vienna, utc('2026-03-01T00:00:00'), utc('2026-05-01T00:00:00'));
    expect(first(onWallClock(frame, recipe(vienna)).frame).values).toBe(first(frame).values);
    const calm = livedBy(vienna, utc('2026-05-01T00:00:00'), utc('2026-07-01T00:00:00'));
    for (const zone of [vienna, 'Asia/Kolkata', 'UTC', undefined])
      expect(onWallClock(calm, recipe(zone)).frame).toBe(calm);
  });

  it('go there for a change that only the forecast reaches', () => {
    const frame = livedBy(vienna, utc('2026-09-01T00:00:00'), utc('2026-10-24T00:00:00'));
    expect(onWallClock(frame, recipe(vienna)).frame).toBe(frame);
    expect(onWallClock(frame, recipe(vienna), 48).frame).not.toBe(frame);
  });

  it('stay in UTC where their steps follow its clock and do not fit the change', () => {
    const six = regular(utc('2026-01-01T00:00:00'), 6 * HOUR, new Float64Array(800));
    expect(onWallClock(six, recipe(vienna)).frame).toBe(six);
    const days = regular(utc('2026-01-01T00:00:00'), DAY, new Float64Array(300));
    expect(onWallClock(days, recipe(vienna)).frame).toBe(days);
    const hours = regular(utc('2026-01-01T00:00:00'), HOUR, new Float64Array(4000));
    expect(onWallClock(hours, recipe('Australia/Lord_Howe')).frame).toBe(hours);
  });

  it('of a doubled hour are summed where longer buckets of sums are made of them', () => {
    const hours = regular(utc('2026-10-23T22:00:00'), HOUR, new Float64Array(73).fill(1));
    const daily = recipe(vienna, { preparation: [{ id: 'resample', params: { step: 86_400, aggregate: 'sum' } }] });
    const { frame } = onWallClock(hours, daily);
    const sums = [0, 1, 2].map((day) => {
      const start = utc('2026-10-24T00:00:00') + day * DAY;
      return first(within(frame, { start, stop: start + DAY })).values.reduce((sum, value) => sum + value, 0);
    });
    expect(sums).toEqual([24, 25, 24]);
  });
});

/** Sums of the zone's own days, as a database gives them: each at its midnight. */
function dailySums(frame: SeriesFrame, zone: string): SeriesFrame {
  const clock = wallClock(zone);
  const days = new Map<number, number>();
  frame.time.forEach((t, i) => {
    const day = clock.begin(Math.floor(clock.toWall(t) / DAY) * DAY);
    days.set(day, (days.get(day) ?? 0) + (first(frame).values[i] as number));
  });
  return build(Float64Array.from(days.keys()), [{ key: 'sum', values: Float64Array.from(days.values()), labels: {} }])
    .frame;
}

describe('days of a zone', () => {
  it('are even on its wall clock and come back at its midnights, each once', async () => {
    const sums = slice(
      dailySums(livedBy(vienna, utc('2025-12-31T23:00:00'), utc('2026-10-20T22:00:00')), vienna),
      0,
      290,
    );
    expect(sums.stepMs).toBeUndefined();
    const { frame } = onWallClock(sums, recipe(vienna));
    expect(frame.stepMs).toBe(DAY);
    const run = await train({ frame: sums, recipe: recipe(vienna, { horizon: 14 }) }, context());
    const { toWall } = wallClock(vienna);
    expect(run.artifact.periods).toEqual([7]);
    expect(Array.from(run.forecast.time, (t) => toWall(t) % DAY)).toEqual(new Array(14).fill(0));
    expect(run.artifact.history.time).toEqual(sums.time);
    expect(first(run.artifact.history).values).toEqual(first(sums).values);
    const steps = Array.from(
      run.forecast.time,
      (t, i) => t - (run.forecast.time[i - 1] ?? (sums.time.at(-1) as number)),
    );
    expect(steps.filter((step) => step === 25 * HOUR)).toHaveLength(1);
    const again = await forecastAgain({ artifact: run.artifact }, context());
    expect(again.forecast).toEqual(run.forecast);
  });

  it('may have no midnight: the bucket begins where the day does', () => {
    const clock = wallClock('America/Asuncion');
    const days = Float64Array.from({ length: 20 }, (_, i) => utc('2023-09-20T00:00:00') + i * DAY);
    const { time } = placed(days, clock, DAY);
    expect(time).toEqual(days.map(clock.begin));
    expect(new Date(time[11] as number).toISOString()).toBe('2023-10-01T04:00:00.000Z');
  });
});

describe.each([
  ['spring', spring, 23],
  ['autumn', autumn, 25],
])('a forecast across the change of %s', (_, change, points) => {
  const from = change - 8 * WEEK;
  const whole = livedBy(vienna, from, change + 3 * WEEK);
  const known = (stop: number) => within(whole, { start: from, stop });

  it.each(['seasonal-naive', 'profile-ridge', 'ets'])(
    'by %s is as right after it as before, and worse in UTC',
    async (model) => {
      const choice = { model: { id: model, params: {} }, periods: [24, 168] };
      const error = async (zone: string | undefined, end: number): Promise<number> => {
        const { forecast } = await train({ frame: known(end), recipe: recipe(zone, choice) }, context());
        return errors(whole, forecast.time, forecast.point);
      };
      // From an evening, so that the changed night and the day after lie ahead; and the same hours a week before.
      const evening = change - 7 * HOUR;
      const [right, wrong, before] = [
        await error(vienna, evening),
        await error(undefined, evening),
        await error(vienna, evening - WEEK),
      ];
      expect(right).toBeLessThan(1.5 * before + 0.2);
      expect(wrong).toBeGreaterThan(2 * right);
      // And from the days after it, when the last days still lie on both sides.
      expect(await error(vienna, change + 2 * DAY)).toBeLessThan(1.5 * before + 0.2);
    },
    30_000,
  );

  it('has as many points that day as it has hours, in order', async () => {
    const clock = wallClock(vienna);
    const midnight = clock.begin(Math.floor(clock.toWall(change) / DAY) * DAY);
    const { forecast, artifact, heldBack, stretches } = await train(
      { frame: known(midnight), recipe: recipe(vienna) },
      context(),
    );
    const day = forecast.time.filter((t) => clock.toWall(t) < clock.toWall(midnight) + DAY);
    expect(day).toHaveLength(points);
    expect(day).toEqual(Float64Array.from({ length: points }, (_, i) => midnight + i * HOUR));
    for (const { values } of forecast.quantiles) expect(values).toHaveLength(forecast.time.length);
    expect(artifact.history).toEqual(known(midnight));
    for (const { forecast: held, actual } of [heldBack, ...(stretches ?? [])]) {
      expect(actual).toHaveLength(held.time.length);
      expect(errors(whole, held.time, actual)).toBe(0);
    }
  });
});

describe('around both changes of a year', () => {
  const year = livedBy(vienna, utc('2026-01-01T00:00:00'), utc('2026-12-20T00:00:00'));

  it('a split leaves no more in its rest than elsewhere', async () => {
    const bump = async (zone: string | undefined): Promise<number> => {
      const { parts } = await jobs.decompose({ frame: year, recipe: recipe(zone, { periods: [24, 168] }) }, context());
      const rms = (start: number, stop: number): number => {
        const rest = parts.residual.filter(
          (_, i) => (parts.time[i] as number) >= start && (parts.time[i] as number) < stop,
        );
        return Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0) / rest.length);
      };
      if (zone !== undefined) expect(parts.time).toEqual(year.time);
      const usual = rms(utc('2026-06-01T00:00:00'), utc('2026-07-01T00:00:00'));
      return Math.max(rms(spring - DAY, spring + DAY), rms(autumn - DAY, autumn + DAY)) / usual;
    };
    expect(await bump(vienna)).toBeLessThan(1.5);
    expect(await bump(undefined)).toBeGreaterThan(2);
  });

  it('nothing is strange, and what is strange in the doubled hour is found there', async () => {
    const anomalies = recipe(vienna, { periods: [24, 168] });
    const near = (time: number): boolean => Math.abs(time - spring) < 2 * DAY || Math.abs(time - autumn) < 2 * DAY;
    const calm = await detect({ frame: year, recipe: anomalies }, context());
    expect(calm.time).toEqual(year.time);
    expect(calm.ranges.filter(({ peak, severity }) => near(peak) && severity === 'critical')).toEqual([]);
    const values = first(year).values.slice();
    const at = year.time.indexOf(autumn);
    values[at] = 150;
    const found = await detect(
      { frame: { ...year, columns: [{ ...first(year), values }] }, recipe: anomalies },
      context(),
    );
    const range = found.ranges.find(({ start, stop }) => start <= autumn && autumn <= stop);
    expect(range).toMatchObject({ peak: autumn, actual: 150 });
  });

  it('seasons are found, and nothing is said to be missing', async () => {
    const { acf, quality, summary } = await explore(year, context(), recipe(vienna));
    expect(acf.periods).toEqual([24, 168]);
    expect(quality.gaps).toEqual([]);
    expect(summary.missing).toBe(0);
  });
});

describe('many series by their days', () => {
  it('are compared at the midnights of the zone', async () => {
    const days = ['a', 'b', 'c', 'd'].map((key, i) => {
      const sums = dailySums(
        livedBy(vienna, utc('2026-01-31T23:00:00'), utc('2026-05-30T22:00:00'), HOUR, 1 + i),
        vienna,
      );
      return { ...sums, columns: [{ ...first(sums), key }] };
    });
    const zoned = { ...recipe(vienna), clusterer: { id: 'k-means', params: { k: 2 } } };
    const { time, clustering } = await cluster({ frames: days, recipe: zoned }, context());
    expect(time).toEqual(days[0]?.time);
    for (const shape of clustering.shapes) expect(shape).toHaveLength(time.length);
  });
});

describe('other zones', () => {
  it.each([
    ['America/St_Johns', 30, utc('2026-11-01T04:30:00'), 50],
    ['America/St_Johns', 30, utc('2026-03-08T05:30:00'), 46],
    ['Australia/Lord_Howe', 30, utc('2026-04-04T15:00:00'), 49],
    ['Australia/Lord_Howe', 30, utc('2026-10-03T15:30:00'), 47],
  ])('%s in steps of %d min across a change', async (zone, minutes, change, points) => {
    const clock = wallClock(zone);
    const whole = livedBy(zone, change - 4 * WEEK, change + WEEK, minutes * 60_000);
    const midnight = clock.begin(Math.floor(clock.toWall(change - 1) / DAY) * DAY);
    const frame = within(whole, { start: 0, stop: midnight });
    const of = async (name: string | undefined) =>
      (await train({ frame, recipe: recipe(name, { horizon: 96, periods: [48] }) }, context())).forecast;
    const { time, point } = await of(zone);
    const day = time.filter((t) => clock.toWall(t) < clock.toWall(midnight) + DAY);
    expect(day).toEqual(Float64Array.from({ length: points }, (_, i) => midnight + i * minutes * 60_000));
    const inUtc = await of(undefined);
    expect(errors(whole, time, point)).toBeLessThan(errors(whole, inUtc.time, inUtc.point));
  });
});

describe('a kept model', () => {
  it('forecasts the same again, and goes on learning across a change', async () => {
    const whole = livedBy(vienna, autumn - 8 * WEEK, autumn + 2 * WEEK);
    const frame = within(whole, { start: 0, stop: autumn + 12 * HOUR });
    const { artifact, ...run } = await train({ frame, recipe: recipe(vienna) }, context());
    expect(await forecastAgain({ artifact }, context())).toEqual(run);
    const { run: next } = await retrain({ artifact, frame: whole }, context());
    expect(next.artifact.history).toEqual(whole);
    await expect(retrain({ artifact, frame }, context())).rejects.toThrow('nothing newer');
  });
});
