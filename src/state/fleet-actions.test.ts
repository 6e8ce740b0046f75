import { describe, expect, it, vi } from 'vitest';
import type { Jobs } from '../engine/jobs';
import type { CallOptions, Engine } from '../engine/protocol';
import { regular } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import { NOT_WITHIN } from '../math/crossing';
import { DAY } from '../math/duration';
import type { FleetInput, FleetSeries } from '../pipeline/fleet';
import { initialRecipe } from '../pipeline/recipe';
import type { Artifact } from '../pipeline/results';
import { openVault } from '../vault/open';
import { sampleArtifact } from '../vault/sample';
import type { Deps, SavedFile } from './deps';
import {
  findUnfinished,
  goOnFleet,
  removeFleet,
  setLookAhead,
  setThreshold,
  showFleet,
  startFleet,
  stopFleet,
} from './fleet-actions';
import { saveFleetCsv } from './fleet-csv';
import { fleetEntry, returnToFleet } from './fleet-entry';
import { goalOf, sameFleet, shownThreshold } from './fleet-goal';
import { openFleetSeries } from './fleet-open';
import { planFleet, writeFleet } from './fleet-write';
import { followHash } from './follow-hash';
import { restoreModel } from './library-actions';
import { toHash } from './link';
import { fromHash } from './read-link';
import { seriesRead } from './series';
import { createStudio } from './store';

const hour = 3_600_000;
const names = ['used host=a', 'used host=b', 'used host=c', 'used host=d'];
const frames = ['a', 'b', 'c', 'd'].map((host, i) => {
  const frame = regular(0, hour, Float64Array.of(10, 20, 30, 40 + i), 'used');
  return { ...frame, columns: frame.columns.map((column) => ({ ...column, labels: { host, _unit: '%' } })) };
});

/** What the job reports of a series: 50, 60, 70 ... an hour apart. */
function seriesOf(index: number, history = frames[index] as (typeof frames)[number]): FleetSeries {
  const name = names[index] ?? '';
  const labels = history.columns[0]?.labels ?? {};
  if (index === 3)
    return { row: { index, name, labels, seconds: 1, failure: { code: 'too-short', message: 'Short.' } } };
  const forecast = (points: number): Forecast => {
    const point = Float64Array.from({ length: points }, (_, h) => 50 + 10 * h);
    const band = [-1, 0, 1].map((off, i) => ({
      level: [0.025, 0.5, 0.975][i] ?? 0.5,
      values: point.map((v) => v + off),
    }));
    return { target: 'used', time: point.map((_, h) => (4 + h) * hour), point, quantiles: band };
  };
  const artifact: Artifact = {
    ...sampleArtifact(),
    recipe: { ...initialRecipe, series: name, horizon: 2 },
    history,
  };
  const glance = new Float32Array();
  return {
    row: {
      index,
      name,
      labels,
      seconds: 1,
      metrics: artifact.metrics,
      growth: { perDay: 240, share: 6, level: 40 },
      crossing: { expected: 1, earliest: 1, latest: NOT_WITHIN },
      measuredTo: 5 * hour,
      points: { measured: 2, ahead: 6 },
      glance: {
        start: 0,
        end: 3 * hour,
        until: 9 * hour,
        values: glance,
        lower: glance,
        middle: glance,
        upper: glance,
      },
    },
    forecast: {
      run: { artifact, forecast: forecast(2), heldBack: { forecast: forecast(1), actual: Float64Array.of(1) } },
      ahead: forecast(6),
    },
  };
}

/** The job's series, its frames' labels changed. */
const labelled = (more: (i: number) => Readonly<Record<string, string>>) =>
  frames.map((frame, i) => ({
    ...frame,
    columns: frame.columns.map((column) => ({ ...column, labels: { ...column.labels, ...more(i) } })),
  }));

/** A studio whose engine forecasts series one by one; `dies` after so many of them, `write` takes lines. */
function studio({ dies = 99, write = (_: readonly string[]): void => {}, read = frames } = {}) {
  const asked: FleetInput[] = [];
  const saved: SavedFile[] = [];
  let left = dies;
  const run = async (job: string, input: never, { signal, onProgress }: CallOptions = {}): Promise<unknown> => {
    if (job === 'fleet') {
      const { names: all, done = [] } = input as FleetInput;
      asked.push(input);
      for (const index of all.keys()) {
        if (done.includes(index)) continue;
        if (left-- === 0) throw new Error('the tab is gone');
        onProgress?.({
          phase: 'Forecasting',
          done: index,
          total: all.length,
          unit: 'series',
          partial: seriesOf(index, read[index]),
        });
        await new Promise((resolve) => setTimeout(resolve, 1));
        signal?.throwIfAborted();
      }
      return all.length;
    }
    if (job === 'write') return write((input as { lines: readonly string[] }).lines);
    if (job === 'explore') return { acf: { values: new Float64Array(3), periods: [], bound: 0.1 } };
    return { parts: {}, periods: [] };
  };
  const deps: Deps = {
    store: createStudio(),
    engine: { run, close: () => {} } as unknown as Engine<Jobs>,
    vault: openVault(),
    save: (file) => saved.push(file),
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: false },
    running: new Map(),
  };
  deps.store.setState({
    connection: {
      source: 'influxdb-2',
      params: { url: 'http://db' },
      state: { status: 'done', value: { product: 'InfluxDB' }, seconds: 0 },
    },
    read: { status: 'done', seconds: 0, value: { frames: read, rows: 16, notes: [], text: '' } },
  });
  return { deps, asked, saved };
}

const rowsOf = (deps: Deps) => deps.store.getState().fleet?.rows ?? [];
const wordsOf = (deps: Deps): string =>
  deps.store
    .getState()
    .notices.map(({ words }) => words)
    .join(' ');

describe('a job over many series', () => {
  it('asks what suits the data, and keeps each series', async () => {
    const { deps, asked } = studio();
    await startFleet(deps);
    expect(asked[0]).toMatchObject({
      names,
      threshold: { value: 90, direction: 'above' },
      lookAheadMs: 3 * hour,
      done: [],
    });
    expect(rowsOf(deps).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    const [job] = await (await deps.vault).fleets.list();
    expect(job).toMatchObject({ done: 4, failed: 1 });
    expect((await (await deps.vault).fleets.get(job?.id ?? '')).rows).toEqual(rowsOf(deps));
  });

  it('shows no series that is not kept, and goes on with those left', async () => {
    const { deps, asked } = studio({ dies: 2 });
    await startFleet(deps);
    const { fleet, fleetRun } = deps.store.getState();
    expect(fleetRun).toMatchObject({ status: 'failed' });
    expect(fleet?.rows).toHaveLength(2);
    const id = fleet?.job.id ?? '';
    expect((await (await deps.vault).fleets.get(id)).rows).toEqual(fleet?.rows);
    // A new tab: nothing read, the same vault.
    deps.store.setState({ ...createStudio().getState() });
    await findUnfinished(deps);
    expect(wordsOf(deps)).toBe('A forecast of 4 series was left unfinished: 2 are done. Go on in Fleet.');
    await showFleet(deps);
    expect(rowsOf(deps)).toHaveLength(2);
    await goOnFleet(deps, id);
    expect(asked[1]).toMatchObject({ done: [0, 1], names });
    expect(asked[1]?.frames).toEqual(frames);
    expect(rowsOf(deps)).toHaveLength(4);
  });

  it('hands over inputs beside each series and what is known of them beforehand, also when it goes on', async () => {
    const { deps, asked } = studio({ dies: 2 });
    const known = seriesRead(deps.store.getState())[3]?.name ?? '';
    const inputs = { calendar: [], events: [], series: [known], ahead: [known] };
    deps.store.setState(({ recipe }) => ({ recipe: { ...recipe, present: { ...recipe.present, inputs } } }));
    await startFleet(deps);
    await goOnFleet(deps, deps.store.getState().fleet?.job.id ?? '');
    expect(asked).toHaveLength(2);
    for (const input of asked) {
      expect(input.frames.map(({ columns }) => columns.length)).toEqual([2, 2, 2, 1]);
      expect(input.known?.columns.map(({ key }) => key)).toEqual([known]);
    }
  });

  it('keeps what is finished when it is stopped', async () => {
    const { deps } = studio();
    deps.store.subscribe(() => {
      if (rowsOf(deps).length > 0) stopFleet(deps);
    });
    await startFleet(deps);
    const { fleet, fleetRun } = deps.store.getState();
    expect(fleetRun.status).toBe('idle');
    expect(fleet?.job.done).toBe(fleet?.rows.length);
    expect(wordsOf(deps)).toMatch(/^Stopped\. [1-3] of 4 are kept\.$/);
  });

  it('dates another threshold without forecasting again', async () => {
    const { deps, asked } = studio();
    await startFleet(deps);
    await setThreshold(deps, { value: 85, direction: 'above' });
    const [first] = rowsOf(deps);
    expect(asked).toHaveLength(1);
    expect(first).toMatchObject({ crossing: { expected: 7.5 * hour, earliest: 7.4 * hour, latest: 7.6 * hour } });
    const kept = await (await deps.vault).fleets.get(deps.store.getState().fleet?.job.id ?? '');
    expect(kept.job.threshold?.value).toBe(85);
    expect(kept.rows).toEqual(rowsOf(deps));
    await setThreshold(deps, { value: Number.NaN, direction: 'above' });
    expect(deps.store.getState().fleet?.job.threshold?.value).toBe(85);
  });

  it('starts no job over what is no number, and gives no dates by it', async () => {
    const { deps, asked } = studio();
    setLookAhead(deps, Number.NaN);
    await startFleet(deps);
    expect(asked).toHaveLength(0);
    expect(wordsOf(deps)).toMatch(/^Type how many days/);
    setLookAhead(deps, DAY);
    await startFleet(deps);
    expect(deps.store.getState().fleetAsk).toEqual({});
    expect(shownThreshold(deps.store.getState())?.value).toBe(90);
    await setThreshold(deps, { value: Number.NaN, direction: 'above' });
    expect(shownThreshold(deps.store.getState())).toBeUndefined();
  });

  it('asks what suits other series, and leaves the job on screen as it was asked', async () => {
    const { deps } = studio();
    await startFleet(deps);
    deps.store.setState(({ recipe }) => ({
      recipe: { ...recipe, present: { ...recipe.present, query: { ...recipe.present.query, measurement: 'other' } } },
      read: {
        status: 'done',
        seconds: 0,
        value: { frames: [regular(0, DAY, new Float64Array(11), 'celsius')], rows: 11, notes: [], text: '' },
      },
    }));
    expect(goalOf(deps.store.getState())).toEqual({ lookAheadMs: 10 * DAY });
    expect(shownThreshold(deps.store.getState())?.value).toBe(90);
    await setThreshold(deps, { value: 5, direction: 'above' });
    expect(deps.store.getState().fleet?.job.threshold?.value).toBe(90);
  });

  it('is the same after a reload, whichever series is looked at', () => {
    const recipe = { ...initialRecipe, series: 'a', query: { ...initialRecipe.query, measurement: 'disk' } };
    const { recipe: linked } = fromHash(toHash({ ...recipe, series: 'b' }, 'fleet'));
    const turned = Object.fromEntries(Object.entries(linked.query).reverse()) as unknown as typeof linked.query;
    const again = { ...linked, query: turned };
    expect(sameFleet(recipe, linked)).toBe(true);
    expect(JSON.stringify(again.query)).not.toBe(JSON.stringify(recipe.query));
    expect(sameFleet(recipe, again)).toBe(true);
    expect(sameFleet(recipe, { ...again, horizon: recipe.horizon + 1 })).toBe(false);
    expect(sameFleet(recipe, { ...again, query: { ...again.query, everyMs: 1 } })).toBe(false);
  });

  it('is on screen again when the browser goes back to it, with what is read', async () => {
    const { deps } = studio();
    const heard: (() => void)[] = [];
    const history = { state: null as unknown, replaceState: () => {} };
    followHash(deps, {
      location: { hash: '', pathname: '/', search: '' },
      history,
      addEventListener: (_type, listener) => void heard.push(listener),
    });
    await startFleet(deps);
    await openFleetSeries(deps, 1);
    for (const [state, room] of [
      [null, 'forecast'],
      [fleetEntry, 'fleet'],
    ] as const) {
      history.state = state;
      for (const listener of heard) listener();
      expect(deps.store.getState().room).toBe(room);
    }
    expect(deps.store.getState()).toMatchObject({ connection: { source: 'influxdb-2' }, read: { status: 'done' } });
    expect(deps.store.getState().fromFleet).toBeUndefined();
  });

  it('counts as done only what is kept', async () => {
    const { deps } = studio();
    deps.store.subscribe(({ fleet, fleetRun }) => {
      if (fleetRun.status !== 'running' || fleetRun.meter === undefined) return;
      expect(fleetRun.meter.progress.done).toBeLessThanOrEqual(fleet?.rows.length ?? 0);
    });
    await startFleet(deps);
    expect(rowsOf(deps)).toHaveLength(4);
  });

  it('opens a series as it was forecast, and leads back', async () => {
    const { deps, asked } = studio();
    await startFleet(deps);
    await openFleetSeries(deps, 1);
    const { room, training, fromFleet, recipe } = deps.store.getState();
    expect({ room, fromFleet, series: recipe.present.series }).toEqual({
      room: 'forecast',
      fromFleet: names[1],
      series: names[1],
    });
    expect(training).toMatchObject({ status: 'done', value: { forecast: seriesOf(1).forecast?.run.forecast } });
    expect(asked).toHaveLength(1);
    expect(seriesRead(deps.store.getState())).toHaveLength(4);
    returnToFleet(deps);
    expect(deps.store.getState()).toMatchObject({ room: 'fleet' });
    expect(deps.store.getState().fromFleet).toBeUndefined();
    // With nothing read, the series comes from what is kept of it.
    deps.store.setState({ read: { status: 'idle' } });
    await openFleetSeries(deps, 2);
    expect(seriesRead(deps.store.getState()).map(({ frame }) => frame)).toEqual([frames[2]]);
    expect(deps.store.getState().training.status).toBe('done');
  });

  it('is deleted, and brought back', async () => {
    const { deps } = studio();
    await startFleet(deps);
    const [job] = await (await deps.vault).fleets.list();
    if (job === undefined) throw new Error('no job');
    await removeFleet(deps, job);
    expect(deps.store.getState().fleet).toBeUndefined();
    const token = deps.store.getState().notices.at(-1)?.undo?.model ?? '';
    await restoreModel(deps, token);
    await showFleet(deps);
    expect(rowsOf(deps)).toHaveLength(4);
  });
});

describe('writing all of it', () => {
  const target = { database: 'there', measurement: 'used_forecast', reach: 'measured' } as const;

  it('is shown first, and refused where the series live', async () => {
    const lines: string[] = [];
    const { deps } = studio({ write: (some) => void lines.push(...some) });
    await startFleet(deps);
    await planFleet(deps, target);
    expect(deps.store.getState().fleetPlan).toMatchObject({
      series: 3,
      points: 6,
      before: 0,
      tags: ['field', 'host', 'model'],
    });
    expect(lines).toEqual([]);
    await expect(planFleet(deps, { ...target, measurement: ' ' })).rejects.toMatchObject({ place: 'measurement' });
    await writeFleet(deps);
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe(
      'used_forecast,field=used,host=a,model=composite-lstm yhat=50,yhat_lower=49,yhat_upper=51 14400000',
    );
    expect(wordsOf(deps)).toContain('Wrote 6 points of 3 series to used_forecast in there.');
    await planFleet(deps, target);
    expect(deps.store.getState().fleetPlan).toMatchObject({ series: 0, points: 0, before: 3 });
    await planFleet(deps, { ...target, reach: 'ahead' });
    expect(deps.store.getState().fleetPlan).toMatchObject({ series: 3, points: 18, before: 0 });
  });

  it('keeps series apart whose tags are called as ours are, or are the same', async () => {
    for (const [more, heads] of [
      [
        (i: number) => ({ host: 'a', model: `m${i}`, field: 'x' }),
        ['field=x,forecast_field=used,forecast_model=composite-lstm,host=a,model=m0'],
      ],
      [
        () => ({ host: 'a' }),
        [0, 1, 2].map((i) => `field=used,host=a,model=composite-lstm,series=used\\ host\\=${'abc'[i]}`),
      ],
    ] as const) {
      const lines: string[] = [];
      const { deps } = studio({ write: (some) => void lines.push(...some), read: labelled(more) });
      await startFleet(deps);
      await planFleet(deps, target);
      await writeFleet(deps);
      const written = [...new Set(lines.map((line) => line.replace(/ yhat=.*/, '')))];
      expect(written).toHaveLength(3);
      expect(written).toEqual(expect.arrayContaining(heads.map((head) => `used_forecast,${head}`)));
      expect(deps.store.getState().fleetPlan).toBeUndefined();
    }
  });

  it('neither writes nor marks a forecast that could not be kept, and says so', async () => {
    const lines: string[] = [];
    const { deps } = studio({ write: (some) => void lines.push(...some) });
    await startFleet(deps);
    const { fleets } = await deps.vault;
    const forecast = fleets.forecast;
    vi.spyOn(fleets, 'forecast').mockImplementation(async (id, index) =>
      index === 1 ? undefined : forecast(id, index),
    );
    await planFleet(deps, target);
    await writeFleet(deps);
    expect(lines).toHaveLength(4);
    expect(rowsOf(deps).map(({ writtenTo }) => writtenTo !== undefined)).toEqual([true, false, true, false]);
    expect(wordsOf(deps)).toContain('Wrote 4 points of 2 series');
    expect(wordsOf(deps)).toContain('1 of the forecasts could not be kept here');
  });

  it('is refused where the series of a further query live', async () => {
    const { deps } = studio();
    await startFleet(deps);
    const { fleet } = deps.store.getState();
    if (fleet === undefined) throw new Error('no job');
    const { recipe } = fleet.job;
    const more = [{ ...recipe.query, database: target.database, measurement: target.measurement }];
    deps.store.setState({ fleet: { ...fleet, job: { ...fleet.job, recipe: { ...recipe, more } } } });
    await expect(planFleet(deps, target)).rejects.toMatchObject({ place: 'measurement' });
  });

  it('marks nothing that was not taken, and writes it the next time', async () => {
    let broken = true;
    const lines: string[] = [];
    const { deps } = studio({
      write: (some) => {
        if (broken) throw new Error('the database is gone');
        lines.push(...some);
      },
    });
    await startFleet(deps);
    await planFleet(deps, target);
    await writeFleet(deps);
    expect(deps.store.getState().fleetWriting).toMatchObject({ status: 'failed' });
    expect(rowsOf(deps).filter(({ writtenTo }) => writtenTo !== undefined)).toEqual([]);
    broken = false;
    await writeFleet(deps);
    expect(lines).toHaveLength(6);
  });
});

it('saves the table with its dates and what failed', async () => {
  const { deps, saved } = studio();
  await startFleet(deps);
  await setThreshold(deps, { value: 85, direction: 'above' });
  await saveFleetCsv(deps, rowsOf(deps));
  const [head, first, , , last] = new TextDecoder().decode(saved[0]?.bytes as Uint8Array).split('\r\n');
  expect(head?.split(',').slice(0, 3)).toEqual(['series', 'mase', 'mase of the baseline']);
  expect(first).toContain(`${(4.5 * hour) / DAY},1970-01-01T07:30:00.000Z,1970-01-01T07:24:00.000Z`);
  expect(last).toMatch(/^used host=d,.*Short\.$/);
});
