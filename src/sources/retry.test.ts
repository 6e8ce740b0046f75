import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Progress } from '../base/job';
import { emptyQuery, type SeriesQuery } from '../frame/query';
import { context } from './contract.testing';
import { influxdb1 } from './influxdb-1/source';
import { influxdb2 } from './influxdb-2/source';
import { hitchOf, Patience, waiting } from './retry';
import { withoutWaiting } from './retry.testing';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server that answers each request in turn; the last answer stays. */
async function answering(...turns: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => turns[Math.min(asked++, turns.length - 1)]?.(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked: () => asked };
}

const busy =
  (status: number, headers: Record<string, string> = {}) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, headers).end('{"code":"too many requests","message":"later"}');
  };
const line = (values: readonly (readonly number[])[]) =>
  `${JSON.stringify({ results: [{ statement_id: 0, series: [{ name: 'm', columns: ['time', 'v'], values }] }] })}\n`;
const good = (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200).end(line([[1, 2]]));
};
const query: SeriesQuery = {
  ...emptyQuery,
  database: 'd',
  measurement: 'm',
  fields: ['v'],
  aggregate: 'none',
  range: { start: 0, stop: 1000 },
};
const one = (url: string) => ({ params: { url, username: '', password: '', token: '' } }) as never;
const two = (url: string) => ({ params: { url, org: 'o', token: 't' } });

describe('a server that is too busy', () => {
  it.each([429, 502, 503, 504])('%d is asked again after ever longer waits, and read', async (status) => {
    const waits = withoutWaiting();
    const server = await answering(busy(status), busy(status), busy(status), good);
    const said: Progress[] = [];
    const { rows } = await influxdb1.query(one(server.url), query, context({ progress: (p) => said.push(p) }));
    expect(rows).toBe(1);
    expect(server.asked()).toBe(4);
    expect(said[0]).toMatchObject({
      phase: 'Waiting for the server',
      part: expect.stringMatching(/, next try in \d+ s$/),
    });
    const ours = waits.filter((ms) => ms >= 250 && ms <= 1000);
    expect(ours.length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['in seconds', { 'Retry-After': '7' }],
    ['as a date', { 'Retry-After': 'Sun, 22 Nov 2026 10:00:07 GMT', Date: 'Sun, 22 Nov 2026 10:00:00 GMT' }],
  ])('is left alone for as long as it asks, %s', async (_, headers) => {
    const waits = withoutWaiting();
    const server = await answering(busy(429, headers), good);
    await influxdb1.query(one(server.url), query, context());
    expect(waits.filter((ms) => ms === 1000).length).toBeGreaterThanOrEqual(7);
  });

  it('for too long is given up in words', async () => {
    withoutWaiting();
    const server = await answering(busy(503));
    await expect(influxdb1.query(one(server.url), query, context())).rejects.toMatchObject({
      code: 'bad-response',
      value: '503',
    });
    expect(server.asked()).toBeGreaterThan(6);
    const asks = await answering(busy(429, { 'Retry-After': '3600' }));
    await expect(influxdb2.query(two(asks.url), query, context())).rejects.toMatchObject({ value: '429' });
    expect(asks.asked()).toBe(1);
  });

  it('is asked again by the official client’s transport too, for reads and writes', async () => {
    withoutWaiting();
    const csv =
      '#datatype,string,long,dateTime:RFC3339,double,string,string\r\n#group,false,false,false,false,true,true\r\n#default,_result,,,,,\r\n,result,table,_time,_value,_measurement,_field\r\n,,0,1970-01-01T00:00:00.5Z,7,m,v\r\n';
    const server = await answering(busy(429), busy(503), (_, response) => response.writeHead(200).end(csv));
    expect((await influxdb2.query(two(server.url), query, context())).rows).toBe(1);
    const writer = await answering(busy(429), (_, response) => response.writeHead(204).end());
    const target = { database: 'd', measurement: 'm', tags: {} };
    await influxdb2.write?.(two(writer.url), target, ['m v=1 1'], context());
    await influxdb1.write?.(
      one((await answering(busy(503), (_, r) => r.writeHead(204).end())).url),
      target,
      ['m v=1 1'],
      context(),
    );
    expect(writer.asked()).toBe(2);
  });

  it('does not keep one who cancels waiting', async () => {
    const server = await answering(busy(429, { 'Retry-After': '30' }));
    const stopping = new AbortController();
    const started = performance.now();
    setTimeout(() => stopping.abort(), 100);
    await expect(influxdb1.query(one(server.url), query, context({ signal: stopping.signal }))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('is something else than one that refuses', async () => {
    for (const status of [400, 401, 403, 404, 500]) {
      const server = await answering(busy(status));
      await expect(influxdb1.query(one(server.url), query, context())).rejects.toThrow();
      expect(server.asked()).toBe(1);
    }
    expect(hitchOf(200, () => null)).toBeUndefined();
  });
});

describe('a connection that breaks in the middle of an answer', () => {
  const half = (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200).write(line([[1, 2]]), () => response.destroy());
  };

  it('is asked for all of it again, and heard to the end', async () => {
    withoutWaiting();
    const server = await answering(half, half, (_, response) => {
      response.writeHead(200).end(line([[1, 2]]) + line([[3, 4]]));
    });
    const { rows, notes, missing } = await influxdb1.query(one(server.url), query, context());
    expect({ rows, notes, missing }).toEqual({ rows: 2, notes: [], missing: undefined });
    expect(server.asked()).toBe(3);
  });

  it('again and again is a part, kept and marked', async () => {
    withoutWaiting();
    const server = await answering(half);
    const { rows, notes, missing } = await influxdb1.query(one(server.url), query, context());
    expect(rows).toBe(1);
    expect(notes[0]).toMatch(/broke off: only the first 1 row arrived/);
    expect(missing).toEqual([query.range]);
    expect(server.asked()).toBe(3);
  });

  it('by a server that dies and comes back on its port is read on', async () => {
    const first = await answering(half);
    const port = Number(new URL(first.url).port);
    const back = createServer((_, response) => response.end(line([[1, 2]]) + line([[3, 4]])));
    const reading = influxdb1.query(one(first.url), query, context());
    await expect.poll(first.asked).toBe(1);
    await closing.pop()?.();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', resolve));
    closing.push(async () => {
      back.closeAllConnections();
      await new Promise((resolve) => back.close(resolve));
    });
    expect((await reading).rows).toBe(2);
  });

  it('is not the same as one that is slow: that is waited for', async () => {
    const server = await answering((_, response) => {
      response.writeHead(200);
      for (const i of [0, 1, 2]) setTimeout(() => response.write(line([[i, i]])), 150 * i);
      setTimeout(() => response.end(), 500);
    });
    expect((await influxdb1.query(one(server.url), query, context())).rows).toBe(3);
    expect(server.asked()).toBe(1);
  });
});

describe('waiting', () => {
  it('ends at once when it is cancelled while it is told', async () => {
    const stopping = new AbortController();
    const started = performance.now();
    const ctx = context({ signal: stopping.signal, progress: () => stopping.abort() });
    await expect(waiting(900, { why: 'busy' }, ctx)).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('patience', () => {
  it('doubles, never asks for more than ten seconds of its own, and ends within a minute', () => {
    const patience = new Patience();
    const waits: number[] = [];
    for (let ms = patience.next({ why: '' }, () => 1); ms !== undefined; ms = patience.next({ why: '' }, () => 1))
      waits.push(ms);
    expect(waits.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 8000, 10_000]);
    expect(waits.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(60_000);
    expect(Math.max(...waits)).toBe(10_000);
    expect(new Patience().next({ why: '' }, () => 0)).toBe(250);
  });
});
