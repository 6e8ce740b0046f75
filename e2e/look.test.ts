/** How it looks and how it is reached: three sizes, light and dark, nothing cut off, axe content, all by keyboard. */
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { needs, openStudio, type Studio } from './harness';
import { energyQuery, energyWalk, expectQuiet, goTo, press, verdict } from './walk';

needs('chromium');

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;

/** What is wrong with the page as it stands: wider than the window, or found by axe to shut people out. */
async function faults({ page }: Studio, where: string): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations } = await axe.run();
    return {
      wider: scrollWidth - clientWidth,
      violations: violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary ?? ''}`),
        ),
    };
  });
  return [
    ...(found.wider > 0 ? [`${where}: ${found.wider} px wider than the window`] : []),
    ...found.violations.map((words) => `${where}: ${words}`),
  ];
}

/** Looks at the page in every size, with a screenshot of each. */
async function lookAt(studio: Studio, name: string): Promise<string[]> {
  const all: string[] = [];
  await studio.page.emulateMedia({ reducedMotion: 'reduce' });
  for (const size of sizes) {
    await studio.page.setViewportSize(size);
    await studio.until(() => document.querySelector('[role=img][aria-busy=true]') === null, null);
    const where = `look-${name}-${size.width}`;
    await studio.shot(where);
    all.push(...(await faults(studio, where)));
  }
  await studio.page.setViewportSize(sizes[0]);
  return all;
}

describe('the look', () => {
  it.each(['light', 'dark'] as const)('is whole and open to all in every room and size: %s', async (colorScheme) => {
    const studio = await openStudio({ colorScheme });
    await studio.context.addInitScript({ path: axePath });
    await studio.reopen();
    expect((await faults(studio, 'nothing is wrong')).join()).toBe('');
    await studio.page.evaluate(() => document.body.append(document.createElement('img')));
    expect((await faults(studio, 'a picture without words')).join()).toContain('image-alt');
    await studio.reopen();

    const found: string[] = [];
    const look = async (room: string) => found.push(...(await lookAt(studio, `${colorScheme}-${room}`)));

    await studio.page.getByRole('button', { name: 'Demo data' }).first().waitFor();
    await look('first-visit');
    await studio.page.getByRole('button', { name: 'InfluxDB' }).first().click();
    await studio.page.getByRole('form', { name: 'Connect to InfluxDB' }).waitFor();
    await look('connect');

    const query = { ...energyQuery, filters: [], groupBy: ['region'] };
    const page = await studio.reopen(energyWalk('data', { query, model: { id: 'seasonal-naive', params: {} } }));
    await page.getByRole('treeitem').first().waitFor();
    await page
      .getByText(/^Repeats every/)
      .first()
      .waitFor();
    await look('data');
    await goTo(studio, 'Prepare');
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.getByRole('button', { name: /^Smooth/ }).click();
    await page.getByRole('img', { name: /^Before and after/ }).waitFor();
    await look('prepare');
    await goTo(studio, 'Explore');
    await page.getByRole('img', { name: /^How it repeats/ }).waitFor();
    await look('explore');
    await goTo(studio, 'Decompose');
    await page.getByRole('img', { name: /^What it is made of/ }).waitFor();
    await look('decompose');
    await goTo(studio, 'Forecast');
    await press(studio, 'Forecast');
    await verdict(studio);
    await look('forecast');
    await goTo(studio, 'Anomalies');
    await page.getByRole('img', { name: /^Anomalies/ }).waitFor();
    await look('anomalies');
    await goTo(studio, 'Compare');
    await press(studio, 'Group');
    await page.getByRole('img', { name: /^Groups/ }).waitFor();
    await look('compare');
    await goTo(studio, 'Library');
    await page.getByRole('table', { name: 'Models kept in this browser' }).waitFor();
    await look('library');
    expect(found).toEqual([]);
    expectQuiet(studio);
  });

  it('is reached by keyboard alone', async () => {
    const studio = await openStudio({ path: energyWalk('forecast') });
    const { page } = studio;
    const sentence = page.getByRole('region', { name: 'What will be done' });
    const phrase = sentence.getByRole('button', { name: /^LSTM of/ });
    await phrase.waitFor();
    const isFocused = () => phrase.evaluate((element) => element === document.activeElement);
    for (let tabs = 0; tabs < 40 && !(await isFocused()); tabs += 1) await page.keyboard.press('Tab');
    expect(await isFocused()).toBe(true);
    await page.keyboard.press('Enter');
    const controls = page.getByRole('dialog', { name: /^Change “LSTM of/ });
    await controls.getByRole('spinbutton', { name: 'Units', exact: true }).waitFor();
    await studio.shot('look-phrase-open');
    expect(await controls.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    await page.keyboard.press('Escape');
    await controls.waitFor({ state: 'detached' });
    await expect.poll(isFocused).toBe(true);

    await page.keyboard.press('Control+k');
    const search = page.getByRole('combobox', { name: 'Search or run' });
    await search.fill('library');
    await studio.shot('look-palette');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Models', exact: true }).waitFor();
    await page.keyboard.press('Control+k');
    await search.waitFor();
    await page.keyboard.press('Escape');
    await search.waitFor({ state: 'detached' });

    // A chart is read point by point.
    await goTo(studio, 'Explore');
    const chart = page.getByRole('img', { name: /^Series/ });
    await chart.focus();
    await page.keyboard.press('End');
    await page
      .getByText(/, demand \d/)
      .first()
      .waitFor({ state: 'attached' });
    expectQuiet(studio);
  });
});
