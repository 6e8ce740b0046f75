/** The test servers themselves, for real: they start, take lines, answer queries to a page, and leave nothing behind. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fleetLines, needs, SeedProblem, useInflux1, useInflux2, writeLines } from '../harness';
import { stringAt } from './http';
import { influx1Headers, startInflux1 } from './influx1';
import { startInflux2 } from './influx2';

const ORIGIN = 'http://127.0.0.1:4173';
const FROM = Date.UTC(2026, 0, 5);
const LINES = fleetLines({ hosts: 3, from: FROM, stepMs: 60_000, count: 2_000 });

describe('InfluxDB 1', () => {
  const influx = useInflux1();

  it('takes lines in chunks and answers a query', async () => {
    const server = influx();
    await expect(writeLines({ server, database: 'tele"graf' }, LINES)).resolves.toBe(12_000);
    const answer = await server.query('SELECT COUNT(usage_user) FROM cpu GROUP BY host', 'tele"graf');
    expect(JSON.stringify(answer)).toContain('2000');
    expect(stringAt(answer, 'results', 0, 'series', 0, 'tags', 'host')).toBe('web-01');
  });

  it('answers a page of another origin', async () => {
    const response = await fetch(`${influx().url}/query?q=SHOW%20DATABASES`, { headers: { Origin: ORIGIN } });
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  });

  it('says which lines were refused', async () => {
    const refused = writeLines({ server: influx(), database: 'broken' }, 'fine value=1 1\nnot a line');
    await expect(refused).rejects.toMatchObject({ name: 'SeedProblem', code: 'rejected', firstLine: 1, lastLine: 2 });
    await expect(refused).rejects.toBeInstanceOf(SeedProblem);
  });
});

describe('InfluxDB 1 with users', () => {
  const influx = useInflux1({ auth: true });

  it('lets only its user in', async () => {
    const server = influx();
    await expect(writeLines({ server, database: 'telegraf' }, LINES)).resolves.toBe(12_000);
    const url = `${server.url}/query?q=SHOW%20DATABASES`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: influx1Headers(server) })).status).toBe(200);
  });
});

describe('InfluxDB 2', () => {
  const influx = useInflux2();

  it('takes lines in chunks and answers Flux', async () => {
    const server = influx();
    await expect(writeLines({ server }, LINES)).resolves.toBe(12_000);
    const range = `range(start: ${new Date(FROM).toISOString()}, stop: ${new Date(FROM + 2_000 * 60_000).toISOString()})`;
    const csv = await server.query(
      `from(bucket: "${server.bucket}") |> ${range} |> filter(fn: (r) => r._field == "usage_user") |> count()`,
    );
    expect(csv.match(/,2000,/g)).toHaveLength(3);
  });

  it('answers a page of another origin, errors too', async () => {
    const { url } = influx();
    const response = await fetch(`${url}/api/v2/buckets`, {
      headers: { Origin: ORIGIN, Authorization: 'Token wrong' },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  });

  it('makes a token that reads one bucket and writes nothing', async () => {
    const server = influx();
    const reader = { ...server, token: await server.readOnlyToken() };
    await server.makeBucket('another');
    await expect(writeLines({ server: reader }, 'm value=1 1')).rejects.toMatchObject({ code: 'unauthorized' });
    const headers = { Authorization: `Token ${reader.token}` };
    const listed = await (await fetch(`${server.url}/api/v2/buckets?org=${server.org}`, { headers })).text();
    expect(listed).toContain(`"name": "${server.bucket}"`);
    expect(listed).not.toContain('"another"');
  });
});

describe('stopping', () => {
  needs('influx1', 'influx2');

  it.each([
    ['InfluxDB 1', startInflux1],
    ['InfluxDB 2', startInflux2],
  ])('%s leaves no process and no folder', async (_name, start) => {
    const server = await start();
    await server.stop();
    await server.stop();
    const { pid, folder } = server;
    if (pid !== undefined) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    if (folder !== undefined) expect(existsSync(folder)).toBe(false);
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
