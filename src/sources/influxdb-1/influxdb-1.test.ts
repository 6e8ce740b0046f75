import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { emptyQuery, type SeriesQuery } from '../../frame/query';
import { context } from '../contract.testing';
import { type Answered, type Asked, type Fake, fake1, START, startFake } from '../fake-influx.testing';
import { withoutWaiting } from '../retry.testing';
import { databaseOf, identifier, literal, select } from './influxql';
import { influxdb1 as source } from './source';

const fakes: Fake[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()));
});

async function against(handle: (asked: Asked) => Answered) {
  const fake = await startFake(1, handle);
  fakes.push(fake);
  return { fake, opening: { params: { url: fake.url, auth: 'none', username: '', password: '', jwt: '' } } };
}

const query: SeriesQuery = {
  ...emptyQuery,
  database: 'tele',
  measurement: 'cpu',
  fields: ['u'],
  groupBy: ['host'],
  range: { start: START, stop: START + 3_600_000 },
};

const results = (...list: object[]) =>
  list.map((one) => `${JSON.stringify({ results: [{ statement_id: 0, ...one }] })}\n`);
const rows = (values: unknown[][], columns = ['time', 'u']) => ({ series: [{ name: 'cpu', columns, values }] });

describe('InfluxQL', () => {
  it('reads well', () => {
    const asked = {
      ...query,
      fields: ['u', 'v w'],
      everyMs: 600_000,
      filters: [
        { tag: 'host', values: ['a', "b'"] },
        { tag: 'x', values: [] },
      ],
    };
    expect(select(asked)).toBe(`SELECT mean("u") AS "u", mean("v w") AS "v w"
FROM "cpu"
WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-01T01:00:00Z'
  AND ("host" = 'a' OR "host" = 'b\\'')
GROUP BY time(10m), "host" fill(none)`);
    expect(
      select({ ...asked, database: 'tele/two weeks', aggregate: 'none', filters: [], groupBy: [] }),
    ).toBe(`SELECT "u", "v w"
FROM "two weeks"."cpu"
WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-01T01:00:00Z'`);
  });

  it('quotes so that its scanner gives every name back', () => {
    const scan = (quoted: string) =>
      quoted.slice(1, -1).replace(/\\(.)/gs, (_, sign: string) => (sign === 'n' ? '\n' : sign));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', "'", '\\', '\n', ' ', ';', 'n', '$', '😀') }), (name) => {
        expect(scan(identifier(name))).toBe(name);
        expect(scan(literal(name))).toBe(name);
        expect(identifier(name).slice(1, -1)).not.toMatch(/(^|[^\\])(\\\\)*"/);
        expect(literal(name).slice(1, -1)).not.toMatch(/(^|[^\\])(\\\\)*'/);
      }),
    );
  });

  it('splits a retention policy from its database', () => {
    expect(databaseOf('tele')).toEqual({ database: 'tele', policy: undefined });
    expect(databaseOf('tele/two weeks')).toEqual({ database: 'tele', policy: 'two weeks' });
  });
});

describe('InfluxDB 1, against a fake of it', () => {
  it('signs with the user and the password, in the header alone', async () => {
    const { fake } = await against(fake1);
    const params = { url: fake.url, auth: 'basic', username: 'ünä', password: 'pass:wört', jwt: '' };
    await source.connect({ params }, context());
    const [ping, show] = fake.asked;
    expect(ping?.headers.authorization).toBeUndefined(); // 1.x answers no preflight there
    expect(Buffer.from(String(show?.headers.authorization).slice(6), 'base64').toString()).toBe('ünä:pass:wört');
    expect(
      JSON.stringify(fake.asked.map(({ path, params: asked, body }) => [path, String(asked), body])),
    ).not.toContain('wört');
  });

  it('asks by POST with milliseconds and chunks, without cookies', async () => {
    const { fake, opening } = await against(fake1);
    await source.query(opening, query, context());
    expect(fake.asked[0]).toMatchObject({ method: 'POST', path: '/query' });
    expect(Object.fromEntries(new URLSearchParams(fake.asked[0]?.body))).toMatchObject({
      db: 'tele',
      epoch: 'ms',
      chunked: 'true',
    });
  });

  it('leaves text out, reads flags as 0 and 1, and null as a gap', async () => {
    const values = [
      [START, 1, 'x', true],
      [START + 1000, null, 'y', false],
    ];
    const { opening } = await against(() => ({ body: results(rows(values, ['time', 'u', 's', 'b'])) }));
    const { frames, notes } = await source.query(
      opening,
      { ...query, aggregate: 'none', fields: ['u', 's', 'b'] },
      context(),
    );
    expect(frames[0]?.columns.map(({ key, values: v }) => [key, ...v])).toEqual([
      ['u', 1, Number.NaN],
      ['b', 1, 0],
    ]);
    expect(notes.join()).toMatch(/“s” holds text/);
  });

  it('asks again without the fields an aggregate cannot take', async () => {
    const { opening } = await against(({ body }) => {
      const q = new URLSearchParams(body).get('q') ?? '';
      if (q.startsWith('SHOW')) {
        const fields = {
          series: [
            {
              name: 'cpu',
              columns: ['fieldKey', 'fieldType'],
              values: [
                ['s', 'string'],
                ['u', 'float'],
              ],
            },
          ],
        };
        return { body: JSON.stringify({ results: [{}, fields, {}] }) };
      }
      if (q.includes('"s"'))
        return { body: results({ error: 'unsupported mean iterator type: *query.stringInterruptIterator' }) };
      return { body: results(rows([[START, 1]])) };
    });
    const { frames, notes } = await source.query(opening, { ...query, fields: ['s', 'u'] }, context());
    expect(frames[0]?.columns.map(({ key }) => key)).toEqual(['u']);
    expect(notes[0]).toMatch(/“s” left out: mean needs numbers/);
  });

  it('tells when the server cut the answer short', async () => {
    const { opening } = await against(() => ({ body: results({ ...rows([[START, 1]]), partial: true }) }));
    expect((await source.query(opening, query, context())).notes.join()).toMatch(/max-row-limit/);
  });

  it('keeps what came before the connection broke, and says so', async () => {
    const body = [
      ...results({
        ...rows([
          [START, 1],
          [START + 1000, 2],
        ]),
        partial: true,
      }),
      '{"results":[{"stat',
    ];
    const { opening } = await against(() => ({ body, pauseMs: 20, cut: true }));
    const { frames, rows: count, notes } = await source.query(opening, query, context());
    expect([count, frames[0]?.time.length]).toEqual([2, 2]);
    expect(notes[0]).toMatch(/broke off: only the first 2 rows/);
  });

  it('ends the request when cancelled', async () => {
    const line = results({ ...rows([[START, 1]]), partial: true })[0] ?? '';
    const { fake, opening } = await against(() => ({ body: Array.from({ length: 200 }, () => line), pauseMs: 20 }));
    const controller = new AbortController();
    const ctx = context({ signal: controller.signal, progress: () => controller.abort() });
    await expect(source.query(opening, query, ctx)).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(fake.left).toBe(1);
  });

  it('writes in pieces, with milliseconds', async () => {
    const { fake, opening } = await against(fake1);
    const lines = Array.from({ length: 12_001 }, (_, i) => `m v=1 ${i}`);
    await source.write?.(opening, { database: 'tele/two weeks', measurement: 'm', tags: {} }, lines, context());
    const writes = fake.asked.filter(({ path }) => path === '/write');
    expect(writes.map(({ params }) => Object.fromEntries(params))).toEqual(
      Array(3).fill({ db: 'tele', rp: 'two weeks', precision: 'ms' }),
    );
    expect(
      writes
        .map(({ body }) => body)
        .join('\n')
        .split('\n'),
    ).toEqual(lines);
  });
});

describe('what goes wrong with InfluxDB 1', () => {
  const json = (status: number, error: string): Answered => ({ status, body: `${JSON.stringify({ error })}\n` });
  it.each<[string, Answered, object]>([
    ['no user', json(401, 'unable to parse authentication credentials'), { code: 'unauthorised', place: 'username' }],
    ['wrong password', json(401, 'authorization failed'), { code: 'unauthorised', place: 'password' }],
    [
      'forbidden',
      json(403, 'error authorizing query: bob not authorized to execute'),
      { code: 'unauthorised', place: 'username' },
    ],
    [
      'unknown database',
      { body: results({ error: 'database not found: nope' }) },
      { code: 'not-found', place: 'database', value: 'nope' },
    ],
    [
      'unknown policy',
      { body: results({ error: 'retention policy not found: nope' }) },
      { code: 'not-found', place: 'database' },
    ],
    [
      'bad text',
      json(400, 'error parsing query: found FORM, expected FROM at line 2, char 10'),
      { code: 'bad-query', place: 'text', value: 'line 2, character 10' },
    ],
    [
      'an error within',
      { body: [...results(rows([[START, 1]])), ...results({ error: 'timeout' })] },
      { code: 'bad-query' },
    ],
    ['another server', { status: 404, body: '404 page not found' }, { code: 'not-found', place: 'url' }],
    ['a page', { body: '<html>Sign in</html>' }, { code: 'bad-response', place: 'url' }],
    ['a failure', { status: 503, body: 'no' }, { code: 'bad-response', place: 'url' }],
  ])('%s', async (_, answer, expected) => {
    withoutWaiting();
    const { opening } = await against(() => answer);
    await expect(source.query(opening, query, context())).rejects.toMatchObject({
      name: 'StudioError',
      next: expect.any(String),
      ...expected,
    });
  });

  it('no server at all', async () => {
    const opening = {
      params: { url: 'http://127.0.0.1:9', auth: 'basic', username: 'u', password: 'pa55word', jwt: '' },
    };
    for (const work of [source.connect(opening, context()), source.query(opening, query, context())]) {
      const error: unknown = await work.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'unreachable', place: 'url', next: expect.any(String) });
      expect(String(error)).not.toContain('pa55word');
    }
  });

  it('a database to write to that is not there', async () => {
    const { opening } = await against(fake1);
    const written = source.write?.(opening, { database: 'nope', measurement: 'm', tags: {} }, ['m v=1 1'], context());
    await expect(written).rejects.toMatchObject({
      code: 'not-found',
      place: 'database',
      next: 'Create it first: CREATE DATABASE "nope"',
    });
  });
});
