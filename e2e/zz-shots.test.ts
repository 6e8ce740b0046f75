import { describe, it } from 'vitest';
import { emptyQuery } from '../src/frame/query';
import { racks } from '../src/sources/demo/racks';
import { timesOf } from '../src/sources/demo/set';
import { openStudio, useInflux2, writeLines, needs } from './harness';
import { demoEnd, energyQuery, energyWalk, fillConnection, goTo, press, walkLink } from './walk';
import type { Studio } from './studio';
const OUT = '/tmp/h/maintC/shots';
async function four(studio: Studio, name: string, quick = false) {
  for (const [scheme, width] of (quick ? [['light', 1440], ['dark', 390]] : [['light', 1440], ['dark', 1440], ['light', 390], ['dark', 390]]) as ['light' | 'dark', number][]) {
    await studio.page.emulateMedia({ colorScheme: scheme });
    await studio.page.setViewportSize({ width, height: width === 390 ? 2000 : 1300 });
    await studio.page.waitForTimeout(quick ? 250 : 450);
    await studio.page.screenshot({ path: `${OUT}/${name}-${scheme}-${width}.png`, animations: 'disabled' });
  }
  await studio.page.setViewportSize({ width: 1440, height: 1300 });
}
const what = process.env.WHAT ?? 'backtest,short,search,fleet';
const tiny = { units: 4, dense: 4, epochs: 200, patience: 200, windows: 256, batch: 32, lookback: 24, backend: 'wasm' };
describe('shots', () => {
  needs('chromium');
  it.skipIf(!what.includes('backtest'))('backtest', async () => {
    const studio = await openStudio({ path: energyWalk('backtest') });
    const { page } = studio;
    await page.getByText('Nothing was tried yet.').waitFor();
    await four(studio, 'bt-1-before');
    await press(studio, 'Backtest');
    await page.getByRole('table', { name: /Forecasters by their error/ }).getByText('Seasonal naive').waitFor();
    await four(studio, 'bt-2-running', true);
    await page.getByText(/closest first, over 8 origins/).waitFor({ timeout: 120_000 });
    await four(studio, 'bt-3-done');
  }, 200_000);
  it.skipIf(!what.includes('short'))('short', async () => {
    const studio = await openStudio({ path: energyWalk('backtest', { horizon: 4, query: { ...energyQuery, range: { start: demoEnd - 40 * 3600000, stop: demoEnd } } }) });
    const { page } = studio;
    await press(studio, 'Backtest');
    await page.getByText(/closest first, over/).waitFor({ timeout: 120_000 });
    await four(studio, 'bt-4-failed-member');
  }, 200_000);
  it.skipIf(!what.includes('search'))('search', async () => {
    const studio = await openStudio({ path: energyWalk('backtest', { model: { id: 'composite-lstm', params: tiny } }) });
    const { page } = studio;
    await page.getByLabel('Budget', { exact: true }).fill('4');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByText(/Best of [12] setting/).waitFor({ timeout: 60_000 });
    await four(studio, 'se-1-running', true);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^Paused\. Best of/).waitFor();
    await four(studio, 'se-2-paused');
  }, 200_000);
});
describe('fleet', () => {
  const influx = useInflux2();
  it.skipIf(!what.includes('fleet'))('fleet', async () => {
    const server = influx();
    const times = timesOf(racks);
    const kept = [...times.keys()].filter((i) => i % 2 === 0);
    const lines = (racks.measurements[0]?.series ?? []).slice(0, 40).map((tags, s) => {
      const values = racks.values('disk', 'used_percent', tags, 7);
      return (s === 3 || s === 9 ? kept.slice(-20) : kept).map((i) => `disk,host=${tags.host},path=/data,rack=${tags.rack} used_percent=${values[i]} ${times[i]}`).join('\n');
    }).join('\n');
    await writeLines({ server }, lines);
    const studio = await openStudio({ path: walkLink('fleet', { source: { id: 'influxdb-2', params: { url: server.url, org: server.org } }, query: { ...emptyQuery, database: server.bucket, measurement: 'disk', fields: ['used_percent'], groupBy: ['host'], everyMs: 2 * 3_600_000, range: { start: racks.start, stop: racks.stop } }, model: { id: 'instant', params: {} }, horizon: 24 }) });
    const { page } = studio;
    await page.getByRole('form', { name: 'Connect to InfluxDB' }).waitFor();
    await fillConnection(studio, '2.x', { Token: server.token });
    await page.getByRole('button', { name: 'Forecast all 40' }).click();
    await page.getByLabel('Look ahead').waitFor();
    await four(studio, 'fl-1-empty');
    await page.getByLabel('Look ahead').fill('60');
    await press(studio, 'Forecast all');
    await page.getByText(/\d+ of 40 so far/).waitFor();
    await page.waitForTimeout(300);
    await four(studio, 'fl-2-running', true);
    await page.getByRole('progressbar', { name: 'Series finished' }).waitFor({ state: 'detached', timeout: 60_000 });
    await four(studio, 'fl-3-done');
    await page.getByRole('radio', { name: 'Multiples' }).check();
    await four(studio, 'fl-4-multiples', true);
    await page.getByRole('radio', { name: 'Table' }).check();
    await page.getByRole('button', { name: 'Write all to InfluxDB' }).click();
    await four(studio, 'fl-5-write');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByLabel('Points to write, as line protocol').waitFor();
    await four(studio, 'fl-6-preview');
  }, 200_000);
});
