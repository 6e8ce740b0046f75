/** The whole walk on a real InfluxDB 2.7, in Flux, begun by a link; and what goes wrong on the way. */
import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../src/frame/query';
import { fleetLines, openStudio, useInflux2, writeLines } from './harness';
import type { Influx2 } from './servers/influx2';
import {
  choose,
  chooseModel,
  drawingOf,
  expectQuiet,
  fillConnection,
  goTo,
  lineOf,
  press,
  readIt,
  readOwn,
  rowsOf,
  saysIt,
  textOf,
  tinyNetwork,
  verdict,
  walkLink,
} from './walk';

const FROM = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const WEEKS = 3 * 7 * 24;

/** Three hosts' cpu and mem, every hour. */
const lines = (start: number, count: number) =>
  fleetLines({ hosts: 3, from: FROM + start * HOUR, stepMs: HOUR, count });

const login = ({ url, org, token }: Influx2) => ({ Address: url, Organisation: org, Token: token });

/** What a measurement holds, as rows of the columns asked for. */
async function held(
  server: Influx2,
  measurement: string,
  columns: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const csv = await server.query(
    `from(bucket: "${server.bucket}") |> range(start: 0, stop: 2030-01-01T00:00:00Z) |> filter(fn: (r) => r._measurement == "${measurement}")
      |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value") |> group() |> sort(columns: ["_time"])`,
  );
  const [head = [], ...rows] = csv
    .trim()
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','));
  return rows.map((row) => columns.map((column) => row[head.indexOf(column)] ?? ''));
}

describe('a person with an InfluxDB 2', () => {
  const influx = useInflux2();

  it('browses the catalogue, asks in Flux, and looks', async () => {
    const server = influx();
    await writeLines({ server }, lines(0, WEEKS));
    const studio = await openStudio();
    const { page } = studio;
    await fillConnection(studio, '2.x', login(server));
    await choose(studio, server.bucket, 'cpu');
    await lineOf(page, 'usage_user').waitFor();
    await page.getByRole('searchbox', { name: 'Search in the catalogue' }).fill('idle');
    await lineOf(page, 'usage_user').waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Search in the catalogue' }).fill('');
    await choose(studio, 'usage_user');
    await page.getByText('504').first().waitFor();

    expect(await textOf(page, 'Flux')).toContain('fn: mean, createEmpty: false');
    await page.getByLabel('Aggregate').selectOption('max');
    await page.getByLabel('Every', { exact: true }).selectOption({ label: '2 h' });
    await page.getByRole('button', { name: 'host', exact: true }).click();
    await choose(studio, 'region', 'south east');
    await page.getByText('region is south east').waitFor();
    expect(await textOf(page, 'Flux')).toMatch(
      /r\["region"\] == "south east"[\s\S]*group\(columns: \["_measurement", "_field", "host"\]\)[\s\S]*every: 2h, fn: max/,
    );
    await readIt(studio);
    const series = page.getByRole('table', { name: 'Series read' });
    await series.getByText(/web-03/).waitFor();
    expect(await series.getByText(/web-02/).count()).toBe(0);
    await studio.shot('influx2-data');

    await readOwn(
      studio,
      'Flux',
      `from(bucket: "${server.bucket}") |> range(start: 2026-01-05T00:00:00Z, stop: 2026-01-08T00:00:00Z) |> filter(fn: (r) => r._measurement == "mem" and r._field == "used_percent" and r.host == "web-02")`,
    );
    await page.getByText('72', { exact: true }).first().waitFor();
    await studio.shot('influx2-own');
    await goTo(studio, 'Explore');
    await page.getByText('Repeats every 24 h', { exact: true }).waitFor();
    await press(studio, 'Decompose');
    await page
      .getByText(/24 h season/)
      .first()
      .waitFor();
    expectQuiet(studio);
  });

  it('follows a link to a forecast in the database, and learns on', async () => {
    const server = influx();
    await writeLines({ server }, lines(0, WEEKS));
    const studio = await openStudio({
      path: walkLink('forecast', {
        source: { id: 'influxdb-2', params: { url: server.url, org: server.org } },
        query: {
          ...emptyQuery,
          database: server.bucket,
          measurement: 'cpu',
          fields: ['usage_user'],
          filters: [{ tag: 'host', values: ['web-01'] }],
          groupBy: ['host'],
          everyMs: HOUR,
          range: { start: FROM, stop: FROM + WEEKS * HOUR },
        },
        model: { id: 'composite-lstm', params: tinyNetwork },
        horizon: 24,
      }),
    });
    const { page } = studio;
    expect(await page.getByLabel('Address').inputValue()).toBe(server.url);
    expect(await page.getByLabel('Organisation').inputValue()).toBe(server.org);
    await fillConnection(studio, '2.x', { Token: server.token });
    await page.getByText('504').first().waitFor();
    await goTo(studio, 'Forecast');
    await press(studio, 'Train');
    await verdict(studio);
    const [columns = [], ...forecast] = await rowsOf(studio, 'Forecast');
    expect(forecast).toHaveLength(24);

    await page.getByRole('button', { name: 'Write to InfluxDB' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByLabel('Points to write, as line protocol').waitFor();
    expect(await held(server, 'cpu_forecast', ['_time'])).toEqual([]);
    await page.getByRole('button', { name: 'Write 24 points' }).click();
    await page.getByText(`Wrote 24 points to cpu_forecast in ${server.bucket}.`).waitFor();
    const written = await held(server, 'cpu_forecast', ['_time', 'host', 'yhat', 'yhat_lower', 'yhat_upper']);
    expect(written).toHaveLength(24);
    const at = ['forecast', '2.5 % quantile', '97.5 % quantile'].map((name) => columns.indexOf(name));
    written.forEach(([time = '', host, ...values], i) => {
      const row = forecast[i] ?? [];
      expect([Date.parse(time), host]).toEqual([Date.parse(row[0] ?? ''), 'web-01']);
      for (const [k, column] of at.entries()) expect(Number(values[k])).toBeCloseTo(Number(row[column]), 9);
    });
    await expect.poll(() => drawingOf(studio, 'Forecast')).toContain('written');
    await studio.shot('influx2-written');

    await writeLines({ server }, lines(WEEKS, 48));
    await goTo(studio, 'Library');
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Retrain on newer data' }).click();
    await page.getByText('Composite LSTM, before').waitFor({ timeout: 60_000 });
    await page.getByText('Composite LSTM, after').waitFor();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('Kept as version 2', { exact: false }).first().waitFor();
    await verdict(studio);
    const later = await rowsOf(studio, 'Forecast');
    expect(Date.parse(later[1]?.[0] ?? '')).toBe(FROM + (WEEKS + 48) * HOUR);
    await studio.reopen();
    await goTo(studio, 'Library');
    await studio.page
      .getByRole('button', { name: /web-01.*Composite LSTM/ })
      .first()
      .click();
    await verdict(studio);
    expect(await rowsOf(studio, 'Forecast')).toEqual(later);
    expectQuiet(studio);
  });

  it('is told about a wrong token, organization or bucket where it can be mended', async () => {
    const server = influx();
    await writeLines({ server }, lines(0, 96));
    const studio = await openStudio();
    const { page } = studio;
    studio.forgive(/40[0134]/);
    await fillConnection(studio, '2.x', { ...login(server), Token: 'wrong' });
    await saysIt(studio, 'The server does not accept this token.');
    await studio.shot('influx2-wrong-token');
    await fillConnection(studio, '2.x', { ...login(server), Organisation: 'nowhere' });
    await saysIt(studio, /no organisation “nowhere”/);
    expect(await page.getByLabel('Token', { exact: true }).inputValue()).toBe(server.token);
    await fillConnection(studio, '2.x', { Organisation: server.org });
    await choose(studio, server.bucket, 'mem', 'used_percent');
    await page.getByLabel('Flux', { exact: true }).waitFor();
    const elsewhere = 'from(bucket: "nowhere") |> range(start: 2026-01-05T00:00:00Z)';
    await readOwn(studio, 'Flux', elsewhere);
    await saysIt(studio, /no bucket “nowhere”/);
    expect(await textOf(page, 'Your own Flux')).toBe(elsewhere);
    await readOwn(studio, 'Flux', 'from(bucket: "tests" |> range(start: 0)');
    await saysIt(studio, /InfluxDB refused the query/);
    expectQuiet(studio);
  });

  it('is refused a write in words when the token may only read', async () => {
    const server = influx();
    await writeLines({ server }, lines(0, WEEKS));
    const studio = await openStudio();
    const { page } = studio;
    studio.forgive(/40[134]/);
    await fillConnection(studio, '2.x', { ...login(server), Token: await server.readOnlyToken() });
    await choose(studio, server.bucket, 'mem', 'used_percent');
    await page.getByText('Points', { exact: true }).waitFor();
    await goTo(studio, 'Forecast');
    await chooseModel(studio, 'Seasonal naive');
    await press(studio, 'Forecast');
    await verdict(studio);
    await page.getByRole('button', { name: 'Write to InfluxDB' }).click();
    await page.getByLabel('Measurement').fill('mem_refused');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('button', { name: /^Write \d+ points$/ }).click();
    await saysIt(studio, /This token may not do that/);
    await studio.shot('influx2-read-only');
    expect(await held(server, 'mem_refused', ['_time'])).toEqual([]);
    expectQuiet(studio);
  });

  it('does not ask for millions of empty rows when few points lie far apart', async () => {
    const server = influx();
    const times = [0, 1, 2, 3, 4].map((n) => Date.UTC(1971 + 13 * n, 0, 1));
    await writeLines({ server }, times.map((time, i) => `rare value=${i} ${time}`).join('\n'));
    const studio = await openStudio();
    const { page } = studio;
    await fillConnection(studio, '2.x', login(server));
    await choose(studio, server.bucket, 'rare', 'value');
    await page.getByLabel('From, UTC').fill('1970-01-01T00:00');
    await page.getByLabel('Every', { exact: true }).selectOption({ label: '2 min' });
    const asked = Date.now();
    await readIt(studio);
    await page.getByText(/^5 rows, /).waitFor();
    expect(Date.now() - asked).toBeLessThan(10_000);
    expectQuiet(studio);
  });
});
