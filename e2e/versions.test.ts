/** A person who comes back: newer data, versions of a model, old forecasts beside what happened, bad periods left out. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { needs, openStudio } from './harness';
import { demoEnd, energyQuery, energyWalk, expectQuiet, goTo, press, rowsOf, verdict } from './walk';

needs('chromium');

const day = 86_400_000;
const until = (stop: number) => ({ ...energyQuery, range: { ...energyQuery.range, stop } });

/** Drags over a chart from one share of its width to another. */
async function drag(page: Page, chart: RegExp, from: number, to: number): Promise<void> {
  const box = await page.getByRole('img', { name: chart }).boundingBox();
  if (box === null) throw new Error('the chart is not there');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + ((from + to) / 2) * box.width, y);
  await page.mouse.move(box.x + to * box.width, y);
  await page.mouse.up();
}

describe('a person whose data have grown', () => {
  it('retrains on what is new, keeps it as a version, goes back, and sees the old forecast over what happened', async () => {
    const studio = await openStudio({ path: energyWalk('forecast', { query: until(demoEnd - 10 * day) }) });
    const { page } = studio;
    await press(studio, 'Train');
    await verdict(studio);
    const [, ...first] = await rowsOf(studio, 'Forecast');
    expect(first).toHaveLength(24);

    await goTo(studio, 'Library');
    const act = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: /^Actions for demand/ }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await act('Retrain on newer data');
    await page.getByText(/is better: off by|equally far off/).waitFor({ timeout: 60_000 });
    await page.getByText(/what it had not learned from yet, and nothing else/).waitFor();
    await studio.shot('versions-retrained');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('Kept as version 2', { exact: false }).first().waitFor();

    // The kept model is on screen: its history is longer, and what version 1 forecast has happened since.
    await page.getByRole('radio', { name: 'Then and now' }).check();
    await page.getByText(/Off by .+ on average over 24 points; \d+.% of them lay inside the 95.% band/).waitFor();
    await studio.shot('then-and-now');
    const [, ...then] = await rowsOf(studio, 'Then and now');
    expect(then.map(([, time, forecast]) => [time, forecast])).toEqual(first.map((row) => [row[0], row[1]]));
    expect(then.every((row) => Number.isFinite(Number.parseFloat(row[5] ?? '')))).toBe(true);

    await goTo(studio, 'Library');
    await act('Versions');
    const dialog = page.getByRole('dialog', { name: 'Versions' });
    await dialog.getByText('Went on from version 1', { exact: false }).waitFor();
    await dialog.getByText('Trained on', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Compare on the same points' }).click();
    await dialog
      .getByText(/Judged on the same points, .+: versions? (\d+|[\d, ]+ and \d+) (is the closest|are equally close)/)
      .waitFor({ timeout: 30_000 });
    await studio.shot('versions');
    await dialog.getByRole('button', { name: 'Actions for version 1' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await dialog.getByText('Version 1 is deleted.').waitFor();
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await dialog.getByRole('button', { name: 'Actions for version 1' }).click();
    await page.getByRole('menuitem', { name: 'Go back to this version' }).click();
    await page.getByText('is version 1 again', { exact: false }).first().waitFor({ timeout: 30_000 });
    await page.getByText('the same forecast as before, to the bit', { exact: false }).waitFor({ timeout: 30_000 });
    const [, ...back] = await rowsOf(studio, 'Forecast');
    expect(back).toEqual(first);
    expectQuiet(studio);
  });

  it('leaves a bad period out by dragging, and takes it back', async () => {
    const studio = await openStudio({ path: energyWalk('explore') });
    const { page } = studio;
    const chart = /^Series\. /;
    await page.getByRole('img', { name: chart }).waitFor();
    await page.getByText('Repeats every 24 h and 7 d', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Exclude a period' }).click();
    await drag(page, chart, 0.4, 0.5);
    await page.getByText(/^Left out: \d+/).waitFor();
    await page
      .getByRole('img', { name: /values are missing\./ })
      .first()
      .waitFor();
    await studio.shot('exclude-by-dragging');
    const [, ...rows] = await rowsOf(studio, 'Series');
    const missing = rows.filter(([, value]) => value === '').length;
    expect(missing).toBeGreaterThan(50);
    expect(missing).toBeLessThan(250);

    await goTo(studio, 'Prepare');
    await page
      .getByRole('list', { name: 'Steps by hand' })
      .getByText(`${missing} values left out`, { exact: false })
      .waitFor();
    await page.getByRole('button', { name: 'Exclude a period' }).click();
    await drag(page, /^Before and after\. /, 0.7, 0.75);
    await page.getByText(/^Left out: .+; /).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/^Left out: /).waitFor({ state: 'detached' });
    expectQuiet(studio);
  });
});
