/** The sources against real InfluxDB 1.6.7 and 2.7: the family's contract, awkward names, arithmetic, and what goes wrong. */
import { describe, expect, it } from 'vitest';
import { carriedName, carriedTag, frameLines, line } from '../src/frame/line-protocol';
import { emptyQuery, type SeriesQuery } from '../src/frame/query';
import { context, type Ground, sourceContract } from '../src/sources/contract.testing';
import { LINES, START } from '../src/sources/fake-influx.testing';
import { influxdb1 as card1 } from '../src/sources/influxdb-1';
import { influxdb1 } from '../src/sources/influxdb-1/source';
import { influxdb2 as card2 } from '../src/sources/influxdb-2';
import { influxdb2 } from '../src/sources/influxdb-2/source';
import type { Opening, Source } from '../src/sources/types';
import { useInflux1, useInflux2, writeLines } from './harness';

const AWKWARD = [
  'plain',
  'a"b',
  'a"b\nc $\x7bx}',
  'comma, space = equals',
  "it's",
  'back\\slash',
  'back\\\\slash',
  'back\\ slash\\',
  '\\n',
  'ünï 😀',
  ' edges ',
  '$"',
  '$$\x7b',
  '/regex/',
  '--',
  'tab\there',
  'from',
  '%s',
  '<img src=x onerror=alert(1)>',
];

const HOUR = 3_600_000;
const whole = { start: START, stop: START + 2 * HOUR };
const cpu: SeriesQuery = {
  ...emptyQuery,
  measurement: 'cpu',
  fields: ['u'],
  groupBy: ['host'],
  everyMs: 600_000,
  range: whole,
};
const here = { measurement: 'cpu', field: 'u', tag: 'host', readMs: 2 * HOUR, everyMs: 600_000 };

/** A source, opened, and the place in it that these tests may write to. */
interface Stand {
  readonly source: Source;
  readonly opening: Opening;
  readonly database: string;
}

/** What both databases must do, written and read through our own code alone. */
function behavesLikeOurs(stand: () => Stand): void {
  it('carries awkward names through writing, catalogue and reading', async () => {
    const { source, opening, database } = stand();
    const target = { database, measurement: 'awkward', tags: {} };
    const points = AWKWARD.map((name, i) => ({
      measurement: `m${i} ${name}`,
      tags: { [`t ${name}`]: name },
      fields: { [`f ${name}`]: i + 0.5 },
      time: START + i,
    }));
    const lines = points.map((point) => line(point) ?? '');
    await source.write?.(opening, target, lines, context());
    const measurements = (await source.catalog(opening, { database }, context())).map(({ name }) => name);
    for (const { measurement, tags, fields, time } of points) {
      const name = carriedName(measurement);
      const [field, value] = Object.entries(fields)[0] ?? ['', 0];
      const [tag, word] = Object.entries(tags)[0] ?? ['', ''];
      expect(measurements).toContain(name);
      const within = await source.catalog(opening, { database, measurement: name }, context());
      expect(within.map((node) => [node.kind, node.name])).toEqual([
        ['field', carriedName(field)],
        ['tag', carriedTag(tag)],
      ]);
      const values = await source.catalog(opening, { database, measurement: name, tag: carriedTag(tag) }, context());
      expect(values.map((node) => node.name)).toEqual([carriedTag(word)]);
      expect(
        await source.extent(opening, { database, measurement: name, field: carriedName(field) }, context()),
      ).toEqual({
        start: time,
        stop: time + 1,
      });
      for (const aggregate of ['none', 'mean']) {
        const { frames } = await source.query(
          opening,
          {
            database,
            measurement: name,
            fields: [carriedName(field)],
            aggregate,
            everyMs: 1,
            filters: [{ tag: carriedTag(tag), values: [carriedTag(word), 'other'] }],
            groupBy: [carriedTag(tag)],
            range: { start: time - 5, stop: time + 5 },
          },
          context(),
        );
        expect(
          frames.map((frame) => [...frame.time, ...frame.columns.flatMap((column) => [...column.values])]),
        ).toEqual([[time, value]]);
        expect(frames[0]?.columns[0]?.labels).toEqual({
          _measurement: name,
          _field: carriedName(field),
          [carriedTag(tag)]: carriedTag(word),
        });
      }
    }
  });

  it('writes a frame and reads it back to the bit, before 1970 and in the future too', async () => {
    const { source, opening, database } = stand();
    const time = Float64Array.of(-660_000_000_000, 0.5, START, 4_102_444_800_000).map(Math.trunc);
    const values = Float64Array.of(1 / 3, -2.5e-300, 1.7976931348623157e308, Number.NaN);
    const upper = Float64Array.of(1, 2, 3, 123456789.12345679);
    const frame = {
      time,
      columns: [
        { key: 'f', values, labels: {} },
        { key: 'upper', values: upper, labels: {} },
      ],
    };
    const target = { database, measurement: 'forecasts', tags: { run: 'r 1' } };
    await source.write?.(opening, target, frameLines(frame, target), context());
    const { database: _, ...place } = { ...cpu, database };
    const read = {
      ...place,
      database,
      measurement: 'forecasts',
      fields: ['f', 'upper'],
      aggregate: 'none',
      groupBy: ['run'],
    };
    const extent = await source.extent(opening, { database, measurement: 'forecasts', field: 'upper' }, context());
    expect(extent).toEqual({ start: time[0], stop: (time[3] ?? 0) + 1 });
    const { frames } = await source.query(opening, { ...read, range: extent ?? whole }, context());
    expect(frames[0]?.time).toEqual(time);
    expect(frames[0]?.columns.map((column) => column.values)).toEqual([values, upper]);
    expect(await source.catalog(opening, { database }, context())).toContainEqual({
      kind: 'measurement',
      name: 'forecasts',
    });
  });

  it('leaves text fields out of an aggregate, with a note', async () => {
    const { source, opening, database } = stand();
    await source.write?.(
      opening,
      { database, measurement: 'mixed', tags: {} },
      [`mixed s="up",ok=true,u=2 ${START}`],
      context(),
    );
    const query = { ...cpu, database, measurement: 'mixed', fields: ['s', 'ok', 'u'], groupBy: [] };
    const { frames, notes } = await source.query(opening, query, context());
    expect(frames[0]?.columns.map(({ key, values }) => [key, values[0]])).toEqual([['u', 2]]);
    expect(notes.join()).toMatch(/“s”, “ok” left out/);
    const raw = await source.query(opening, { ...query, aggregate: 'none' }, context());
    expect(raw.frames[0]?.columns.map(({ key, values }) => [key, values[0]])).toEqual([
      ['ok', 1],
      ['u', 2],
    ]);
    const counted = await source.query(opening, { ...query, aggregate: 'count' }, context());
    expect(counted.frames[0]?.columns.map(({ key, values }) => [key, values[0]])).toEqual([
      ['s', 1],
      ['ok', 1],
      ['u', 1],
    ]);
  });

  it('names the database that is not there, wherever it is met', async () => {
    const { source, opening } = stand();
    const gone = { code: 'not-found', place: 'database', value: 'nope' };
    const [database, measurement] = ['nope', 'cpu'];
    await expect(source.catalog(opening, { database }, context())).rejects.toMatchObject(gone);
    await expect(source.catalog(opening, { database, measurement }, context())).rejects.toMatchObject(gone);
    await expect(source.extent(opening, { database, measurement, field: 'u' }, context())).rejects.toMatchObject(gone);
    await expect(source.query(opening, { ...cpu, database }, context())).rejects.toMatchObject(gone);
    const written = source.write?.(opening, { database, measurement, tags: {} }, ['cpu u=1 1'], context());
    await expect(written).rejects.toMatchObject({ ...gone, next: expect.stringMatching(/create/i) });
  });

  it('says in the server’s words why points were refused', async () => {
    const { source, opening, database } = stand();
    const target = { database, measurement: 'typed', tags: {} };
    await source.write?.(opening, target, [`typed v=1 ${START}`], context());
    const conflict = source.write?.(opening, target, [`typed v="x" ${START}`], context());
    await expect(conflict).rejects.toMatchObject({
      code: 'bad-input',
      place: 'measurement',
      message: expect.stringMatching(/type conflict/),
    });
    const broken = source.write?.(opening, target, ['not a line'], context());
    await expect(broken).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/unable to parse/),
    });
  });

  it('reads no empty buckets, however long the range', async () => {
    const { source, opening, database } = stand();
    const { frames, rows } = await source.query(
      opening,
      { ...cpu, database, everyMs: 60_000, range: { start: 0, stop: 4e12 } },
      context(),
    );
    expect(frames).toHaveLength(2);
    expect(rows).toBe(240);
  });

  it('stops within a read when cancelled', async () => {
    const { source, opening, database } = stand();
    const many = Array.from({ length: 60_000 }, (_, i) => `many v=${i} ${START + i * 1000}`);
    await source.write?.(opening, { database, measurement: 'many', tags: {} }, many, context());
    const query = {
      ...cpu,
      database,
      measurement: 'many',
      fields: ['v'],
      aggregate: 'none',
      groupBy: [],
      range: { start: START, stop: START + 6e7 },
    };
    const all = await source.query(opening, query, context());
    expect([all.rows, all.frames[0]?.time.length, all.frames[0]?.stepMs]).toEqual([60_000, 60_000, 1000]);
    const controller = new AbortController();
    const ctx = context({ signal: controller.signal, progress: () => controller.abort() });
    await expect(source.query(opening, query, ctx)).rejects.toMatchObject({ code: 'cancelled' });
  });
}

describe('InfluxDB 1.6.7', () => {
  const server = useInflux1();
  const opening = () => ({ params: { url: server().url, auth: 'none', username: '', password: '', jwt: '' } });
  let filled: Promise<unknown> | undefined;
  const fill = async (): Promise<Ground> => {
    filled ??= writeLines({ server: server(), database: 'tele' }, LINES.join('\n'));
    await filled;
    return { ...here, opening: opening(), database: 'tele' };
  };
  sourceContract(card1, fill);
  behavesLikeOurs(() => ({
    source: influxdb1,
    opening: opening(),
    database: 'tele',
  }));

  it('reads a retention policy of its own under its own name', async () => {
    await fill();
    await server().query('CREATE RETENTION POLICY "two, weeks" ON tele DURATION INF REPLICATION 1');
    await influxdb1.write?.(
      opening(),
      { database: 'tele/two, weeks', measurement: 'kept', tags: {} },
      [`kept v=1 ${START}`],
      context(),
    );
    expect(await influxdb1.catalog(opening(), {}, context())).toContainEqual({
      kind: 'database',
      name: 'tele/two, weeks',
      detail: 'retention policy',
    });
    const query = { ...cpu, database: 'tele/two, weeks', measurement: 'kept', fields: ['v'], groupBy: [] };
    expect((await influxdb1.query(opening(), query, context())).frames).toHaveLength(1);
    expect((await influxdb1.query(opening(), { ...query, database: 'tele' }, context())).frames).toEqual([]);
    expect(
      await influxdb1.extent(opening(), { database: query.database, measurement: 'kept', field: 'v' }, context()),
    ).toEqual({ start: START, stop: START + 1 });
  });

  it('says line and character of bad InfluxQL, and reads good text of one’s own', async () => {
    await fill();
    const bad = influxdb1.query(opening(), { ...cpu, database: 'tele', text: 'SELECT mean(u)\nFORM cpu' }, context());
    await expect(bad).rejects.toMatchObject({ code: 'bad-query', place: 'text', value: 'line 2, character 1' });
    const text =
      'SELECT max(u) - min(u) AS swing FROM cpu GROUP BY time(1h), host fill(none); SELECT count(u) FROM cpu';
    const { frames } = await influxdb1.query(opening(), { ...cpu, database: 'tele', text }, context());
    expect(frames.map((frame) => frame.columns[0]?.key)).toEqual(['count', 'swing', 'swing']);
  });
});

describe('InfluxDB 1.6.7 that asks for a password', () => {
  const server = useInflux1({ auth: true });
  const opening = (username: string, password: string) => ({
    params: { url: server().url, auth: 'basic', username, password, jwt: '' },
  });

  it('lets the right user in, and tells the others where to mend it', async () => {
    const { user = '', password = '' } = server();
    expect(await influxdb1.connect(opening(user, password), context())).toEqual({ product: 'InfluxDB 1.6.7' });
    await expect(influxdb1.connect(opening('', ''), context())).rejects.toMatchObject({
      code: 'unauthorised',
      place: 'username',
    });
    await expect(influxdb1.connect(opening(user, 'wrong'), context())).rejects.toMatchObject({
      code: 'unauthorised',
      place: 'password',
    });
  });
});

describe('InfluxDB 2.7', () => {
  const server = useInflux2();
  const params = () => ({ url: server().url, org: server().org, token: server().token });
  let filled: Promise<unknown> | undefined;
  const fill = async (): Promise<Ground> => {
    filled ??= writeLines({ server: server() }, LINES.join('\n'));
    await filled;
    return { ...here, opening: { params: params() }, database: server().bucket };
  };
  sourceContract(card2, fill);
  behavesLikeOurs(() => ({ source: influxdb2, opening: { params: params() }, database: server().bucket }));

  it('says what is wrong with token, organization and rights', async () => {
    expect((await influxdb2.connect({ params: params() }, context())).product).toMatch(/^InfluxDB 2\./);
    const wrong = (part: object) => influxdb2.connect({ params: { ...params(), ...part } }, context());
    await expect(wrong({ token: 'wrong' })).rejects.toMatchObject({ code: 'unauthorised', place: 'token' });
    await expect(wrong({ org: 'wrong' })).rejects.toMatchObject({ code: 'not-found', place: 'org', value: 'wrong' });
    const token = await server().readOnlyToken();
    const opening = { params: { ...params(), token } };
    const target = { database: server().bucket, measurement: 'm', tags: {} };
    expect((await influxdb2.query(opening, { ...cpu, database: target.database }, context())).frames).toHaveLength(2);
    await expect(influxdb2.write?.(opening, target, ['m v=1 1'], context())).rejects.toMatchObject({
      code: 'unauthorised',
      place: 'token',
    });
  });

  it('says line and column of bad Flux, and reads good text of one’s own', async () => {
    const { database } = await fill();
    const read = (text: string) => influxdb2.query({ params: params() }, { ...cpu, database, text }, context());
    const start = `from(bucket: "${database}")\n  |> range(start: 2026-01-01T00:00:00Z)`;
    await expect(read(`${start} |> filtr()`)).rejects.toMatchObject({
      code: 'bad-query',
      place: 'text',
      message: expect.stringMatching(/line 2, column \d+/),
    });
    await expect(read(`${start} |> map(fn: (r) => ({r with _value: int(v: "x")}))`)).rejects.toMatchObject({
      code: 'bad-query',
    });
    const pivoted = await read(
      `${start} |> filter(fn: (r) => r._measurement == "cpu") |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`,
    );
    expect(pivoted.frames.map((frame) => [frame.columns[0]?.key, frame.time.length])).toEqual([
      ['u', 120],
      ['u', 120],
    ]);
  });

  it('reads from and writes to a bucket with an awkward name', async () => {
    const name = "my 'bucket' $\x7bx}, \\ü";
    await server().makeBucket(name);
    const target = { database: name, measurement: 'm', tags: {} };
    await influxdb2.write?.({ params: params() }, target, [`m v=1 ${START}`], context());
    const query = { ...cpu, database: name, measurement: 'm', fields: ['v'], groupBy: [] };
    expect((await influxdb2.query({ params: params() }, query, context())).frames).toHaveLength(1);
    expect(await influxdb2.catalog({ params: params() }, {}, context())).toContainEqual({ kind: 'database', name });
  });
});
