/** A person with a file: it is looked into, read as it is written, and forecast; what cannot be read is counted and shown. */
import { describe, expect, it } from 'vitest';
import { needs, openStudio } from './harness';
import { chooseModel, expectQuiet, giveFile, goTo, press, rowsOf, saysIt, verdict } from './walk';

needs('chromium');

const FROM = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const HOURS = 3 * 7 * 24;

/** A daily season with a little of its own in every hour. */
const load = (hour: number): number => {
  const own = Math.abs(43_758.5453 * Math.sin(12.9898 * (hour + 1))) % 1;
  return Number((40 + 12 * Math.sin((2 * Math.PI * hour) / 24) + 2 * own).toFixed(3));
};
const hours = Array.from({ length: HOURS }, (_, hour) => hour);
const two = (n: number): string => String(n).padStart(2, '0');
const dayFirst = (ms: number): string => {
  const at = new Date(ms);
  return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()} ${two(at.getUTCHours())}:00`;
};

describe('a person with a file', () => {
  it('reads what a spreadsheet of Vienna wrote, and forecasts it', async () => {
    const lines = [
      'Zeit;Verbrauch Österreich;Werk',
      ...hours.map((hour) => `${dayFirst(FROM + hour * HOUR)};${String(load(hour)).replace('.', ',')};Süd`),
    ];
    lines.splice(100, 0, '31/31/2026 00:00;1,5;Süd', 'a line that is no row', '05/01/2026 03:00;"1,5;Süd');
    const studio = await openStudio();
    const { page } = studio;
    await giveFile(studio, 'verbrauch.csv', Buffer.from(lines.join('\r\n'), 'latin1'));

    await page.getByRole('heading', { name: 'verbrauch.csv' }).waitFor();
    await page.getByText('504 rows of 3 columns, parted by semicolons, in WINDOWS-1252').waitFor();
    const rows = page.getByRole('region', { name: 'First rows of the file' });
    for (const role of ['time, day first', 'numbers, decimal comma', 'words, to group by'])
      await rows.getByText(role).waitFor();
    await rows.getByText('Verbrauch Österreich').waitFor();
    await page.getByRole('heading', { name: '3 rows left out' }).waitFor();
    const bad = page.getByRole('table', { name: 'Lines that could not be read' });
    await bad.getByText('“31/31/2026 00:00” is not a time').waitFor();
    await bad.getByText('1 cell where 3 are expected').waitFor();
    await bad.getByText('a quote is opened and not closed').waitFor();
    expect(await bad.getByRole('row').nth(1).innerText()).toMatch(/^line 101\b/);
    await studio.shot('csv-preview');

    const zone = page.getByRole('combobox', { name: 'Time zone' });
    await zone.fill('Europe/Nowhere');
    await saysIt(studio, 'Nobody knows a time zone “Europe/Nowhere”.');
    expect(await page.getByRole('button', { name: 'Read', exact: true }).isDisabled()).toBe(true);
    await zone.fill('Europe/Vienna');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByText('504 points').waitFor();
    await page.getByRole('heading', { name: 'Mended or left out' }).waitFor();
    await page.getByText(/3 rows were skipped/).waitFor();
    await studio.shot('csv-read');

    await goTo(studio, 'Explore');
    await page.getByText('Repeats every 24 h', { exact: true }).waitFor();
    const [, [first = '', value = ''] = []] = await rowsOf(studio, 'Series');
    expect([Date.parse(first), Number(value)]).toEqual([FROM - HOUR, load(0)]);
    await goTo(studio, 'Forecast');
    await chooseModel(studio, 'Seasonal naive');
    await press(studio, 'Forecast');
    await verdict(studio);
    const [, ...forecast] = await rowsOf(studio, 'Forecast');
    expect(forecast).toHaveLength(48);
    forecast.forEach(([time = '', point], ahead) => {
      expect(Date.parse(time)).toBe(FROM + (HOURS - 1 + ahead) * HOUR);
      expect(Number(point)).toBeCloseTo(load(HOURS - 24 + (ahead % 24)), 9);
    });
    expectQuiet(studio);
  });

  it('reads times as they are written: ISO with an offset and a BOM, seconds and milliseconds', async () => {
    const studio = await openStudio();
    const { page } = studio;
    const written: readonly (readonly [string, (ms: number) => string, string])[] = [
      ['iso.csv', (ms) => `${new Date(ms + 2 * HOUR).toISOString().slice(0, 19)}+02:00`, 'time, ISO 8601'],
      ['seconds.csv', (ms) => String(ms / 1000), 'time, seconds since 1970'],
      ['milliseconds.tsv', String, 'time, milliseconds since 1970'],
    ];
    for (const [name, stamp, role] of written) {
      const comma = name.endsWith('csv') ? ',' : '\t';
      const text = ['time', ...hours.map((hour) => stamp(FROM + hour * HOUR))]
        .map((cell, i) => [cell, i === 0 ? 'load' : load(i - 1)].join(comma))
        .join('\n');
      await giveFile(studio, name, Buffer.from(`\uFEFF${text}\n`, 'utf8'));
      await page.getByRole('heading', { name }).waitFor();
      await page.getByText(role).waitFor();
      await page.getByRole('button', { name: 'Read', exact: true }).click();
      await page.getByText('504 points').waitFor();
      const [columns, [first = '', value = ''] = []] = await rowsOf(studio, 'load');
      expect(columns?.[0]).toBe('time');
      expect([Date.parse(first), Number(value)]).toEqual([FROM, load(0)]);
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await page.getByRole('button', { name: 'Demo data' }).first().waitFor();
    }
    expectQuiet(studio);
  });

  it('is told what a file that holds nothing to read lacks', async () => {
    const studio = await openStudio();
    const { page } = studio;
    await giveFile(studio, 'empty.csv', Buffer.from(''));
    await saysIt(studio, 'The file holds no rows.');
    await studio.shot('csv-empty');
    await giveFile(studio, 'words.csv', Buffer.from('name,colour\nanna,blue\nben,green\n'));
    await page.getByRole('heading', { name: 'words.csv' }).waitFor();
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page
      .getByText(/No column of this file holds numbers/)
      .first()
      .waitFor();
    await studio.shot('csv-words');
    expectQuiet(studio);
  });
});
