/** The whole walk on a real InfluxDB 1.6: browse, ask, look, train, write back, learn on; and what goes wrong on the way. */
import { describe, expect, it } from 'vitest';
import { fleetLines, openStudio, useInflux1, writeLines } from './harness';
import type { Influx1 } from './servers/influx1';
import { freePort } from './servers/process';
import {
  choose,
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
  setBehind,
  takeManner,
  textOf,
  verdict,
} from './walk';

const FROM = Date.UTC(2026, 0, 5);
const HALF_HOUR = 1_800_000;
const WEEKS = 3 * 7 * 48;
const database = 'telegraf';

/** Three hosts' cpu and mem, every half hour. */
const lines = (start: number, count: number) =>
  fleetLines({ hosts: 3, from: FROM + start * HALF_HOUR, stepMs: HALF_HOUR, count });

/** The rows of one statement. */
async function rows(server: Influx1, influxQl: string): Promise<readonly (readonly unknown[])[]> {
  const answer = (await server.query(influxQl, database)) as { results: { series?: { values: unknown[][] }[] }[] };
  return answer.results[0]?.series?.[0]?.values ?? [];
}

describe('a person with an InfluxDB 1', () => {
  const influx = useInflux1();

  it('walks from the catalogue to a forecast in the database, and learns on', async () => {
    const server = influx();
    await writeLines({ server, database }, lines(0, WEEKS));
    const studio = await openStudio();
    const { page } = studio;
    await fillConnection(studio, '1.x', { Address: server.url });

    // Browse, search, take a field.
    await choose(studio, database, 'cpu');
    await lineOf(page, 'usage_user').waitFor();
    await page.getByRole('searchbox', { name: 'Search in the catalogue' }).fill('idle');
    await lineOf(page, 'usage_user').waitFor({ state: 'detached' });
    await lineOf(page, 'usage_idle').waitFor();
    await page.getByRole('searchbox', { name: 'Search in the catalogue' }).fill('');
    await choose(studio, 'usage_user');
    await page.getByText('1,008').first().waitFor();

    // The query as built: function, interval, filter, group; shown as InfluxQL.
    expect(await textOf(page, 'InfluxQL')).toContain('SELECT mean("usage_user")');
    await page.getByLabel('Aggregate').selectOption('max');
    await page.getByLabel('Every', { exact: true }).selectOption({ label: '1 h' });
    await page.getByRole('button', { name: 'host', exact: true }).click();
    await choose(studio, 'host', 'web-02');
    await page.getByText('host is web-02').waitFor();
    expect(await textOf(page, 'InfluxQL')).toMatch(
      /max\("usage_user"\)[\s\S]*"host" = 'web-02'[\s\S]*GROUP BY time\(1h\), "host"/,
    );
    await readIt(studio);
    await page.getByText('504').first().waitFor();
    await page.getByRole('button', { name: /No longer only where host is web-02/ }).click();
    await readIt(studio);
    await page
      .getByRole('table', { name: 'Series read' })
      .getByText(/web-03/)
      .waitFor();
    await studio.shot('influx1-data');

    // Edited: one's own text is sent as it is.
    await readOwn(
      studio,
      'InfluxQL',
      `SELECT mean("usage_user") FROM "cpu" WHERE "host" = 'web-01' AND time >= '2026-01-05' AND time < '2026-01-06' GROUP BY time(30m) fill(none)`,
    );
    await page.getByText('48', { exact: true }).first().waitFor();
    await takeManner(studio, 'Built for you');
    await page.getByLabel('Aggregate').selectOption('mean');
    await page.getByLabel('Every', { exact: true }).selectOption({ label: '30 min' });
    await choose(studio, 'web-01');
    await readIt(studio);
    await page.getByText('1,008').first().waitFor();

    // Explore and decompose.
    await goTo(studio, 'Explore');
    await page.getByText('Repeats every 24 h', { exact: true }).waitFor();
    await press(studio, 'Decompose');
    await page.getByText('A strong 24 h season').waitFor();

    // Forecast with a tiny network, its settings changed behind the sentence's phrases.
    await press(studio, 'Forecast');
    await setBehind(studio, /^LSTM of/, { Units: 4, 'Dense units': 4, Epochs: 3, 'Windows an epoch': 64, Batch: 32 });
    await setBehind(studio, /^48 steps$/, { 'Look back': 24 });
    await press(studio, 'Train');
    await verdict(studio);
    await studio.shot('influx1-forecast');
    const [columns = [], ...forecast] = await rowsOf(studio, 'Forecast');
    const [lower, upper] = [columns.indexOf('2.5 % quantile'), columns.indexOf('97.5 % quantile')];

    // Write back: nothing before the yes.
    await page.getByRole('button', { name: 'Write to InfluxDB' }).click();
    await page.getByLabel('Measurement').fill('cpu');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText(/measurement the series itself lives in/).waitFor();
    await page.getByLabel('Measurement').fill('cpu_forecast');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByLabel('Points to write, as line protocol').waitFor();
    await page.getByText(server.url, { exact: true }).last().waitFor();
    await studio.shot('influx1-write');
    expect(await rows(server, 'SHOW MEASUREMENTS')).toEqual([['cpu'], ['mem']]);
    await page.getByRole('button', { name: `Write ${forecast.length} points` }).click();
    await page.getByText(`Wrote ${forecast.length} points to cpu_forecast in ${database}.`).waitFor();
    const written = await rows(server, 'SELECT yhat, yhat_lower, yhat_upper FROM cpu_forecast');
    expect(written).toHaveLength(forecast.length);
    written.forEach(([time, ...values], i) => {
      const row = forecast[i] ?? [];
      expect(Date.parse(String(time))).toBe(Date.parse(row[0] ?? ''));
      for (const [k, column] of [1, lower, upper].entries())
        expect(Number(values[k])).toBeCloseTo(Number(row[column]), 9);
    });
    await expect.poll(() => drawingOf(studio, 'Forecast')).toContain('>written<');
    await studio.shot('influx1-written');

    // Newer points come, and the kept model learns on.
    await writeLines({ server, database }, lines(WEEKS, 4 * 48));
    await goTo(studio, 'Library');
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Retrain on newer data' }).click();
    await page.getByRole('heading', { name: 'Retrained' }).waitFor({ timeout: 60_000 });
    await page.getByText('Composite LSTM, before').waitFor();
    await page.getByText('Composite LSTM, after').waitFor();
    await studio.shot('influx1-retrained');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('Kept as version 2', { exact: false }).first().waitFor();
    await verdict(studio);
    const later = await rowsOf(studio, 'Forecast');
    expect(Date.parse(later[1]?.[0] ?? '')).toBe(FROM + (WEEKS + 4 * 48) * HALF_HOUR);

    // After closing the tab: the model is there, the same to the bit; the secrets are not, the address is.
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

  it('hears in words what is wrong with a query, and loses nothing', async () => {
    const server = influx();
    await writeLines({ server, database }, lines(0, 96));
    const studio = await openStudio();
    const { page } = studio;
    studio.forgive(/40[04]/);
    await fillConnection(studio, '1.x', { Address: server.url });
    await choose(studio, database, 'mem', 'used_percent');
    const query = page.getByRole('region', { name: 'Query' });
    await page.getByLabel('InfluxQL', { exact: true }).waitFor();

    const elsewhere = 'SELECT mean("used_percent") FROM "nowhere".."mem" GROUP BY time(1h)';
    await readOwn(studio, 'InfluxQL', elsewhere);
    await query.getByText('The server has no database “nowhere”.').waitFor();
    expect(await textOf(page, 'Your own InfluxQL')).toBe(elsewhere);
    await readOwn(studio, 'InfluxQL', 'SELECT mean("used_percent" FROM "mem"');
    await query.getByText(/InfluxDB cannot read the query/).waitFor();
    await studio.shot('influx1-bad-query');
    await readOwn(studio, 'InfluxQL', 'DROP MEASUREMENT "mem"');
    await query.getByRole('alert').waitFor();
    expect(await rows(server, 'SHOW MEASUREMENTS')).toContainEqual(['mem']);
    await takeManner(studio, 'Built for you');

    // A range that holds nothing.
    await page.getByLabel('From, UTC').fill('2020-01-01T00:00');
    await page.getByLabel('To, UTC').fill('2020-02-01T00:00');
    await readIt(studio);
    await page.getByText('No points came back').waitFor();
    await studio.shot('influx1-empty');
    await page.getByLabel('To, UTC').fill('2019-02-01T00:00');
    await page.getByText('The range ends before it begins.').first().waitFor();
    expectQuiet(studio);
  });
});

describe('a person with an InfluxDB 1 that asks who they are', () => {
  const influx = useInflux1({ auth: true });

  it('is told about a wrong password or address at the form, and when the server goes away', async () => {
    const server = influx();
    await writeLines({ server, database }, lines(0, 96));
    const studio = await openStudio();
    const { page } = studio;
    studio.forgive(/401|ERR_CONNECTION_REFUSED/);
    await fillConnection(studio, '1.x', { Address: `http://127.0.0.1:${await freePort()}` });
    await saysIt(studio, /did not answer/);
    await fillConnection(studio, '1.x', { Address: server.url });
    await saysIt(studio, /asks for a user name and password/);
    await fillConnection(studio, '1.x', { User: server.user ?? '', Password: 'wrong' });
    await saysIt(studio, /does not know this user and password/);
    await studio.shot('influx1-wrong-password');
    expect(await page.getByLabel('Address').inputValue()).toBe(server.url);
    expect(await page.getByLabel('User', { exact: true }).inputValue()).toBe(server.user);
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('wrong');
    await fillConnection(studio, '1.x', { Password: server.password ?? '' });
    await choose(studio, database, 'cpu', 'usage_user');
    await page.getByText('Points', { exact: true }).waitFor();
    expect(page.url()).not.toContain(encodeURIComponent(server.password ?? ''));

    await server.stop();
    await readIt(studio);
    await saysIt(studio, /did not answer/);
    await page.getByLabel('InfluxQL', { exact: true }).waitFor();
    await studio.shot('influx1-gone');
    expectQuiet(studio);
  });
});
