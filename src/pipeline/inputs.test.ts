import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { first, regular, type SeriesFrame, slice } from '../frame/frame';
import { DAY } from '../math/duration';
import { allOccurrences, type PlannedEvent } from '../math/recurrence';
import { wallClock } from '../math/zone';
import { forecastPrepared } from './forecaster';
import { type Contribution, effectAhead, knowing, type LearnedInputs } from './inputs';
import { together } from './inputs-join';
import { onGrid } from './prepare';
import { type Inputs, initialRecipe, type Recipe } from './recipe';
import type { ForecastRun } from './results';
import { forecastAgain, retrain } from './retrain';
import { train } from './train';
import { learnWalk, walkOf } from './walk';
import { onWallClock } from './wall-clock';

const HOUR = DAY / 24;
const zone = 'Europe/Berlin';
const at = (iso: string): number => Date.parse(`${iso}Z`);
const ctx = quietContext(seeded(1));

/** Every second Tuesday from 02:00 to 06:00 in Berlin. */
const maintenance: PlannedEvent = {
  name: 'Maintenance',
  start: at('2026-01-06T01:00'),
  stop: at('2026-01-06T05:00'),
  rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU',
};
const never: PlannedEvent = { name: 'Moon landing', start: at('2031-01-01T00:00'), stop: at('2031-01-02T00:00') };

const start = at('2026-01-01T00:00');
const n = 24 * 7 * 18;
const noise = 1.5;

/** Eighteen weeks of hours by Berlin's clock, over the change in spring: a day and a weekend, and 20 less in each maintenance. */
function hours(effect = -20, seed = 5): SeriesFrame {
  const random = seeded(seed);
  const clock = wallClock(zone);
  const frame = regular(start, HOUR, new Float64Array(n), 'load');
  const times = allOccurrences([maintenance], { start, stop: start + n * HOUR }, zone);
  let left = 0;
  const values = frame.time.map((t) => {
    const wall = clock.toWall(t);
    const hour = (wall / HOUR) % 24;
    const weekend = Math.floor(wall / DAY + 3) % 7 > 4 ? -12 : 0;
    left = 0.5 * left + noise * normal(random);
    const planned = times.some((one) => t >= one.start && t < one.stop) ? effect : 0;
    return 100 + 15 * Math.sin((2 * Math.PI * (hour - 7)) / 24) + weekend + left + planned;
  });
  return { ...frame, columns: [{ key: 'load', values, labels: {} }] };
}

const recipeWith = (inputs: Partial<Inputs>, rest: Partial<Recipe> = {}): Recipe => ({
  ...initialRecipe,
  query: { ...initialRecipe.query, zone },
  model: { id: 'theta', params: {} },
  horizon: 24 * 7,
  inputs: { calendar: [], events: [], series: [], ...inputs },
  ...rest,
});
const of = (learned: LearnedInputs | undefined, input: string): Contribution =>
  learned?.contributions.find((one) => one.input === input) as Contribution;
const learnOn = async (frame: SeriesFrame, recipe: Recipe) => {
  const { grid } = await onGrid(onWallClock(frame, recipe, recipe.horizon).frame, recipe.preparation);
  return { grid, walk: await learnWalk(grid, recipe, grid.time.length) };
};

describe('planned events', () => {
  let run: ForecastRun;

  it('are learned: the effect planted lies in its interval, and the forecast of their days is better by far', async () => {
    run = await train({ frame: hours(), recipe: recipeWith({ events: [maintenance, never] }) }, ctx);
    const learned = run.artifact.inputs;
    const found = of(learned, 'event:Maintenance');
    expect(found.times).toBeGreaterThan(4);
    expect(found.effect?.lower).toBeLessThan(-20);
    expect(found.effect?.upper).toBeGreaterThan(-20);
    expect((found.effect?.upper as number) - (found.effect?.lower as number)).toBeLessThan(4);
    const { during, with: together, without, how } = learned?.trial ?? {};
    expect(how).toBe('learned');
    expect(during?.points).toBeGreaterThan(3);
    expect(during?.with).toBeLessThan(0.3 * (during?.without as number));
    expect(together).toBeLessThan(without as number);
  });

  it('count in the forecast itself: the next maintenance is there, at its hours in Berlin', () => {
    const { time, point, quantiles } = run.forecast;
    const next = allOccurrences(
      [maintenance],
      { start: time[0] as number, stop: (time.at(-1) as number) + HOUR },
      zone,
    );
    const inside = (t: number) => next.some((one) => t >= one.start && t < one.stop);
    const dips = Array.from(time.keys()).filter((i) => inside(time[i] as number));
    expect(dips.length).toBeGreaterThan(3);
    const dayBefore = (i: number) => (point[i] as number) - (point[i - 24] as number);
    for (const i of dips) expect(dayBefore(i)).toBeLessThan(-12);
    for (const i of dips) expect(quantiles[0]?.values[i]).toBeLessThan(point[i] as number);
  });

  it('that never took place add nothing, and that is said', () => {
    expect(of(run.artifact.inputs, 'event:Moon landing')).toMatchObject({
      times: 0,
      effect: null,
      meanAbsolute: 0,
      words: expect.stringContaining('did not take place'),
    });
  });

  it('stay with the artifact: it forecasts the same again, as JSON too', async () => {
    const artifact = { ...run.artifact, inputs: JSON.parse(JSON.stringify(run.artifact.inputs)) as LearnedInputs };
    const again = await forecastAgain({ artifact }, ctx);
    expect(Array.from(again.forecast.point)).toEqual(Array.from(run.forecast.point));
    const { inputs: _, ...older } = run.artifact;
    const without = await forecastAgain({ artifact: older }, ctx);
    expect(Array.from(without.forecast.point)).not.toEqual(Array.from(run.forecast.point));
  });

  it('that do nothing are left out, or hardly count', async () => {
    const { walk } = await learnOn(hours(0), recipeWith({ events: [maintenance] }));
    const found = of(walk.inputs, 'event:Maintenance');
    expect(Math.abs(found.effect?.mean as number)).toBeLessThan(2);
    expect(found.share).toBeLessThan(0.001);
  });

  it('of whole days take the shape of their day', async () => {
    const holiday: PlannedEvent = {
      name: 'Holiday',
      start: at('2026-01-13T23:00'),
      stop: at('2026-01-14T23:00'),
      allDay: true,
      rule: 'FREQ=WEEKLY;INTERVAL=5',
    };
    const plain = hours(0);
    const clock = wallClock(zone);
    const days = allOccurrences([holiday], { start, stop: start + n * HOUR }, zone);
    const shape = (hour: number): number => (hour >= 8 && hour < 20 ? -18 : -2);
    const values = first(plain).values.map((value, i) => {
      const t = plain.time[i] as number;
      const inside = days.some((one) => t >= one.start && t < one.stop);
      return inside ? value + shape((clock.toWall(t) / HOUR) % 24) : value;
    });
    const frame = { ...plain, columns: [{ key: 'load', values, labels: {} }] };
    const run = await train({ frame, recipe: recipeWith({ events: [holiday] }) }, ctx);
    const found = of(run.artifact.inputs, 'event:Holiday').effect;
    expect(found?.lower).toBeLessThan(-10);
    expect(found?.upper).toBeGreaterThan(-10);
    const level = run.artifact.inputs?.columns.find(({ id }) => id === 'event:Holiday~cos1');
    expect(Math.abs(level?.coefficient as number)).toBeGreaterThan(0);
  });
});

describe('calendar terms', () => {
  it('that the season says already add nothing; those it does not are found', async () => {
    const recipe = recipeWith({ calendar: ['weekday', 'weekend', 'working-days'] });
    const weekly = await learnOn(hours(0), { ...recipe, periods: [24, 168] });
    expect(of(weekly.walk.inputs, 'calendar:weekday').words).toMatch(/season says it already/);
    expect(of(weekly.walk.inputs, 'calendar:working-days').words).toMatch(/steps this long/);
    const daily = await learnOn(hours(0), {
      ...recipe,
      inputs: { calendar: ['weekend'], events: [], series: [] },
      periods: [24],
    });
    expect(of(daily.walk.inputs, 'calendar:weekend').meanAbsolute).toBeGreaterThan(2);
    expect(of(daily.walk.inputs, 'calendar:weekend').share).toBeGreaterThan(0.1);
  });
});

describe('other series', () => {
  /** Twice what another series does beyond its own day. */
  function pair(): SeriesFrame {
    const random = seeded(9);
    const own = hours(0, 6);
    let wander = 0;
    const other = own.time.map((_, i) => {
      wander = 0.97 * wander + normal(random);
      return 50 + 5 * Math.sin((2 * Math.PI * i) / 24) + wander;
    });
    const values = first(own).values.map((value, i) => value + 2 * ((other[i] as number) - 50));
    return {
      ...own,
      columns: [
        { key: 'load', values, labels: {} },
        { key: 'wind', values: other, labels: {} },
      ],
    };
  }

  it('count by what they do beyond the seasons', async () => {
    const { walk } = await learnOn(pair(), recipeWith({ series: ['wind'] }));
    const found = of(walk.inputs, 'series:wind');
    expect(found.effect?.lower).toBeLessThan(2);
    expect(found.effect?.upper).toBeGreaterThan(2);
    expect(found.words).toMatch(/last season is repeated/);
  });

  it('are not looked up after the place a forecast is made from', async () => {
    const frame = pair();
    const recipe = recipeWith({ series: ['wind'] });
    const { grid, walk } = await learnOn(frame, recipe);
    const spoilt = {
      ...grid,
      columns: grid.columns.map((column) => ({
        ...column,
        values: column.values.map((value, i) => (i < 2000 ? value : 1e6)),
      })),
    };
    const history = slice(grid, 0, 2000);
    const fitted = await walk.model.forecaster.fit(
      { history: { frame: history, period: 168, periods: [24, 168] }, validation: 168, horizon: 24 },
      walk.model.params,
      ctx,
    );
    const points = async (raw: SeriesFrame) =>
      Array.from((await forecastPrepared(walk, fitted, [slice(raw, 0, 2000)], 24, ctx)).forecasts[0]?.point ?? []);
    expect(await points(spoilt)).toEqual(await points(grid));
  });

  it('known beforehand are taken as far as they reach', async () => {
    const frame = pair();
    const short = slice(frame, 0, n - 200);
    const known = { ...frame, columns: frame.columns.slice(1) };
    const recipe = recipeWith({ series: ['wind'], ahead: ['wind'] }, { horizon: 48 });
    const blind = await train({ frame: short, recipe }, ctx);
    const seeing = await train({ frame: short, recipe, known }, ctx);
    const actual = first(frame).values.slice(n - 200, n - 152);
    const error = ({ forecast }: ForecastRun) =>
      actual.reduce((sum, value, h) => sum + Math.abs(value - (forecast.point[h] as number)), 0) / 48;
    expect(error(seeing)).toBeLessThan(0.6 * error(blind));
    expect(of(seeing.artifact.inputs, 'series:wind').words).toMatch(/taken ahead/);
  });

  it('known beforehand hold for the whole of their own step, as they do in the history', async () => {
    const { grid, walk } = await learnOn(pair(), recipeWith({ series: ['wind'] }));
    const learned = walk.inputs as LearnedInputs;
    const end = grid.time.at(-1) as number;
    const moment = wallClock(zone).at(end);
    // A value a day, known since ten hours before the end.
    const time = [0, 1, 2].map((day) => moment - 10 * HOUR + day * DAY);
    const knowing = { ...learned, ahead: [{ name: 'wind', time, values: [1, 2, 3] }] };
    const at = Float64Array.from({ length: 48 }, (_, h) => end + (h + 1) * HOUR);
    const by = learned.columns.find(({ id }) => id === 'series:wind')?.coefficient as number;
    const told = effectAhead(knowing, grid, at, recipeWith({ series: ['wind'] })).map((value) => value / by);
    const expected = Array.from(at, (_, h) => (h < 13 ? 1 : h < 37 ? 2 : 3));
    told.forEach((value, h) => {
      expect(value).toBeCloseTo(expected[h] as number, 9);
    });
  });

  it('known beforehand are kept with the value that holds at the end, by moments', async () => {
    const frame = pair();
    const prices = together([
      {
        name: 'wind',
        frame: regular(
          start,
          DAY,
          Float64Array.from({ length: 140 }, (_, d) => d),
          'wind',
        ),
      },
    ]) as SeriesFrame;
    const wall = onWallClock(frame, recipeWith({}), 24);
    const { grid } = await onGrid(wall.frame, initialRecipe.preparation);
    // Up to 13:00 in Berlin on a summer's day.
    const training = slice(grid, 0, 24 * 100 + 13);
    expect(training.clock).toBe('wall');
    const recipe = recipeWith({ series: ['wind'], ahead: ['wind'] });
    const walk = await learnWalk(training, recipe, n, prices);
    const end = wallClock(zone).at(training.time.at(-1) as number);
    const [kept] = walk.inputs?.ahead ?? [];
    expect(kept?.time[0]).toBe(start + Math.floor((end - start) / DAY) * DAY);
    expect(kept?.time.length).toBe(kept?.values.length);
  });

  it('known beforehand are as they are known by now when a model is retrained', async () => {
    const frame = pair();
    const knownAt = (to: number) => ({ ...slice(frame, 0, to), columns: slice(frame, 0, to).columns.slice(1) });
    const recipe = recipeWith({ series: ['wind'], ahead: ['wind'] }, { horizon: 48 });
    const first = await train({ frame: slice(frame, 0, n - 600), known: knownAt(n - 550), recipe }, ctx);
    const { run } = await retrain(
      { artifact: first.artifact, frame: slice(frame, 0, n - 200), known: knownAt(n - 100) },
      ctx,
    );
    const { ahead } = run.artifact.inputs as LearnedInputs;
    expect(ahead?.[0]?.time.at(-1)).toBe(frame.time[n - 101]);
    // What serves forecasts after the end is kept where not all can be.
    const long = regular(start, 1000, new Float64Array(30_000).fill(1), 'wind');
    const until = { ...recipe, horizon: 10 };
    const short = knowing(run.artifact.inputs as LearnedInputs, slice(long, 0, 10), until, long, 25_000).ahead?.[0];
    expect(short?.time).toHaveLength(20_000);
    expect(short?.time.at(-1)).toBe(start + 25_009 * 1000);
  });

  it('that were not read add nothing, and that is said', async () => {
    const { walk } = await learnOn(hours(), recipeWith({ series: ['price'] }));
    expect(of(walk.inputs, 'series:price').words).toMatch(/not beside/);
  });
});

it('forecasts to the bit as before where there are no inputs', async () => {
  const { inputs: _, ...plain } = recipeWith({});
  const [a, b] = [
    await train({ frame: hours(), recipe: plain }, ctx),
    await train({ frame: hours(), recipe: recipeWith({}) }, ctx),
  ];
  expect(Array.from(a.forecast.point)).toEqual(Array.from(b.forecast.point));
  expect(a.artifact.inputs).toBeUndefined();
  expect((await walkOf(a.artifact)).inputs).toBeUndefined();
});

it('are summed up history by history, and a cancel is heard between two', async () => {
  const { grid, walk } = await learnOn(hours(), recipeWith({ calendar: ['weekday'] }));
  const cancelled = new AbortController();
  const raws = Array.from({ length: 20 }, (_, i) => slice(grid, 0, 1000 + i));
  const fitted = { predict: async () => [], weights: async () => Promise.reject(), dispose: () => {} };
  setTimeout(() => cancelled.abort(), 0);
  const all = forecastPrepared(walk, fitted, raws, 24, { ...ctx, signal: cancelled.signal });
  await expect(all).rejects.toMatchObject({ code: 'cancelled' });
});

it('tells more inputs than can be told apart', async () => {
  const events = Array.from(
    { length: 450 },
    (_, i): PlannedEvent => ({ name: `e${i}`, start: start + i * 6 * HOUR, stop: start + (i * 6 + 2) * HOUR }),
  );
  await expect(learnOn(hours(), recipeWith({ events }))).rejects.toMatchObject({ code: 'bad-input', place: 'inputs' });
});
