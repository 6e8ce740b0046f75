/** What beats what on one series, and the search for better settings, in a real browser on the demo data. */
import { describe, expect, it } from 'vitest';
import { needs, openStudio } from './harness';
import { energyWalk, expectQuiet, press } from './walk';

needs('chromium');

const tiny = { units: 4, dense: 4, epochs: 200, patience: 200, windows: 256, batch: 32, lookback: 24, backend: 'wasm' };

describe('the backtest', () => {
  it('ranks every forecaster on the demo data, and the best goes to Forecast', async () => {
    const studio = await openStudio({ path: energyWalk('backtest') });
    const { page } = studio;
    await page.getByText('Nothing was tried yet.').waitFor();
    await page.getByRole('radio', { name: '4', exact: true }).check();
    await press(studio, 'Backtest');
    const table = page.getByRole('table', { name: /Forecasters by their error/ });
    await table.getByText('Seasonal naive').waitFor();
    await page.getByText(/closest first, over 4 origins/).waitFor({ timeout: 120_000 });
    const rows = await table.locator('tbody tr').allInnerTexts();
    expect(rows.length).toBeGreaterThan(9);
    expect(rows.findIndex((row) => row.includes('Seasonal naive'))).toBeGreaterThan(0);
    expect(rows[0]).toMatch(/× closer/);
    await page.getByText('Why automatic choice chose').waitFor();
    await page.getByText('Raw, decomposed or naive').waitFor();
    for (const name of [/^Theta, on parts/, /^Drift/]) await table.getByRole('button', { name }).click();
    await page.getByRole('img', { name: /^Held back.*Theta, on parts.*Drift/s }).waitFor();
    await studio.shot('backtest');
    await table.getByRole('button', { name: /^Use / }).first().click();
    await page.getByRole('main', { name: 'Forecast' }).waitFor();
    await page.getByText('Nothing is forecast yet.').waitFor();
    expectQuiet(studio);
  });

  it('searches, pauses, survives a reload and comes to its end', async () => {
    const studio = await openStudio({
      path: energyWalk('backtest', { model: { id: 'composite-lstm', params: tiny } }),
    });
    const { page } = studio;
    await page.getByLabel('Budget', { exact: true }).fill('4');
    for (const setting of [/^Look back/, /^Units/, /^Decomposition/])
      await page.getByRole('checkbox', { name: setting }).uncheck();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    const table = (on = page) => on.getByRole('table', { name: 'Settings tried' });
    await page.getByText(/Best of [12] setting/).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Pause' }).first().click();
    await page.getByText(/^Paused\. Best of/).waitFor();
    const before = await table().locator('tbody tr').allInnerTexts();
    expect(before).toHaveLength(4);
    await studio.shot('search-paused');
    const again = await studio.reopen(energyWalk('backtest', { model: { id: 'composite-lstm', params: tiny } }));
    await again.getByText(/^Paused\. Best of/).waitFor();
    expect(await table(again).locator('tbody tr').allInnerTexts()).toEqual(before);
    await again.getByRole('button', { name: 'Resume' }).click();
    await again.getByText(/^Best of 4 settings tried/).waitFor({ timeout: 60_000 });
    await again.getByRole('button', { name: 'Resume' }).waitFor({ state: 'detached' });
    await studio.shot('search-done');
    expectQuiet(studio);
  });
});
