import { afterEach, describe, expect, it, vi } from 'vitest';
import { emptyQuery, type SeriesQuery } from '../../frame/query';
import { context } from '../contract.testing';
import { type Answered, type Asked, type Fake, fake2, START, startFake } from '../fake-influx.testing';
import { withoutWaiting } from '../retry.testing';
import { influxdb2 as source } from './source';

const fakes: Fake[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()));
});

async function against(handle: (asked: Asked) => Answered) {
  const fake = await startFake(2, handle);
  fakes.push(fake);
  return { fake, opening: { params: { url: `${fake.url}/api/v2/`, org: 'org', token: ' secret ' } } };
}

const query: SeriesQuery = {
  ...emptyQuery,
  database: 'tele',
  measurement: 'cpu',
  fields: ['u'],
  groupBy: ['host'],
  range: { start: START, stop: START + 3_600_000 },
};

const HEAD =
  '#datatype,string,long,dateTime:RFC3339,double,string\r\n#group,false,false,false,false,true\r\n#default,_result,,,,\r\n,result,table,_time,_value,_field\r\n';
const ROW = ',,0,2026-01-01T00:00:00Z,1,u\r\n';
const ERROR =
  '\r\n#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,out of memory,\r\n';

describe('InfluxDB 2, against a fake of it', () => {
  it('sends the token in the header alone, and asks only what CORS allows', async () => {
    const { fake, opening } = await against(fake2);
    await source.connect(opening, context());
    await source.query(opening, query, context());
    const lines = ['m v=1 1'];
    await source.write?.(opening, { database: 'tele', measurement: 'm', tags: {} }, lines, context());
    const allowed =
      /^(accept|content-type|content-length|accept-encoding|authorization|user-agent|host|connection|accept-language|sec-fetch-mode|cache-control|pragma)$/;
    for (const { path, params, headers, body } of fake.asked) {
      expect(path).toMatch(/^\/api\/v2\/(buckets|query|write)$/);
      expect(headers.authorization).toBe('Token secret');
      expect(`${params}${body}`).not.toContain('secret');
      expect(Object.keys(headers).filter((name) => !allowed.test(name))).toEqual([]);
    }
  });

  it('leaves the server’s own buckets out', async () => {
    const { opening } = await against(fake2);
    expect(await source.catalog(opening, {}, context())).toEqual([{ kind: 'database', name: 'tele' }]);
  });

  it('turns pages until all buckets are there', async () => {
    const { opening } = await against(({ params }) => {
      const offset = Number(params.get('offset'));
      const buckets = Array.from({ length: Math.min(100, 250 - offset) }, (_, i) => ({
        type: 'user',
        name: `b${offset + i}`,
      }));
      return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ buckets }) };
    });
    expect(await source.catalog(opening, {}, context())).toHaveLength(250);
  });

  it('takes an error in a good answer for one, in the catalogue too', async () => {
    const { opening } = await against(() => ({ body: ERROR.trimStart() }));
    await expect(source.catalog(opening, { database: 'tele' }, context())).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.stringMatching(/out of memory/),
    });
  });

  it('asks again without the fields an aggregate cannot take', async () => {
    const { opening } = await against(({ body }) => {
      if (body.includes('first()')) {
        return {
          body:
            HEAD.replace('double', 'string').replace(',_time', ',x').replace('dateTime:RFC3339', 'string') +
            ',,0,,up,s\r\n',
        };
      }
      if (body.includes('\\"s\\"')) {
        const message = 'runtime error: unsupported aggregate column type string';
        return {
          status: 400,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ code: 'invalid', message }),
        };
      }
      return { body: HEAD + ROW };
    });
    const { frames, notes } = await source.query(opening, { ...query, fields: ['s', 'u'] }, context());
    expect(frames).toHaveLength(1);
    expect(notes[0]).toMatch(/“s” left out: mean needs numbers/);
  });

  it('keeps what came before the connection broke, and says so', async () => {
    const { opening } = await against(() => ({
      body: [HEAD + ROW + ROW.replace('00:00Z', '01:00Z'), ',,0,2026-01-01T00:0'],
      pauseMs: 20,
      cut: true,
    }));
    const { frames, rows, notes } = await source.query(opening, { ...query, aggregate: 'none' }, context());
    expect([rows, frames[0]?.time.length]).toEqual([2, 2]);
    expect(notes[0]).toMatch(/broke off: only the first 2 rows/);
  });

  it('ends the request when cancelled, and when an error table comes', async () => {
    const many = Array.from({ length: 200 }, () => ROW);
    const { fake, opening } = await against(() => ({ body: [HEAD, ...many], pauseMs: 20 }));
    const controller = new AbortController();
    const ctx = context({ signal: controller.signal, progress: () => controller.abort() });
    await expect(source.query(opening, query, ctx)).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(fake.left).toBe(1);
    const failing = await against(() => ({ body: [HEAD, ROW, ERROR, ...many], pauseMs: 20 }));
    await expect(source.query(failing.opening, query, context())).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.stringMatching(/out of memory/),
    });
    await expect.poll(failing.fake.left).toBe(1);
  });

  it('tries a write again where the server is busy, not where it refuses, and never speaks to the console', async () => {
    withoutWaiting();
    const spies = (['error', 'warn', 'log'] as const).map((name) => vi.spyOn(console, name));
    const target = { database: 'tele', measurement: 'm', tags: {} };
    const busy = await against(() => ({ status: 503, body: 'busy' }));
    await expect(source.write?.(busy.opening, target, ['m v=1 1'], context())).rejects.toMatchObject({
      code: 'bad-response',
    });
    expect(busy.fake.asked.length).toBeGreaterThan(6);
    const refusing = await against(() => ({ status: 400, body: '{"code":"invalid","message":"unable to parse"}' }));
    await expect(source.write?.(refusing.opening, target, ['m v=1 1'], context())).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(refusing.fake.asked).toHaveLength(1);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });
});

describe('what goes wrong with InfluxDB 2', () => {
  const json = (status: number, code: string, message: string): Answered => ({
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ code, message }),
  });
  it.each<[string, Answered, object]>([
    ['wrong token', json(401, 'unauthorized', 'unauthorized access'), { code: 'unauthorised', place: 'token' }],
    ['forbidden', json(403, 'forbidden', 'insufficient permissions'), { code: 'unauthorised', place: 'token' }],
    [
      'unknown organization',
      json(400, 'invalid', 'failed to decode request body: organization name "nope" not found'),
      { code: 'not-found', place: 'org', value: 'nope' },
    ],
    [
      'unknown bucket',
      json(404, 'not found', 'failed to initialize execute state: could not find bucket "nope"'),
      { code: 'not-found', place: 'database', value: 'nope' },
    ],
    [
      'bad text',
      json(400, 'invalid', 'error @2:5-2:9: undefined identifier rang'),
      {
        code: 'bad-query',
        place: 'text',
        message: 'InfluxDB refused the query: undefined identifier rang (line 2, column 5)',
      },
    ],
    ['an error within', { body: HEAD + ROW + ERROR }, { code: 'bad-query' }],
    ['too often', json(429, 'too many requests', 'org has exceeded limit'), { code: 'bad-response' }],
    ['another server', { status: 404, body: '404 page not found' }, { code: 'not-found', place: 'url' }],
    ['a failure', { status: 502, body: 'Bad gateway' }, { code: 'bad-response', place: 'url' }],
  ])('%s', async (_, answer, expected) => {
    withoutWaiting();
    const { opening } = await against(() => answer);
    await expect(source.query(opening, query, context())).rejects.toMatchObject({
      name: 'StudioError',
      next: expect.any(String),
      ...expected,
    });
  });

  it('no server at all, no organization, an odd token', async () => {
    const params = { url: 'http://127.0.0.1:9', org: 'org', token: 'sesame' };
    const error: unknown = await source.query({ params }, query, context()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unreachable', place: 'url' });
    expect(String(error)).not.toContain('sesame');
    await expect(source.connect({ params }, context())).rejects.toMatchObject({ code: 'unreachable', place: 'url' });
    await expect(source.connect({ params: { ...params, org: ' ' } }, context())).rejects.toMatchObject({
      place: 'org',
    });
    await expect(source.connect({ params: { ...params, token: 'tök en' } }, context())).rejects.toMatchObject({
      place: 'token',
    });
  });
});
