/** Against the stand-in of e2e/servers/influx3.ts, or the real server of INFLUXDB3_URL; failures against scripted answers. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Influx3, startInflux3, startStandIn } from '../../../e2e/servers/influx3';
import { carriedName, carriedTag, frameLines, line } from '../../frame/line-protocol';
import { emptyQuery, type SeriesQuery } from '../../frame/query';
import { context } from '../contract.testing';
import { type Answered, type Asked, type Fake, LINES, START, startFake } from '../fake-influx.testing';
import { withoutWaiting } from '../retry.testing';
import { influxdb3 as source } from './source';

const HOUR = 3_600_000;
const query: SeriesQuery = {
  ...emptyQuery,
  database: 'tele',
  measurement: 'cpu',
  fields: ['u'],
  groupBy: ['host'],
  everyMs: 600_000,
  range: { start: START, stop: START + 2 * HOUR },
};

const AWKWARD = [
  ...['plain', 'a"b', 'a"b\nc $\x7bx}', 'comma, space = equals', "it's", 'back\\slash', 'back\\ slash\\', '\\n'],
  ...['ünï 😀', ' edges ', '$"', '/regex/', '--', 'tab\there', 'from', '%s', '<img src=x onerror=alert(1)>', ';'],
];

let server: Influx3;
/** One table a run: a real server keeps what was written to it before. */
const run = Math.random().toString(36).slice(2);
beforeAll(async () => {
  server = await startInflux3();
  await write('cpu', LINES);
});
afterAll(() => server.stop());
afterEach(() => vi.unstubAllGlobals());

const opening = (part: Partial<Record<'url' | 'token' | 'database', string>> = {}) => ({
  params: { url: server.url, token: server.token, database: '', ...part },
});
const write = async (measurement: string, lines: readonly string[]) =>
  source.write?.(opening(), { database: server.database, measurement, tags: {} }, lines, context());
const read = (part: Partial<SeriesQuery>, ctx = context()) =>
  source.query(opening(), { ...query, database: server.database, ...part }, ctx);
const list = (path: Parameters<typeof source.catalog>[1]) =>
  source.catalog(opening(), { database: server.database, ...path }, context());

describe('InfluxDB 3', () => {
  it('does not ask how much a person’s own text would read', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('asked')));
    expect(await source.estimate?.(opening(), { ...query, text: 'SELECT 1' }, context())).toBeUndefined();
  });

  it('says what answered, and shows its kinds and counts', async () => {
    expect((await source.connect(opening(), context())).product).toMatch(/^InfluxDB 3/);
    expect((await source.connect(opening({ database: server.database }), context())).product).toMatch(/^InfluxDB 3/);
    const within = await list({ measurement: 'cpu' });
    expect(within).toContainEqual({ kind: 'field', name: 'u', detail: 'float' });
    expect(within).toContainEqual({ kind: 'tag', name: 'host' });
    expect(within.map(({ name }) => name)).not.toContain('time');
    expect(await list({ measurement: 'cpu', tag: 'host' })).toContainEqual({
      kind: 'value',
      name: 'a',
      detail: '120 points',
    });
    const databases = await source.catalog(opening(), {}, context());
    expect(databases).not.toContainEqual(expect.objectContaining({ name: '_internal' }));
    expect(await source.catalog(opening({ database: ' only ' }), {}, context())).toEqual([
      { kind: 'database', name: 'only' },
    ]);
  });

  it('carries awkward names through writing, catalogue and reading', async () => {
    for (const [i, name] of AWKWARD.entries()) {
      const [measurement, tag, field, time] = [`m${run} ${name}`, `t ${name}`, `f ${name}`, START + i];
      await write('m', [line({ measurement, tags: { [tag]: name }, fields: { [field]: i + 0.5 }, time }) ?? '']);
      const at = { measurement: carriedName(measurement) };
      expect(await list({})).toContainEqual({ kind: 'measurement', name: at.measurement });
      expect((await list(at)).map((node) => [node.kind, node.name])).toEqual([
        ['field', carriedName(field)],
        ['tag', carriedTag(tag)],
      ]);
      const values = await list({ ...at, tag: carriedTag(tag) });
      expect(values.map((node) => node.name)).toEqual([carriedTag(name)]);
      const where = { database: server.database, ...at, field: carriedName(field) };
      expect(await source.extent(opening(), where, context())).toEqual({ start: time, stop: time + 1 });
      const asked = {
        ...at,
        fields: [carriedName(field)],
        filters: [{ tag: carriedTag(tag), values: [carriedTag(name), 'other'] }],
        groupBy: [carriedTag(tag)],
      };
      for (const aggregate of ['none', 'max']) {
        const { frames } = await read({ ...asked, aggregate, everyMs: 1 });
        expect(
          frames.map((frame) => [...frame.time, ...frame.columns.flatMap((column) => [...column.values])]),
        ).toEqual([[time, i + 0.5]]);
        expect(frames[0]?.columns[0]?.labels).toEqual({
          _measurement: at.measurement,
          _field: carriedName(field),
          [carriedTag(tag)]: carriedTag(name),
        });
      }
    }
  });

  it('writes a frame and reads it back to the bit, before 1970 and in the future too', async () => {
    const measurement = `forecasts${run}`;
    const time = Float64Array.of(-660_000_000_000, 0, START, 4_102_444_800_000);
    const values = Float64Array.of(1 / 3, -2.5e-300, 1.7976931348623157e308, Number.NaN);
    const upper = Float64Array.of(1, 2, 3, 123456789.12345679);
    const columns = [
      { key: 'f', values, labels: {} },
      { key: 'upper', values: upper, labels: {} },
    ];
    await write(measurement, frameLines({ time, columns }, { measurement, tags: { run: 'r 1' } }));
    const extent = await source.extent(
      opening(),
      { database: server.database, measurement, field: 'upper' },
      context(),
    );
    expect(extent).toEqual({ start: time[0], stop: (time[3] ?? 0) + 1 });
    const asked = { measurement, fields: ['f', 'upper'], groupBy: ['run'], range: extent ?? query.range };
    const { frames } = await read({ ...asked, aggregate: 'none' });
    expect(frames[0]?.time).toEqual(time);
    expect(frames[0]?.columns.map((column) => column.values)).toEqual([values, upper]);
    const days = await read({ ...asked, aggregate: 'last', everyMs: 24 * HOUR });
    expect([...(days.frames[0]?.time ?? [])]).toEqual([...time].map((t) => Math.floor(t / HOUR / 24) * HOUR * 24));
  });

  it('leaves out what an aggregate cannot take, and what is not there, with a note', async () => {
    const measurement = `mixed${run}`;
    await write(measurement, [`${measurement},h=a s="up",ok=true,n=3i,u=2 ${START}`]);
    const asked = { measurement, fields: ['s', 'ok', 'n', 'u', 'gone', 'h'], groupBy: ['h', 'nope'] };
    const columns = async (aggregate: string) => {
      const { frames, notes } = await read({ ...asked, aggregate });
      return { notes: notes.join('\n'), columns: frames[0]?.columns.map(({ key, values }) => [key, values[0]]) };
    };
    expect(await columns('mean')).toEqual({
      columns: [
        ['n', 3],
        ['u', 2],
      ],
      notes: expect.stringMatching(/no field “gone”, “h”[\s\S]*“s”, “ok” left out[\s\S]*no tag “nope”/),
    });
    expect((await columns('none')).columns).toEqual([
      ['ok', 1],
      ['n', 3],
      ['u', 2],
    ]);
    expect((await columns('count')).columns).toHaveLength(4);
    expect(await read({ measurement: 'no such table' })).toMatchObject({ frames: [], rows: 0 });
  });

  it('reads long answers, no empty buckets, and stops within when cancelled', async () => {
    const measurement = `many${run}`;
    await write(
      measurement,
      Array.from({ length: 20_000 }, (_, i) => `${measurement} v=${i} ${START + i * 1000}`),
    );
    const asked = { measurement, fields: ['v'], groupBy: [], range: { start: START, stop: START + 6e7 } };
    const { rows, frames } = await read({ ...asked, aggregate: 'none' });
    expect([rows, frames[0]?.time.length, frames[0]?.stepMs]).toEqual([20_000, 20_000, 1000]);
    expect((await read({ ...asked, everyMs: 60_000, range: { start: 0, stop: 4e12 } })).rows).toBe(334);
    const controller = new AbortController();
    const ctx = context({ signal: controller.signal, progress: () => controller.abort() });
    await expect(read({ ...asked, aggregate: 'none' }, ctx)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('reads one’s own SQL and, after a first line that says so, InfluxQL', async () => {
    const text = 'SELECT time, "host", "u" FROM "cpu" WHERE "host" IN (\'a\') ORDER BY 1';
    const { frames, text: sent } = await read({ text });
    expect(sent).toBe(text);
    expect(frames.map((frame) => [frame.columns[0]?.labels.host, frame.time.length])).toEqual([['a', 120]]);
    const influxql = await read({ text: '-- InfluxQL\nSELECT "u" FROM "cpu"' });
    expect(influxql.frames[0]?.columns[0]?.labels).toEqual({ _measurement: 'cpu', _field: 'u' });
    await expect(read({ text: 'DROP TABLE "cpu"' })).rejects.toMatchObject({ code: 'bad-query', place: 'text' });
    await expect(read({ text: '-- influxql\nDROP MEASUREMENT "cpu"' })).rejects.toMatchObject({ code: 'bad-query' });
    await expect(read({ text: 'SELECT "u"\nFROM "cpu"\nWHER "host" IS NOT NULL' })).rejects.toMatchObject({
      code: 'bad-query',
      place: 'text',
      value: expect.stringMatching(/^line 3, column \d+$/),
    });
  });

  it('names the database that is not there, and makes none by mistake', async () => {
    const gone = { code: 'not-found', place: 'database', value: 'nope' };
    const [database, measurement] = ['nope', 'cpu'];
    await expect(list({ database })).rejects.toMatchObject(gone);
    await expect(list({ database, measurement })).rejects.toMatchObject(gone);
    await expect(source.extent(opening(), { database, measurement, field: 'u' }, context())).rejects.toMatchObject(
      gone,
    );
    await expect(read({ database })).rejects.toMatchObject(gone);
    const written = source.write?.(opening(), { database, measurement, tags: {} }, ['cpu u=1 1'], context());
    await expect(written).rejects.toMatchObject({ ...gone, next: "Create it first: influxdb3 create database 'nope'" });
    expect(await source.catalog(opening(), {}, context())).not.toContainEqual(
      expect.objectContaining({ name: 'nope' }),
    );
  });

  it('says in the server’s words why points were refused, and wrote none of them', async () => {
    const measurement = `typed${run}`;
    await write(measurement, [`${measurement} v=1 ${START}`]);
    await expect(
      write(measurement, [`${measurement} w=1 ${START}`, `${measurement} v="x" ${START}`]),
    ).rejects.toMatchObject({
      code: 'bad-input',
      place: 'measurement',
      message: expect.stringMatching(/column type.*\(line 2\)/),
      next: 'Write to another measurement or field.',
    });
    expect((await list({ measurement })).map(({ name }) => name)).toEqual(['v']);
    await expect(write(measurement, ['not a line'])).rejects.toMatchObject({ code: 'bad-input', place: 'measurement' });
  });

  it('says what is wrong with the token', async () => {
    const connect = (token: string) => source.connect(opening({ token }), context());
    if (server.token !== '')
      for (const token of ['', 'wrong'])
        await expect(connect(token)).rejects.toMatchObject({ code: 'unauthorised', place: 'token' });
    await expect(connect('two words')).rejects.toMatchObject({ code: 'bad-input', place: 'token' });
    if (server.readToken === undefined) return;
    const reader = opening({ token: server.readToken });
    expect((await source.query(reader, query, context())).frames).toHaveLength(2);
    const written = source.write?.(reader, { database: 'tele', measurement: 'm', tags: {} }, ['m v=1 1'], context());
    await expect(written).rejects.toMatchObject({ code: 'unauthorised', place: 'token' });
  });
});

describe('InfluxDB 3 as a page meets it: errors carry no CORS headers', () => {
  let standIn: Influx3;
  beforeAll(async () => {
    standIn = await startStandIn();
  });
  afterAll(() => standIn.stop());
  const at = (part: object = {}) => ({ params: { url: standIn.url, token: standIn.token, database: '', ...part } });

  /** Hides from the reader what a browser would, preflights left aside. */
  const inPage = () => {
    const real = fetch;
    vi.stubGlobal('fetch', async (input: string, init: RequestInit = {}) => {
      const response = await real(input, init);
      if (init.mode === 'no-cors') return { ok: false, status: 0 };
      if (response.headers.get('Access-Control-Allow-Origin') === null) {
        await response.body?.cancel();
        throw new TypeError('Failed to fetch');
      }
      return response;
    });
  };

  it('tells a refused query, a missing database, a wrong token and a silent server apart', async () => {
    inPage();
    const own = { ...query, text: 'SELECT "nope" FROM "cpu"' };
    await expect(source.query(at(), own, context())).rejects.toMatchObject({
      code: 'bad-query',
      place: 'text',
      message: expect.stringMatching(/does not let a page read why/),
    });
    await expect(source.query(at(), { ...query, database: 'nope' }, context())).rejects.toMatchObject({
      code: 'not-found',
      place: 'database',
      value: 'nope',
    });
    for (const work of [
      () => source.connect(at({ token: 'wrong' }), context()),
      () => source.query(at({ token: 'wrong' }), own, context()),
      () => source.catalog(at({ token: 'wrong', database: 'tele' }), { database: 'tele' }, context()),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'unauthorised', place: 'token' });
    }
    for (const work of [
      () => source.connect(at({ url: 'http://127.0.0.1:9' }), context()),
      () => source.query(at({ url: 'http://127.0.0.1:9' }), query, context()),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'unreachable', place: 'url' });
    }
  });

  it('asks for the database where the token may not list them, and then needs no list', async () => {
    inPage();
    const real = fetch;
    vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
      if (input.includes('/configure/database')) throw new TypeError('Failed to fetch');
      return real(input, init);
    });
    await expect(source.connect(at(), context())).rejects.toMatchObject({ code: 'unauthorised', place: 'database' });
    const named = at({ database: 'tele' });
    expect(await source.connect(named, context())).toEqual({ product: 'InfluxDB 3.9.6' });
    await source.write?.(named, { database: 'tele', measurement: 'm', tags: {} }, ['m v=1 1'], context());
  });

  it('tells a refused write, too, and what most likely stands against it', async () => {
    inPage();
    const target = { database: 'tele', measurement: 'm', tags: {} };
    for (const [token, lines] of [
      [standIn.readToken, ['m v=1 1']],
      [standIn.token, ['no line']],
    ] as const) {
      const written = source.write?.(at({ token }), target, lines, context());
      await expect(written).rejects.toMatchObject({ code: 'bad-input', place: 'measurement' });
    }
    await source.write?.(at(), target, ['m v=1 1'], context());
    expect(await source.catalog(at(), { database: 'tele' }, context())).toEqual([{ kind: 'measurement', name: 'm' }]);
  });
});

describe('what goes wrong with InfluxDB 3', () => {
  const fakes: Fake[] = [];
  afterEach(async () => {
    await Promise.all(fakes.splice(0).map((fake) => fake.close()));
  });
  const COLUMNS =
    'column_name,data_type\nhost,"Dictionary(Int32, Utf8)"\ntime,"Timestamp(Nanosecond, None)"\nu,Float64\n';
  const asks = ({ body }: Asked): string => String(/"q":"((?:\\.|[^"\\])*)"/.exec(body)?.[1]);

  /** A server that knows its columns, and answers everything else as the handler says. */
  async function against(handle: (asked: Asked) => Answered) {
    const fake = await startFake(2, (asked) =>
      asks(asked).includes('information_schema.columns') ? { body: COLUMNS } : handle(asked),
    );
    fakes.push(fake);
    return { fake, opening: { params: { url: `${fake.url}/api/v3/`, token: ' secret ', database: '' } } };
  }

  const planning = (why: string): Answered => ({
    status: 500,
    body: `query error: error while planning query: ${why}`,
  });
  it.each<[string, Answered, object]>([
    ['no token', { status: 401 }, { code: 'unauthorised', place: 'token' }],
    [
      'a malformed token',
      { status: 400, body: '{"error": "Authorization header was malformed, the request was not in the form of"}' },
      { code: 'unauthorised', place: 'token' },
    ],
    ['forbidden', { status: 403 }, { code: 'unauthorised', place: 'token' }],
    [
      'unknown database',
      { status: 404, body: '{"error":"query error: database not found: nope","data":null}' },
      { code: 'not-found', place: 'database', value: 'nope' },
    ],
    [
      'a column that is not there',
      planning('Schema error: No field named v. Valid fields are cpu.u.'),
      {
        code: 'bad-query',
        place: 'text',
        message: 'InfluxDB refused the query: No field named v. Valid fields are cpu.u.',
      },
    ],
    [
      'bad text',
      planning('SQL error: ParserError("Expected: end of statement, found: FORM at Line: 2, Column: 1")'),
      { code: 'bad-query', place: 'text', value: 'line 2, column 1' },
    ],
    [
      'too many files',
      planning(
        'External error: Query would exceed file limit of 432 parquet files. Please specify a smaller time range',
      ),
      { code: 'bad-query', place: 'range' },
    ],
    ['another server', { status: 404, body: '404 page not found\n' }, { code: 'not-found', place: 'url' }],
    ['InfluxDB 2', { status: 404, body: '{"code":"not found","message":"path not found"}' }, { code: 'not-found' }],
    ['a page', { status: 404, body: '<html>no</html>' }, { code: 'not-found', place: 'url' }],
    ['too many at once', { status: 429, body: 'later' }, { code: 'bad-response', value: '429' }],
    ['a failure', { status: 503, body: 'no' }, { code: 'bad-response', place: 'url' }],
  ])('%s', async (_, answer, expected) => {
    withoutWaiting();
    const { opening: here } = await against(() => answer);
    await expect(source.query(here, query, context())).rejects.toMatchObject({
      name: 'StudioError',
      next: expect.any(String),
      ...expected,
    });
  });

  it('a table with too many columns, at the measurement', async () => {
    const { opening: here } = await against(({ path }) =>
      path.endsWith('write_lp')
        ? {
            status: 422,
            body: '{"error":"Update to schema would exceed number of columns per table limit of 500 columns","data":null}',
          }
        : { body: 'iox::database\ntele\n' },
    );
    const written = source.write?.(here, { database: 'tele', measurement: 'm', tags: {} }, ['m v=1 1'], context());
    await expect(written).rejects.toMatchObject({ code: 'bad-input', place: 'measurement', message: /exceed number/ });
  });

  it('a token that may not list the databases', async () => {
    const { opening: here } = await against(() => ({ status: 403 }));
    await expect(source.connect(here, context())).rejects.toMatchObject({ code: 'unauthorised', place: 'database' });
  });

  it('a page where InfluxDB should be', async () => {
    const { opening: here } = await against(() => ({ body: '<html>Sign in</html>' }));
    await expect(source.connect(here, context())).rejects.toMatchObject({ code: 'not-found', place: 'url' });
  });

  it('looks at the last days where the server will not open the whole table', async () => {
    const { opening: here } = await against((asked) =>
      asks(asked).includes('now()')
        ? {
            body: asks(asked).includes('min(time)')
              ? 'first,last\n2026-01-01T00:00:00,2026-01-01T00:00:01.5\n'
              : 'value,points\na,7\n',
          }
        : planning('External error: Query would exceed file limit of 432 parquet files.'),
    );
    const place = { database: 'tele', measurement: 'cpu' };
    expect(await source.catalog(here, { ...place, tag: 'host' }, context())).toEqual([
      { kind: 'value', name: 'a', detail: '7 points in the last 3 days' },
    ]);
    expect(await source.extent(here, { ...place, field: 'u' }, context())).toEqual({
      start: START,
      stop: START + 1501,
    });
  });

  it('keeps what came before the connection broke, and says so', async () => {
    for (const [text, body] of [
      [undefined, ['time,host,u\n2026-01-01T00:00:00,a,1.0\n', '2026-01-01T00:00:01,a,2.0\n2026-01-01T00:00:02,a,3']],
      [
        'SELECT *',
        ['{"time":"2026-01-01T00:00:00","u":1.0}\n{"time":"2026-01-01T00:00:01","u":2.0}\n', '{"time":"2026-'],
      ],
    ] as const) {
      const { opening: here } = await against(() => ({ body, pauseMs: 20, cut: true }));
      const asked = text === undefined ? query : { ...query, text };
      const { frames, rows, notes } = await source.query(here, asked, context());
      expect([rows, frames[0]?.time.length]).toEqual([2, 2]);
      expect(notes[0]).toMatch(/broke off: only the first 2 rows/);
    }
  });

  it('ends the request when cancelled, and with it the query', async () => {
    const rows = Array.from({ length: 200 }, () => '2026-01-01T00:00:00,a,1.0\n');
    const { fake, opening: here } = await against(() => ({ body: ['time,host,u\n', ...rows], pauseMs: 20 }));
    const controller = new AbortController();
    const ctx = context({ signal: controller.signal, progress: () => controller.abort() });
    await expect(source.query(here, query, ctx)).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(fake.left).toBe(1);
  });

  it('signs in the header alone, asks by POST, and writes in pieces, all or nothing', async () => {
    const { fake, opening: here } = await against(({ path }) =>
      path.endsWith('write_lp') ? { status: 204 } : { body: 'iox::database\ntele\n' },
    );
    await source.query(here, query, context());
    const lines = Array.from({ length: 12_001 }, (_, i) => `m v=1 ${i}`);
    await source.write?.(here, { database: 'tele', measurement: 'm', tags: {} }, lines, context());
    expect(fake.asked.every(({ headers }) => headers.authorization === 'Bearer secret')).toBe(true);
    expect(JSON.stringify(fake.asked.map(({ path, params, body }) => [path, String(params), body]))).not.toContain(
      'secret',
    );
    const asked = fake.asked.filter(({ path }) => path === '/api/v3/query_sql');
    expect(asked.map(({ method, body }) => [method, JSON.parse(body).format])).toEqual([
      ['POST', 'csv'],
      ['POST', 'csv'],
    ]);
    const writes = fake.asked.filter(({ path }) => path.endsWith('/write_lp'));
    expect(writes.map(({ params }) => Object.fromEntries(params))).toEqual(
      Array(3).fill({ db: 'tele', precision: 'millisecond', accept_partial: 'false' }),
    );
    expect(writes.flatMap(({ body }) => body.split('\n'))).toEqual(lines);
  });
});
