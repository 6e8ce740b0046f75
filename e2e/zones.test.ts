/** A person whose day is Vienna's: days, axes, tables and a forecast over the end of summer time go by its clock. */
import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../src/frame/query';
import { wallClock } from '../src/math/zone';
import { needs, openStudio } from './harness';
import { drawingOf, expectQuiet, goTo, press, readIt, rowsOf, verdict, walkLink } from './walk';

needs('chromium');

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { toWall, at } = wallClock('Europe/Vienna');
/** The midnight before clocks go back. */
const UNTIL = Date.UTC(2025, 9, 25, 22);

const climate = {
  ...emptyQuery,
  database: 'sensors',
  measurement: 'climate',
  fields: ['temperature'],
  everyMs: HOUR,
  range: { start: UNTIL - 42 * DAY, stop: UNTIL },
};

describe('a person in Vienna', () => {
  it('sees days and hours by the clock there, and a forecast of a day of 25 hours', async () => {
    const walk = { query: climate, model: { id: 'seasonal-naive', params: {} }, periods: [24], horizon: 48 };
    const studio = await openStudio({ path: walkLink('data', walk), timezone: 'America/New_York' });
    const { page } = studio;
    await page.getByText('1,008 points').first().waitFor();

    await page.getByRole('button', { name: 'Time zone: UTC' }).click();
    const picker = page.getByRole('dialog', { name: 'Time zone' });
    await picker.getByRole('option').nth(1).getByText('this computer').waitFor();
    await page.keyboard.type('vienna');
    await page.keyboard.press('Enter');
    const [from, to] = [page.getByLabel('From, Europe/Vienna'), page.getByLabel('To, Europe/Vienna')];
    await from.waitFor();
    expect([await from.inputValue(), await to.inputValue()]).toEqual(['2025-09-14 00:00', '2025-10-26 00:00']);
    await to.fill('2025-10-26 02:30');
    await page.getByText('Clocks showed this twice; the first is taken, UTC+2.').waitFor();
    await to.fill('2026-03-29 02:30');
    await page.getByText('Clocks in Europe/Vienna skipped this time: they went on at 03:00.').waitFor();
    await to.fill('2025-10-26 00:00');
    await studio.shot('zones-range');
    const [, ...hours] = await rowsOf(studio, 'temperature');
    const known = new Map(hours.map(([time = '', value]) => [Date.parse(time), Number(value)]));
    expect(known.size).toBe(1008);

    await goTo(studio, 'Forecast');
    await press(studio, 'Forecast');
    await verdict(studio);
    const [, ...forecast] = await rowsOf(studio, 'Forecast');
    const ahead = forecast.map(([time = '', value]) => [Date.parse(time), Number(value)] as const);
    const sunday = ahead.map(([time]) => time).filter((time) => toWall(time) < toWall(UNTIL) + DAY);
    expect(sunday).toEqual(Array.from({ length: 25 }, (_, i) => UNTIL + i * HOUR));
    // The same hour of the last day known, by the clock.
    const dayBefore = (time: number): number => at(toWall(UNTIL) - DAY + (toWall(time) % DAY));
    for (const [time, value] of ahead) expect(value).toBeCloseTo(known.get(dayBefore(time)) ?? Number.NaN, 6);
    // Midnights there, two days apart: over the change that is an hour more.
    const drawn = await drawingOf(studio, 'Forecast');
    const ticks = [...drawn.matchAll(/translate\(([\d.]+) [\d.]+\)"[^>]*>\d+ Oct</g)].map(([, x]) => Number(x));
    const gaps = ticks.slice(1).map((x, i) => x - (ticks[i] as number));
    expect((gaps.at(-1) ?? 0) / (gaps[0] ?? 1)).toBeCloseTo(49 / 48, 2);

    await page.getByRole('button', { name: 'Forecast: save or read' }).click();
    await page.getByRole('menuitem', { name: 'Show as table' }).click();
    const table = page.getByRole('table', { name: 'Forecast' });
    await table.getByRole('columnheader', { name: 'time, Europe/Vienna' }).waitFor();
    for (const cell of ['2025-10-26 02:00 UTC+2', '2025-10-26 02:00 UTC+1', '2025-10-26 03:00'])
      await table.getByRole('cell', { name: cell, exact: true }).waitFor();
    await studio.shot('zones-table');
    await page.keyboard.press('Escape');

    await goTo(studio, 'Data');
    await page.getByLabel('Every').selectOption(String(DAY));
    await readIt(studio);
    await page.getByText('42 points').first().waitFor();
    const [, ...days] = await rowsOf(studio, 'temperature');
    expect(days.map(([time = '']) => toWall(Date.parse(time)) % DAY)).toEqual(new Array(42).fill(0));
    await studio.shot('zones-days');

    const again = await studio.reopen(walkLink('data', { query: { ...climate, zone: 'Asia/Kolkata' } }));
    await again.getByRole('button', { name: 'Time zone: Asia/Kolkata' }).waitFor();
    await again.getByRole('button', { name: 'Close', exact: true }).click();
    await again.getByRole('button', { name: 'explore city sensors' }).click();
    await goTo(studio, 'Data');
    await again.getByRole('button', { name: 'Time zone: Europe/Vienna' }).waitFor();
    expectQuiet(studio);
  }, 60_000);
});
