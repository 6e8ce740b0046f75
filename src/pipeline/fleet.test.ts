import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobContext, Progress } from '../base/job';
import { normal, seeded } from '../base/random';
import { regular, type SeriesFrame, slice } from '../frame/frame';
import { emptyQuery } from '../frame/query';
import { NOT_WITHIN } from '../math/crossing';
import { DAY } from '../math/duration';
import { demo } from '../sources/demo/source';
import { disks, END, RACKS_SPAN, reaches } from '../sources/demo/truth';
import { crossingOf, type FleetInput, type FleetSeries, finishedIn, fleet, isBeyond } from './fleet';
import { loadModel } from './forecaster';
import { initialRecipe, type Recipe } from './recipe';
import { train } from './train';

const context = (
  progress: (report: Progress) => void = () => {},
  signal = new AbortController().signal,
): JobContext => ({
  signal,
  random: seeded(1),
  clock: () => performance.now(),
  progress,
});

const recipe: Recipe = { ...initialRecipe, model: { id: 'instant', params: {} }, horizon: 48 };
const full = { value: 100, direction: 'above' } as const;
const lookAheadMs = 100 * DAY;

let frames: readonly SeriesFrame[];
let names: readonly string[];

beforeAll(async () => {
  const query = {
    ...emptyQuery,
    database: 'racks',
    measurement: 'disk',
    fields: ['used_percent'],
    aggregate: 'mean',
    everyMs: 3_600_000,
    groupBy: ['host'],
    filters: [{ tag: 'rack', values: ['r01', 'r04', 'r07'] }],
    range: { start: END - RACKS_SPAN, stop: END },
  };
  ({ frames } = await demo.query({ params: { seed: 3 } }, query, context()));
  names = frames.map((frame) => frame.columns[0]?.labels.host ?? '');
});

/** Runs a job and gives what it reported, in its order. */
async function run(patch: Partial<FleetInput> = {}, signal?: AbortSignal) {
  const finished: FleetSeries[] = [];
  const phases = new Set<string>();
  const listen = (report: Progress): void => {
    phases.add(report.phase);
    const series = finishedIn(report);
    if (series !== undefined) finished.push(series);
  };
  const input = { frames, names, recipe, threshold: full, lookAheadMs, ...patch };
  const count = await fleet(input, context(listen, signal));
  return { count, finished, phases: [...phases] };
}

/** A finished series that did not fail. */
function well({ row, forecast }: FleetSeries) {
  if (row.failure !== undefined || forecast === undefined) throw new Error(`${row.name}: ${row.failure?.message}`);
  return { row, forecast };
}

describe('a fleet of disks that fill', () => {
  let all: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    all = await run();
  }, 60_000);

  it('reports each of them, on its way', () => {
    expect(all.count).toBe(30);
    expect(all.finished.map(({ row }) => row.name)).toEqual(names);
    expect(all.phases).toEqual(['Preparing', 'Learning from alike series', 'Forecasting']);
  });

  it('knows when each is full: the dates that were planted, in their order', () => {
    const rows = all.finished.map((series) => {
      const { row } = well(series);
      const disk = disks.find(({ host }) => host === row.name);
      return { truth: (disk && reaches(disk, 100)) ?? NOT_WITHIN, ...row.crossing };
    });
    let inside = 0;
    const soon = rows.filter(({ truth }) => truth < END + 90 * DAY);
    expect(soon.length).toBeGreaterThan(15);
    for (const { truth, expected = 0, earliest = 0, latest = 0 } of soon) {
      expect(Math.abs((expected - truth) / (truth - END))).toBeLessThan(0.2);
      if (earliest <= truth && truth <= latest) inside++;
    }
    expect(inside / soon.length).toBeGreaterThan(0.85);
    const far = rows.filter(({ truth }) => truth === NOT_WITHIN);
    expect(far.length).toBeGreaterThan(3);
    for (const { expected } of far) expect(expected).toBe(NOT_WITHIN);
    const order = soon.toSorted((a, b) => (a.expected ?? 0) - (b.expected ?? 0)).map(({ truth }) => truth);
    const swapped = order.filter((truth, i) => truth < (order[i - 1] ?? 0) * 1 - DAY);
    expect(swapped).toEqual([]);
  });

  it('tells the growth a day', () => {
    for (const series of all.finished) {
      const { row } = well(series);
      const pace = disks.find(({ host }) => host === row.name)?.pace ?? 0;
      expect(Math.abs(row.growth.perDay - pace)).toBeLessThan(0.03 + 0.05 * Math.abs(pace));
      expect(row.growth.share).toBeCloseTo(row.growth.perDay / row.growth.level, 12);
    }
  });

  it('judges each beside the naive baseline, and looks farther ahead than its band was measured', () => {
    const { row, forecast } = well(all.finished[0] as FleetSeries);
    expect(row.metrics).toHaveLength(2);
    expect(row.metrics[0]?.mase).toBeLessThan(row.metrics[1]?.mase ?? 0);
    expect(forecast.run.forecast.point).toHaveLength(48);
    expect(forecast.ahead.point).toHaveLength(2400);
    expect([...forecast.ahead.point.subarray(0, 48)]).toEqual([...forecast.run.forecast.point]);
    expect(isBeyond(END + 3 * DAY, row.measuredTo)).toBe(true);
    expect(isBeyond(END + DAY, row.measuredTo)).toBe(false);
    expect(isBeyond(NOT_WITHIN, row.measuredTo)).toBe(false);
  });

  it('asks another threshold of what is forecast already', async () => {
    const other = { value: 80, direction: 'above' } as const;
    const again = await run({ threshold: other });
    for (const [i, series] of all.finished.entries()) {
      expect(crossingOf(well(series).forecast, other)).toEqual(well(again.finished[i] as FleetSeries).row.crossing);
    }
  });

  it('goes on where it was stopped: only those left, to the same numbers', async () => {
    const done = names.map((_, i) => i).filter((i) => i % 3 !== 0);
    const rest = await run({ done });
    expect(rest.count).toBe(10);
    for (const series of rest.finished) {
      const { row, forecast } = well(series);
      const before = well(all.finished[row.index] as FleetSeries);
      expect(row.index % 3).toBe(0);
      expect(row.crossing).toEqual(before.row.crossing);
      expect(forecast.ahead).toEqual(before.forecast.ahead);
    }
    expect((await run({ done: names.map((_, i) => i) })).count).toBe(0);
  });
});

/** 600 hours of a straight line with a little noise, in a unit. */
function line(unit: string, level: number, slope: number): SeriesFrame {
  const random = seeded(4);
  const values = Float64Array.from({ length: 600 }, (_, i) => level + slope * i + 0.3 * normal(random));
  const frame = regular(END - 600 * 3_600_000, 3_600_000, values, 'v');
  return { ...frame, columns: frame.columns.map((column) => ({ ...column, labels: { _unit: unit } })) };
}

it('looks ahead within the bounds of a series: per cent end at 100, degrees do not at 0', async () => {
  const { finished } = await run({
    ...{ frames: [line('°C', 20, -0.03), line('%', 40, 0.09)], names: ['cold', 'full'], lookAheadMs: 60 * DAY },
    threshold: { value: -5, direction: 'below' },
  });
  const [cold, filling] = finished.map(well);
  const days = ((cold?.row.crossing?.expected ?? 0) - END) / DAY;
  expect(days).toBeGreaterThan(8);
  expect(days).toBeLessThan(15);
  expect(Math.max(...(filling?.forecast.ahead.point ?? []))).toBe(100);
});

it('looks no farther than the calendar goes', async () => {
  const year = 365 * DAY;
  const values = Float64Array.from({ length: 60 }, (_, i) => 10 + i);
  const { finished } = await run({
    ...{ frames: [regular(Date.UTC(1960, 0, 1), year, values, 'v')], names: ['yearly'], lookAheadMs: 1e6 * year },
    recipe: { ...recipe, model: { id: 'drift', params: {} }, horizon: 5 },
  });
  const { ahead } = well(finished[0] as FleetSeries).forecast;
  expect(new Date(ahead.time.at(-1) ?? Number.NaN).toISOString()).toMatch(/^999[89]-/);
});

describe('whatever happens to one', () => {
  const few = (list: readonly SeriesFrame[]): Partial<FleetInput> => ({
    frames: list,
    names: list.map((_, i) => `s${i}`),
  });

  it('leaves the others alone, and says why in words', async () => {
    const [a, b] = frames as [SeriesFrame, SeriesFrame];
    const empty = {
      ...a,
      columns: a.columns.map((column) => ({ ...column, values: column.values.map(() => Number.NaN) })),
    };
    const { finished } = await run(few([slice(a, 0, 20), b, slice(a, 0, 1), empty]));
    const failures = new Map(finished.map(({ row }) => [row.name, row.failure]));
    expect([...failures.keys()].sort()).toEqual(['s0', 's1', 's2', 's3']);
    expect(failures.get('s1')).toBeUndefined();
    expect(failures.get('s0')).toMatchObject({ code: 'too-short', place: 'horizon' });
    for (const name of ['s2', 's3']) expect(failures.get(name)?.message).toMatch(/\w+ .*\./);
  });

  it('keeps those finished when it is cancelled, and then stops', async () => {
    const controller = new AbortController();
    const finished: string[] = [];
    const job = fleet(
      { frames, names, recipe: { ...recipe, model: { id: 'seasonal-naive', params: {} } }, lookAheadMs },
      context((report) => {
        const series = finishedIn(report);
        if (series !== undefined && finished.push(series.row.name) === 5) controller.abort();
      }, controller.signal),
    );
    await expect(job).rejects.toMatchObject({ code: 'cancelled' });
    expect(finished).toEqual(names.slice(0, 5));
  });

  it('lets go of all that was learned together when it is cancelled', async () => {
    const { forecaster } = await loadModel(recipe.model);
    let [made, gone] = [0, 0];
    const together = vi.spyOn(forecaster, 'fitTogether');
    const controller = new AbortController();
    together.mockImplementation(async (trainings, params, ctx) =>
      Promise.all(
        trainings.map(async (training) => {
          const fitted = await forecaster.fit(training, params, ctx);
          made++;
          return { ...fitted, dispose: () => void gone++ };
        }),
      ),
    );
    const job = fleet(
      { frames: frames.slice(0, 3), names: names.slice(0, 3), recipe, lookAheadMs },
      context((report) => finishedIn(report) !== undefined && controller.abort(), controller.signal),
    );
    await expect(job).rejects.toMatchObject({ code: 'cancelled' });
    together.mockRestore();
    expect([made, gone]).toEqual([3, 3]);
  });

  it('is one by one what training it alone gives, where a model learns alone', async () => {
    const alone = { ...recipe, model: { id: 'theta', params: {} } };
    const [frame, name] = [frames[4] as SeriesFrame, names[4] as string];
    const { finished } = await run({ recipe: alone, frames: [frame], names: [name] });
    const { forecast } = well(finished[0] as FleetSeries);
    const trained = await train({ frame, recipe: { ...alone, series: name } }, context());
    expect(forecast.run.forecast).toEqual(trained.forecast);
    expect(forecast.run.artifact.metrics).toEqual(trained.artifact.metrics);
  });

  it('forecasts with inputs known beforehand as training alone does', async () => {
    const [frame, beside] = [line('', 5, 0), line('', 5, 0)];
    const random = seeded(9);
    const drive = Float64Array.from({ length: 700 }, () => normal(random));
    const values = beside.columns[0]?.values.map((value, i) => value + 8 * (drive[i] as number)) ?? new Float64Array();
    const driven: SeriesFrame = {
      ...frame,
      columns: [
        { key: 'v', labels: {}, values },
        { key: 'drive', labels: {}, values: drive.slice(0, 600) },
      ],
    };
    const known = regular(frame.time[0] as number, 3_600_000, drive, 'drive');
    const inputs = { calendar: [], events: [], series: ['drive'], ahead: ['drive'] };
    const alone = { ...recipe, model: { id: 'drift', params: {} }, inputs };
    const { finished } = await run({ recipe: alone, frames: [driven], names: ['v'], known, lookAheadMs: DAY });
    const { forecast } = well(finished[0] as FleetSeries);
    const trained = await train({ frame: driven, recipe: { ...alone, series: 'v' }, known }, context());
    expect(forecast.run.forecast).toEqual(trained.forecast);
    const without = await run({ recipe: alone, frames: [driven], names: ['v'], lookAheadMs: DAY });
    expect(well(without.finished[0] as FleetSeries).forecast.run.forecast).not.toEqual(trained.forecast);
  });

  it('goes by the wall clock of its zone', async () => {
    const zone = 'America/St_Johns';
    const zoned = { ...recipe, model: { id: 'seasonal-naive', params: {} }, query: { ...recipe.query, zone } };
    const { finished } = await run({ ...few(frames.slice(0, 1)), recipe: zoned, lookAheadMs: 200 * DAY });
    const { ahead } = well(finished[0] as FleetSeries).forecast;
    // Past the end of summer time (1 November 2026) every hour of UTC is there once.
    ahead.time.forEach((time, h) => {
      if (h > 0) expect(time - (ahead.time[h - 1] as number)).toBe(3_600_000);
    });
    expect(ahead.time.at(-1)).toBeGreaterThan(Date.UTC(2026, 10, 5));
  });
});
