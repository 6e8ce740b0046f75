/**
 * Five million rows on a real InfluxDB 1.6 and 2.7: browsed, counted, pushed down, read in slices, cancelled, read through
 * a crash, refreshed. Through the engine in Node, where nothing but the sources and the state is in the way.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { JobContext, Progress } from '../src/base/job';
import { defaults } from '../src/base/params';
import { seeded } from '../src/base/random';
import { jobs } from '../src/engine/jobs';
import { localEngine } from '../src/engine/local';
import type { SeriesFrame } from '../src/frame/frame';
import { emptyQuery, type SeriesQuery } from '../src/frame/query';
import { influxdb1 as card1 } from '../src/sources/influxdb-1';
import { influxdb1 } from '../src/sources/influxdb-1/source';
import { influxdb2 } from '../src/sources/influxdb-2/source';
import { withoutWaiting } from '../src/sources/retry.testing';
import type { Opening, Source } from '../src/sources/types';
import type { Deps } from '../src/state/deps';
import { connect } from '../src/state/open-actions';
import { read } from '../src/state/read-actions';
import { amendRecipe, recipeOf } from '../src/state/recipe-actions';
import { refresh } from '../src/state/refresh-actions';
import { latest } from '../src/state/run';
import { createStudio } from '../src/state/store';
import { openVault } from '../src/vault/open';
import { useInflux1, useInflux2, writeLines } from './harness';
import { type Bulk, type BulkTarget, bulkValue, hostName, writeBulk } from './servers/bulk';
import { requestText } from './servers/http';

const HOUR = 3_600_000;
const HOSTS = 10;
/** Five million rows in all; fewer to try a change out. */
const POINTS = Number(process.env.UNDERTONE_SCALE_POINTS ?? 500_000);
const bulk: Bulk = { measurement: 'm', hosts: HOSTS, points: POINTS, from: Date.UTC(2026, 0, 1), stepMs: 1000 };
const END = bulk.from + POINTS * bulk.stepMs;

const context = (part: Partial<JobContext> = {}): JobContext => ({
  signal: new AbortController().signal,
  random: seeded(1),
  clock: () => performance.now(),
  progress: () => {},
  ...part,
});

/** What a test needs of a server, whichever it is. */
interface Ground {
  readonly id: string;
  readonly source: Source;
  readonly opening: Opening;
  readonly database: string;
  readonly target: BulkTarget;
  crash(): Promise<void>;
  revive(): Promise<void>;
  /** Queries that run there now. */
  running(): Promise<number>;
}

/** Says what was measured, since the figures are what these tests are for. */
function tell(what: string, rows: number, started: number): void {
  const ms = performance.now() - started;
  console.info(`${what}: ${rows} rows in ${Math.round(ms)} ms, ${Math.round(rows / ms)} thousand rows/s`);
}

const hostOf = (frame: SeriesFrame): number => Number(frame.columns[0]?.labels.host?.slice(5));

function scale(title: string, ground: () => Ground): void {
  describe(title, () => {
    const query = (part: Partial<SeriesQuery> = {}): SeriesQuery => ({
      ...emptyQuery,
      database: ground().database,
      measurement: bulk.measurement,
      fields: ['v'],
      aggregate: 'none',
      groupBy: ['host'],
      range: { start: bulk.from, stop: END },
      ...part,
    });
    const some = (hosts: number) => [{ tag: 'host', values: Array.from({ length: hosts }, (_, i) => hostName(i)) }];
    const ask = (asks: SeriesQuery, ctx = context()) => ground().source.query(ground().opening, asks, ctx);

    beforeAll(async () => {
      const started = performance.now();
      await writeBulk(ground().target, bulk);
      tell(`${title}, written`, HOSTS * POINTS, started);
    });

    it('is browsed and counted at little cost', async () => {
      const { source, opening, database } = ground();
      const { measurement } = bulk;
      const started = performance.now();
      expect(await source.catalog(opening, { database, measurement }, context())).toContainEqual(
        expect.objectContaining({ kind: 'field', name: 'v' }),
      );
      expect(await source.catalog(opening, { database, measurement, tag: 'host' }, context())).toHaveLength(HOSTS);
      expect(await source.extent(opening, { database, measurement, field: 'v' }, context())).toEqual({
        start: bulk.from,
        stop: END - 999,
      });
      tell(`${title}, browsed`, 0, started);
      const counting = performance.now();
      const estimate = await source.estimate?.(opening, query(), context());
      tell(`${title}, counted`, estimate?.points ?? 0, counting);
      expect(estimate).toMatchObject({ series: HOSTS });
      expect(Math.abs((estimate?.points ?? 0) / (HOSTS * POINTS) - 1)).toBeLessThan(0.1);
    });

    it('aggregates there, so that little travels', async () => {
      const started = performance.now();
      const { frames, rows, bytes } = await ask(query({ aggregate: 'mean', everyMs: HOUR }));
      tell(`${title}, means by the hour of ${HOSTS * POINTS} rows`, rows, started);
      expect(frames).toHaveLength(HOSTS);
      expect(rows).toBe(HOSTS * Math.ceil((END - bulk.from) / HOUR));
      expect(bytes).toBeLessThan(500_000);
      for (const frame of frames) {
        const sums = Array.from({ length: 3600 }, (_, i) => bulkValue(hostOf(frame), 3600 + i)).reduce((a, b) => a + b);
        expect(frame.columns[0]?.values[1]).toBeCloseTo(sums / 3600, 6);
      }
    });

    it('is read raw, in slices, to the last point', async () => {
      let last: Progress | undefined;
      const started = performance.now();
      const { frames, rows, bytes, missing } = await ask(query(), context({ progress: (p) => (last = p) }));
      tell(`${title}, raw`, rows, started);
      expect(rows).toBe(HOSTS * POINTS);
      expect(missing).toBeUndefined();
      expect(last).toMatchObject({ done: rows, total: rows, bytes });
      expect(frames).toHaveLength(HOSTS);
      for (const frame of frames) {
        expect(frame).toMatchObject({ stepMs: 1000 });
        expect(frame.time).toHaveLength(POINTS);
        const values = frame.columns[0]?.values ?? [];
        for (let i = 0; i < POINTS; i += 1) {
          if (values[i] !== bulkValue(hostOf(frame), i)) throw new Error(`point ${i} of host ${hostOf(frame)}`);
        }
      }
    });

    it('is cancelled midway, and the server’s query is gone', async () => {
      const stopping = new AbortController();
      let most = 0;
      let watching = true;
      const watch = (async () => {
        while (watching) most = Math.max(most, await ground().running());
      })();
      const progress = ({ done }: Progress): void => {
        if (done > POINTS / 2) stopping.abort();
      };
      const reading = ask(query(), context({ signal: stopping.signal, progress }));
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
      watching = false;
      await watch;
      expect(most).toBeGreaterThan(0);
      await expect.poll(() => ground().running(), { timeout: 10_000, interval: 100 }).toBe(0);
    });

    it('is read on by itself when the server is killed midway and started again', async () => {
      const asks = query({ filters: some(3) });
      let crashed: Promise<void> | undefined;
      const said = new Set<string>();
      const crash = async (): Promise<void> => {
        await ground().crash();
        await new Promise((resolve) => setTimeout(resolve, 1000));
        await ground().revive();
      };
      const progress = ({ done, phase }: Progress): void => {
        said.add(phase);
        if (done > POINTS / 2) crashed ??= crash();
      };
      const { rows, missing } = await ask(asks, context({ progress }));
      await crashed;
      expect(crashed).toBeDefined();
      expect(said).toContain('Waiting for the server');
      expect(rows).toBe(3 * POINTS);
      expect(missing).toBeUndefined();
    });

    it('is kept in part when the server stays away, and only the rest is read afterwards', async () => {
      withoutWaiting();
      const asks = query({ filters: some(4) });
      let crashed: Promise<void> | undefined;
      const progress = ({ done }: Progress): void => {
        if (done > 3.4 * POINTS) crashed ??= ground().crash();
      };
      const part = await ask(asks, context({ progress }));
      await crashed;
      expect(part.missing?.length).toBeGreaterThan(0);
      expect(part.rows).toBeGreaterThan(0);
      await ground().revive();
      const dones: number[] = [];
      const rest = await ask(asks, context({ progress: ({ done }) => dones.push(done) }));
      expect(rest.rows).toBe(4 * POINTS);
      expect(rest.missing).toBeUndefined();
      expect(Math.min(...dones)).toBeGreaterThan(0);
      expect(rest.frames.every(({ time }) => time.length === POINTS)).toBe(true);
    });

    it('is too large to be read unasked; refreshed, only what is newer is read', async () => {
      const { id, opening, target } = ground();
      const deps: Deps = {
        store: createStudio(),
        engine: localEngine(jobs),
        vault: openVault(),
        save: () => {},
        now: () => performance.now(),
        held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: true },
        running: new Map(),
      };
      const state = () => deps.store.getState();
      expect(await connect(deps, id, opening.params)).toBe(true);
      amendRecipe(deps, { query: query({ filters: some(1) }) });
      await read(deps);
      expect(state().tooLarge).toMatchObject({ estimate: { points: POINTS, series: 1 }, everyMs: 5000 });
      // As much as one would look at raw.
      const begun = END - 2 * HOUR;
      amendRecipe(deps, { query: query({ filters: some(1), range: { start: begun, stop: END } }) });
      await read(deps);
      expect(latest(state().read)?.rows).toBe((2 * HOUR) / bulk.stepMs);
      await expect.poll(() => state().readAs?.toEnd).toBe(true);
      const lines = Array.from({ length: 5 }, (_, i) => `m,host=${hostName(0)} v=${i} ${END + i * 1000}`).join('\n');
      await writeLines(target, lines);
      await refresh(deps);
      expect(state().readAs).toMatchObject({ rows: 6, kept: false });
      expect(recipeOf(deps).query.range.stop).toBe(END + 4001);
      const [grown] = latest(state().read)?.frames ?? [];
      const whole = await ask(query({ filters: some(1), range: { start: begun, stop: END + 5000 } }));
      expect(grown).toEqual(whole.frames[0]);
      deps.engine.close();
    });
  });
}

describe('InfluxDB 1.6', () => {
  const influx = useInflux1();
  beforeAll(async () => {
    await influx().query('CREATE DATABASE tele');
  });
  scale('InfluxDB 1.6', () => {
    const server = influx();
    return {
      id: 'influxdb-1',
      source: influxdb1 as unknown as Source,
      opening: { params: { ...defaults(card1.params), url: server.url } },
      database: 'tele',
      target: { server, database: 'tele' },
      crash: server.crash,
      revive: server.revive,
      running: async () => {
        const answer = (await server.query('SHOW QUERIES')) as { results: { series: { values: unknown[][] }[] }[] };
        return (answer.results[0]?.series[0]?.values ?? []).filter(([, q]) => !String(q).startsWith('SHOW')).length;
      },
    };
  });
});

describe('InfluxDB 2.7', () => {
  const influx = useInflux2();
  scale('InfluxDB 2.7', () => {
    const server = influx();
    const unable = () => Promise.reject(new Error('this InfluxDB 2 is not a process of ours'));
    return {
      id: 'influxdb-2',
      source: influxdb2 as unknown as Source,
      opening: { params: { url: server.url, org: server.org, token: server.token } },
      database: server.bucket,
      target: { server },
      crash: server.crash ?? unable,
      revive: server.revive ?? unable,
      running: async () => {
        const metrics = await requestText('metrics', `${server.url}/metrics`);
        return [...metrics.matchAll(/^qc_executing_active\{.*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
      },
    };
  });

  it('reads with a token that may only read, and says what another may not', async () => {
    const server = influx();
    const opening = (token: string) => ({ params: { url: server.url, org: server.org, token } });
    const asks = {
      ...emptyQuery,
      database: server.bucket,
      measurement: 'm',
      fields: ['v'],
      range: { start: bulk.from, stop: bulk.from + 60_000 },
    };
    const readOnly = opening(await server.readOnlyToken());
    expect((await influxdb2.query(readOnly, asks, context())).rows).toBe(1);
    expect(await influxdb2.estimate?.(readOnly, { ...asks, aggregate: 'none' }, context())).toMatchObject({
      points: 60 * HOSTS,
    });
    const target = { database: server.bucket, measurement: 'm', tags: {} };
    await expect(influxdb2.write?.(readOnly, target, ['m v=1 1'], context())).rejects.toMatchObject({
      code: 'unauthorised',
      place: 'token',
    });
    await expect(influxdb2.query(opening('wrong'), asks, context())).rejects.toMatchObject({
      code: 'unauthorised',
      place: 'token',
    });
    const unseen = { ...asks, aggregate: 'none', range: { start: bulk.from, stop: bulk.from + 61_000 } };
    expect(await influxdb2.estimate?.(opening('wrong'), unseen, context())).toBeUndefined();
  });
});

describe('InfluxDB 1.6 that asks who one is', () => {
  const influx = useInflux1({ auth: true });
  const small: Bulk = { ...bulk, hosts: 2, points: 20_000 };

  it('gives its rows to those who may read, and words to those who may not', async () => {
    const server = influx();
    await server.query('CREATE DATABASE tele');
    await writeBulk({ server, database: 'tele' }, small);
    await server.query(`CREATE USER "reader" WITH PASSWORD 'r'; GRANT READ ON "tele" TO "reader"`);
    await server.query(`CREATE USER "nobody" WITH PASSWORD 'n'`);
    const as = (username: string, password: string) => ({
      params: { ...defaults(card1.params), url: server.url, username, password },
    });
    const asks: SeriesQuery = {
      ...emptyQuery,
      database: 'tele',
      measurement: 'm',
      fields: ['v'],
      aggregate: 'none',
      groupBy: ['host'],
      range: { start: bulk.from, stop: END },
    };
    for (const [user, password] of [
      [server.user ?? '', server.password ?? ''],
      ['reader', 'r'],
    ] as const) {
      const { rows, frames } = await influxdb1.query(as(user, password), asks, context());
      expect(rows).toBe(40_000);
      expect(frames).toHaveLength(2);
    }
    const refused = (username: string, password: string) => influxdb1.query(as(username, password), asks, context());
    await expect(refused('nobody', 'n')).rejects.toMatchObject({ code: 'unauthorised', place: 'username' });
    await expect(refused('reader', 'wrong')).rejects.toMatchObject({ code: 'unauthorised', place: 'password' });
    await expect(refused('', '')).rejects.toMatchObject({ code: 'unauthorised', place: 'username' });
    const target = { database: 'tele', measurement: 'm', tags: {} };
    await expect(influxdb1.write?.(as('reader', 'r'), target, ['m v=1 1'], context())).rejects.toMatchObject({
      code: 'unauthorised',
    });
  });
});
