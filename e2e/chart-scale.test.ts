/** A person with a file of a million and a half points: all of them are held, drawn without losing a spike, and zoomed. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needs, openStudio } from './harness';
import { temporaryFolder } from './servers/process';
import { expectQuiet } from './walk';

needs('chromium');

const POINTS = 1_500_000;
const SPIKE = 831_450;
const FROM = 1_600_000_200;

/** A daily rhythm, a value a second, one of them far off. */
function csv(): string {
  const lines = ['time,demand'];
  for (let i = 0; i < POINTS; i++) {
    const value = i === SPIKE ? 250 : 100 + 10 * Math.sin((i / 86_400) * 2 * Math.PI) + ((i * 7919) % 101) / 100;
    lines.push(`${FROM + i},${value.toFixed(2)}`);
  }
  return lines.join('\n');
}

describe('a person with a million and a half points', () => {
  it('sees every spike of them, and zooms to it without the page stalling', async () => {
    const studio = await openStudio();
    const { page } = studio;
    await page.evaluate(() => {
      const longest = { ms: 0 };
      Reflect.set(globalThis, 'longestTask', longest);
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
      }).observe({ type: 'longtask' });
    });
    // By its path: a file of this size handed over as bytes would itself stall the page.
    const folder = await temporaryFolder('chart-scale');
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'demand.csv'), csv());
    await page.getByLabel('File to open').setInputFiles(join(folder, 'demand.csv'));
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByLabel('Aggregate').selectOption('none');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    const words = page.getByText(/^1,49\d,\d{3}|^1,500,000/).filter({ hasText: 'drawn as' });
    await expect
      .poll(() => words.innerText(), { timeout: 60_000 })
      .toMatch(/ points, drawn as [12],\d{3}: every spike is kept$/);

    const plot = page.getByRole('img', { name: /^demand\./ });
    expect(await plot.getAttribute('aria-label')).toMatch(/between 90(\.\d+)? and 250\./);

    // The points drawn, as whoever cannot see the picture has them: bounded, and with the spike.
    const rows = await tableOf(studio);
    expect(rows.length).toBeGreaterThan(1000);
    expect(rows.length).toBeLessThan(4000);
    const spike = rows.find(([, value]) => Number(value) === 250);
    expect(spike?.[0]).toBe(new Date(1000 * (FROM + SPIKE)).toISOString().replace('.000Z', 'Z'));

    const box = await plot.boundingBox();
    if (box === null) throw new Error('the chart is not on screen');
    const [left, right] = [56, 16];
    const x = box.x + left + (box.width - left - right) * (SPIKE / POINTS);
    const drag = async (half: number): Promise<void> => {
      const middle = half === 20 ? x : box.x + left + (box.width - left - right) / 2;
      await page.mouse.move(middle - half, box.y + 100);
      await page.mouse.down();
      await page.mouse.move(middle + half, box.y + 100, { steps: 5 });
      await page.mouse.up();
    };
    await drag(20);
    await page.getByText(/^[\d,]+ of 1,[45]\d\d,\d{3} points in sight, drawn as [12],\d{3}: every spike/).waitFor();
    expect((await tableOf(studio)).some(([, value]) => Number(value) === 250)).toBe(true);
    await studio.shot('chart-scale');

    // The spike stands in the middle now: further in, until every point is drawn.
    for (let times = 0; times < 4; times++) {
      await drag(21);
      await page.waitForTimeout(400);
      if (await page.getByText(/in sight, every one drawn$/).isVisible()) break;
    }
    await page.getByText(/in sight, every one drawn$/).waitFor();
    await page.getByRole('button', { name: 'Reset zoom' }).click();
    await page.getByText(/^1,[45]\d\d,\d{3} points, drawn as/).waitFor();

    // Generous, for a busy machine: it holds against what a page of all points would do, some seconds.
    const longest = await page.evaluate(() => (Reflect.get(globalThis, 'longestTask') as { ms: number }).ms);
    expect(longest).toBeLessThan(2500);
    expectQuiet(studio);
  }, 120_000);
});

/** What the chart's menu saves: a row a point. */
async function tableOf(studio: Awaited<ReturnType<typeof openStudio>>): Promise<readonly (readonly string[])[]> {
  const { page } = studio;
  const { bytes } = await studio.download(async () => {
    await page.getByRole('button', { name: 'demand: save or read' }).click();
    await page.getByRole('menuitem', { name: 'Save the points drawn as CSV' }).click();
  });
  const [, ...lines] = new TextDecoder().decode(bytes).trim().split('\r\n');
  return lines.map((line) => line.split(','));
}
