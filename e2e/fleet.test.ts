/** A hundred disks on a real InfluxDB 2.7: forecast as one job in a tab that dies, gone on with, ranked, written back. */
import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../src/frame/query';
import { racks } from '../src/sources/demo/racks';
import { timesOf } from '../src/sources/demo/set';
import { DAY, disks, END, reaches } from '../src/sources/demo/truth';
import { openStudio, useInflux2, writeLines } from './harness';
import type { Influx2 } from './servers/influx2';
import type { Studio } from './studio';
import { expectQuiet, fillConnection, goTo, press, rowsOf, walkLink } from './walk';

const HOURS = 2;
const HORIZON = 24;

/** The demo data's racks as line protocol, a point every two hours. */
function lines(): string {
  const times = timesOf(racks);
  const kept = [...times.keys()].filter((i) => i % HOURS === 0);
  return (racks.measurements[0]?.series ?? [])
    .map((tags) => {
      const values = racks.values('disk', 'used_percent', tags, 7);
      const head = `disk,host=${tags.host},path=/data,rack=${tags.rack} used_percent=`;
      return kept.map((i) => `${head}${values[i]} ${times[i]}`).join('\n');
    })
    .join('\n');
}

const login = ({ url, org, token }: Influx2) => ({ Address: url, Organisation: org, Token: token });

const link = (server: Influx2): string =>
  walkLink('fleet', {
    source: { id: 'influxdb-2', params: { url: server.url, org: server.org } },
    query: {
      ...emptyQuery,
      database: server.bucket,
      measurement: 'disk',
      fields: ['used_percent'],
      groupBy: ['host'],
      everyMs: HOURS * 3_600_000,
      range: { start: racks.start, stop: racks.stop },
    },
    model: { id: 'instant', params: {} },
    horizon: HORIZON,
  });

/** How many points each host has in a measurement. */
async function counted(server: Influx2, measurement: string): Promise<ReadonlyMap<string, number>> {
  const csv = await server.query(
    `from(bucket: "${server.bucket}") |> range(start: 0, stop: 2030-01-01T00:00:00Z)
      |> filter(fn: (r) => r._measurement == "${measurement}" and r._field == "yhat") |> group(columns: ["host"]) |> count()`,
  );
  const [head = [], ...rows] = csv
    .trim()
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','));
  return new Map(rows.map((row) => [row[head.indexOf('host')] ?? '', Number(row[head.indexOf('_value')])]));
}

/** The table as it is saved: the finished series by name, each with its cells by the name of their column. */
async function saved(studio: Studio): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const { bytes } = await studio.download(() => studio.page.getByRole('button', { name: 'Table as CSV' }).click());
  const [head = [], ...rows] = new TextDecoder()
    .decode(bytes)
    .trim()
    .split('\r\n')
    .map((row) => row.split(','));
  return new Map(
    rows.map((row) => [
      row[0]?.replace(/.*host=/, '') ?? '',
      Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])),
    ]),
  );
}

/** How many series are finished, as the rail says. */
async function finished({ page }: Studio): Promise<number> {
  const words = await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('button', { name: 'Fleet' })
    .textContent();
  return Number(/(\d+) of 100/.exec(words ?? '')?.[1] ?? (/100 series/.test(words ?? '') ? 100 : 0));
}

describe('a fleet of a hundred disks', () => {
  const influx = useInflux2();

  it('outlives its tab, tells which is full when, and goes back to the database', async () => {
    const server = influx();
    await writeLines({ server }, lines());
    const studio = await openStudio({ path: link(server) });
    await studio.page.getByRole('form', { name: 'Connect to InfluxDB' }).waitFor();
    await fillConnection(studio, '2.x', { Token: server.token });
    await studio.page.getByText('67,200').first().waitFor();
    await studio.page.getByRole('button', { name: 'Forecast all 100' }).click();
    await studio.page.getByLabel('Threshold').fill('100');
    await studio.page.getByLabel('Look ahead').fill('60');
    await press(studio, 'Forecast all');
    await expect.poll(() => finished(studio), { timeout: 40_000, interval: 50 }).toBeGreaterThan(25);

    // The tab dies in the middle.
    studio.forgive(/crash/i);
    const devtools = await studio.context.newCDPSession(studio.page);
    await Promise.race([devtools.send('Page.crash'), studio.page.waitForEvent('crash')]).catch(() => undefined);
    const { page } = { page: await studio.reopen() };
    await page.getByText(/A forecast of 100 series was left unfinished: \d+ are done/).waitFor();
    await goTo(studio, 'Fleet');
    const goOn = page.getByRole('button', { name: /^Go on \(\d+ of 100 done\)$/ });
    await goOn.waitFor();
    const before = await saved(studio);
    expect(before.size).toBeGreaterThan(25);
    expect(before.size).toBeLessThan(100);
    await goOn.click();
    await expect.poll(() => finished(studio), { timeout: 40_000 }).toBe(100);
    await page.getByRole('progressbar', { name: 'Series finished' }).waitFor({ state: 'detached' });

    // What was finished before is as it was, down to the time it took; no series failed.
    const all = await saved(studio);
    expect(all.size).toBe(100);
    for (const [host, row] of before) expect(all.get(host)).toEqual(row);
    expect([...all.values()].filter(({ failure }) => failure !== '')).toEqual([]);

    // Ranked as they were planted.
    const dated = disks.flatMap((disk) => {
      const truth = ((reaches(disk, 100) ?? Number.POSITIVE_INFINITY) - END) / DAY;
      return truth < 55 ? [{ truth, row: all.get(disk.host) }] : [];
    });
    expect(dated.length).toBeGreaterThan(50);
    const within = dated.filter(({ truth, row }) => {
      const full = END + truth * DAY;
      expect(Math.abs(Number(row?.['days until']) / truth - 1)).toBeLessThan(0.3);
      const [early, late] = [Date.parse(row?.earliest ?? ''), Date.parse(row?.latest ?? '')];
      return early <= full && (Number.isNaN(late) || full <= late);
    });
    expect(within.length / dated.length).toBeGreaterThan(0.85);
    const rows = page.getByRole('table', { name: 'Series of the fleet' }).getByRole('row');
    const ranked = (await rows.allTextContents()).slice(1).map((text) => /node-\d{3}/.exec(text)?.[0]);
    const truths = ranked.map((host) => {
      const disk = disks.find((one) => one.host === host);
      return ((disk && reaches(disk, 100)) ?? Number.POSITIVE_INFINITY) - END;
    });
    const first = truths.slice(0, 20);
    first.forEach((truth, i) => {
      if (i > 0) expect(truth).toBeGreaterThan((first[i - 1] ?? 0) - 2 * DAY);
    });
    expect(Math.max(...first)).toBeLessThan(12 * DAY);
    await studio.shot('fleet-table');
    await page.getByRole('radio', { name: 'Multiples' }).check();
    await page.getByRole('list', { name: 'Series of the fleet' }).getByRole('button').first().waitFor();
    await studio.shot('fleet-multiples');
    await page.getByRole('radio', { name: 'Table' }).check();

    // Down to one of them and back, with nothing trained again.
    await rows.nth(1).getByRole('button').click();
    await page.getByRole('button', { name: 'Back to the fleet' }).waitFor();
    expect(await rowsOf(studio, 'Forecast')).toHaveLength(HORIZON + 1);
    await page.getByRole('button', { name: 'Back to the fleet' }).click();

    // Back to the database, after a look at what it will be.
    await goTo(studio, 'Data');
    await fillConnection(studio, '2.x', login(server));
    await page.getByRole('tree', { name: 'the catalogue' }).waitFor();
    await goTo(studio, 'Fleet');
    await page.getByRole('button', { name: 'Write all to InfluxDB' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByLabel('Points to write, as line protocol').waitFor();
    expect((await counted(server, 'disk_forecast')).size).toBe(0);
    await page.getByRole('button', { name: 'Write 2,400 points' }).click();
    await page.getByText(`Wrote 2,400 points of 100 series to disk_forecast in ${server.bucket}.`).waitFor();
    const written = await counted(server, 'disk_forecast');
    expect(written.size).toBe(100);
    expect([...new Set(written.values())]).toEqual([HORIZON]);

    // Asked once more, nothing is left to write.
    await page.getByRole('button', { name: 'Write all to InfluxDB' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('100 were written there before and are not again').waitFor();
    expectQuiet(studio);
  });
});
