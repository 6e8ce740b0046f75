/**
 * A walk on InfluxDB 3: browse, ask, train, write back; and what a page can be told when 3.x hides its errors from it.
 * Against the stand-in of servers/influx3.ts, or the real server of INFLUXDB3_URL.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetLines, needs, openStudio } from './harness';
import { type Influx3, startInflux3 } from './servers/influx3';
import {
  choose,
  expectQuiet,
  fillConnection,
  goTo,
  press,
  readIt,
  readOwn,
  rowsOf,
  saysIt,
  setBehind,
  takeManner,
  textOf,
  verdict,
} from './walk';

const FROM = Date.UTC(2026, 0, 5);
const HALF_HOUR = 1_800_000;

describe('a person with an InfluxDB 3', () => {
  needs('chromium');
  let server: Influx3;
  /** A name of its own in a real server, which keeps what was written before. */
  const forecasts = `cpu_forecast_${Date.now().toString(36)}`;
  beforeAll(async () => {
    server = await startInflux3();
    const to = new URLSearchParams({ db: server.database, precision: 'millisecond' });
    const body = fleetLines({ hosts: 3, from: FROM, stepMs: HALF_HOUR, count: 3 * 7 * 48 });
    const response = await fetch(`${server.url}/api/v3/write_lp?${to}`, { method: 'POST', headers: signed(), body });
    expect(response.status).toBe(204);
  });
  afterAll(() => server.stop());

  const signed = () => ({ Authorization: `Bearer ${server.token}` });
  const rows = async (q: string): Promise<Record<string, unknown>[]> => {
    const asked = new URLSearchParams({ db: server.database, q, format: 'json' });
    const response = await fetch(`${server.url}/api/v3/query_sql?${asked}`, { headers: signed() });
    return response.ok ? response.json() : [];
  };

  it('walks from the catalogue to a forecast in the database', async () => {
    const studio = await openStudio();
    const { page } = studio;
    await fillConnection(studio, '3.x', { Address: server.url, Token: server.token });

    // Browse, and take a field: its query stands there as SQL.
    await choose(studio, server.database, 'cpu', 'usage_user');
    await page.getByText('1,008').first().waitFor();
    expect(await textOf(page, 'SQL')).toContain('avg("usage_user") AS "usage_user"');
    await page.getByLabel('Aggregate').selectOption('max');
    await page.getByLabel('Every', { exact: true }).selectOption({ label: '1 h' });
    await page.getByRole('button', { name: 'host', exact: true }).click();
    await choose(studio, 'host', 'web-02');
    await page.getByText('host is web-02').waitFor();
    expect(await textOf(page, 'SQL')).toMatch(
      /INTERVAL '1 hour'[\s\S]*max\("usage_user"\)[\s\S]*"host" IN \('web-02'\)[\s\S]*GROUP BY 1, 2/,
    );
    await readIt(studio);
    await page.getByText('504').first().waitFor();
    await studio.shot('influx3-data');

    // One's own text.
    const own = `SELECT time, "usage_user" FROM "cpu" WHERE "host" = 'web-01' AND time < '2026-01-06T00:00:00Z' ORDER BY time`;
    await readOwn(studio, 'SQL', own);
    await page.getByText('48', { exact: true }).first().waitFor();
    await takeManner(studio, 'Built for you');
    await page.getByLabel('Aggregate').selectOption('mean');
    await page.getByLabel('Every', { exact: true }).selectOption({ label: '30 min' });
    await readIt(studio);
    await page.getByText('1,008').first().waitFor();

    // Forecast, and write it back: nothing before the yes.
    await goTo(studio, 'Explore');
    await press(studio, 'Decompose');
    await press(studio, 'Forecast');
    await setBehind(studio, /^LSTM of/, { Units: 4, 'Dense units': 4, Epochs: 3, 'Windows an epoch': 64, Batch: 32 });
    await setBehind(studio, /^48 steps$/, { 'Look back': 24 });
    await press(studio, 'Train');
    await verdict(studio);
    const [, ...forecast] = await rowsOf(studio, 'Forecast');
    await page.getByRole('button', { name: 'Write to InfluxDB' }).click();
    await page.getByLabel('Measurement').fill(forecasts);
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByLabel('Points to write, as line protocol').waitFor();
    expect(await rows(`SELECT time FROM "${forecasts}"`)).toEqual([]);
    await page.getByRole('button', { name: `Write ${forecast.length} points` }).click();
    await page.getByText(`Wrote ${forecast.length} points to ${forecasts} in ${server.database}.`).waitFor();
    const written = await rows(`SELECT time, yhat FROM "${forecasts}" ORDER BY time`);
    expect(written).toHaveLength(forecast.length);
    written.forEach(({ time, yhat }, i) => {
      expect(Date.parse(`${time}Z`)).toBe(Date.parse(forecast[i]?.[0] ?? ''));
      expect(Number(yhat)).toBeCloseTo(Number(forecast[i]?.[1]), 9);
    });
    expect(page.url()).not.toContain(server.token);
    await studio.shot('influx3-written');
    expectQuiet(studio);
  });

  it('hears what a page can know of a wrong token and a refused query', async () => {
    const studio = await openStudio();
    const { page } = studio;
    studio.forgive(/CORS|ERR_FAILED|40[014]|500/);
    await fillConnection(studio, '3.x', { Address: server.url, Token: 'wrong' });
    await saysIt(studio, /lets this page read nothing/);
    await studio.shot('influx3-wrong-token');
    await fillConnection(studio, '3.x', { Token: server.token });
    await choose(studio, server.database, 'mem', 'used_percent');
    await page.getByLabel('SQL', { exact: true }).waitFor();
    const query = page.getByRole('region', { name: 'Query' });
    await readOwn(studio, 'SQL', 'SELECT time, "nope" FROM "mem"');
    await query.getByText(/does not let a page read why/).waitFor();
    await studio.shot('influx3-bad-query');
    await readOwn(studio, 'SQL', 'DROP TABLE "mem"');
    await query.getByText(/one statement that only reads/).waitFor();
    expectQuiet(studio);
  });
});
