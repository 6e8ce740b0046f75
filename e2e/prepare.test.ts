/** A person whose data are bad: what is wrong is said before anything is trained, and mended by steps that can be undone. */
import { describe, expect, it } from 'vitest';
import { needs, openStudio } from './harness';
import { chooseModel, energyWalk, expectQuiet, giveFile, goTo, press, rowsOf, verdict } from './walk';

needs('chromium');

const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 2, 1);

/** Six weeks by the hour with a gap, a doubled point, two spikes, a still stretch and, at the end, half-hours. */
function badRows(): string {
  const own = (i: number): number => (Math.abs(43_758.5453 * Math.sin(12.9898 * (i + 1))) % 1) * 2;
  const level = (i: number): number => 50 + 12 * Math.sin((2 * Math.PI * i) / 24) + own(i);
  const lines = ['time,load,other'];
  const put = (i: number, value: number): void => {
    lines.push(`${new Date(FROM + i * HOUR).toISOString()},${value.toFixed(3)},${(100 - value).toFixed(3)}`);
  };
  for (let i = 0; i < 42 * 24; i++) {
    if (i >= 300 && i < 330) continue;
    put(i, i === 200 || i === 801 ? 400 + i / 10 : i >= 600 && i < 640 ? 47.3 : level(i));
    if (i === 50) put(i, level(i) + 1);
    if (i >= 900) put(i + 0.5, level(i + 0.5));
  }
  return `${lines.join('\n')}\n`;
}

describe('a person with bad data', () => {
  it('is told before training what is wrong, mends it by steps, and takes them back', async () => {
    const studio = await openStudio();
    const { page } = studio;
    await giveFile(studio, 'bad.csv', Buffer.from(badRows()));
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await goTo(studio, 'Explore');
    const quality = page.getByRole('region', { name: 'Data quality' });
    for (const found of [
      /^One gap, /,
      '2 outliers',
      'The interval changes',
      'It stands still once',
      /^1 point at the time/,
    ])
      await quality.getByText(found).first().waitFor();
    await quality.getByText('It is filled by season').waitFor();
    await quality.getByText('From 1 h to 30 min on 7 Apr 2026, 12:00.').waitFor();
    await studio.shot('prepare-quality');

    // The offer to leave the outliers out becomes a step that is said, and what it mends is no longer found.
    await quality.getByRole('button', { name: 'Leave them out' }).click();
    await quality.getByText('2 outliers').waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'What will be done' }).getByText('prepared in').waitFor();
    await goTo(studio, 'Prepare');
    const steps = page.getByRole('list', { name: 'Steps by hand' });
    await steps.getByText('2 values left out', { exact: false }).first().waitFor();

    const add = async (title: string): Promise<void> => {
      await page.getByRole('button', { name: 'Add a step' }).click();
      await page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
    };
    await add('Resample');
    await add('Fill gaps');
    await steps.getByText('missing 64 → 0').waitFor();
    await page.getByRole('img', { name: /^Before and after/ }).waitFor();
    await studio.shot('prepare-steps');
    const prepared = async (): Promise<readonly number[]> => {
      const rows = (await rowsOf(studio, 'Before and after')).filter(([name]) => name === 'after');
      return rows.map(([, , value]) => (value === '' ? Number.NaN : Number(value)));
    };
    const filled = await prepared();
    expect(filled.length).toBe(42 * 24);
    expect(Math.max(...filled)).toBeLessThan(70);

    // By keyboard: the last step first, then back.
    // The chart's menu gives its focus back first.
    const menu = page.getByRole('button', { name: 'Before and after: save or read' });
    await expect.poll(() => menu.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Step 3: drag it' }).focus();
    await page.keyboard.press('ArrowUp');
    await steps.getByRole('listitem').nth(1).getByText('Gaps').waitFor();
    await steps.getByText('missing 4 → 0').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toMatch(/^Step 2: drag/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await steps.getByText('missing 64 → 0').waitFor();

    // A step left out is passed over; the spikes are back.
    await steps.getByRole('switch', { name: /^Take step 1/ }).click();
    await steps.getByText('Left out.').waitFor();
    await expect.poll(async () => Math.max(...(await prepared()))).toBeGreaterThan(400);
    await steps.getByRole('switch', { name: /^Take step 1/ }).click();

    // Arithmetic that goes wrong says where.
    await add('Arithmetic');
    await steps.getByRole('button', { name: /nothing yet/i }).click();
    const formula = page.getByLabel('Is', { exact: true });
    await formula.fill('(load + other');
    await page.getByRole('alert').getByText('A “)” is missing (at character 14)').waitFor();
    await formula.fill('(load + other) / 2');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await steps.getByText('2 → 3 series', { exact: false }).waitFor();

    // The forecast is of the prepared series, and the recipe travels with it: a reload brings it all back.
    await goTo(studio, 'Forecast');
    await page.getByRole('region', { name: 'Before training' }).waitFor();
    await chooseModel(studio, 'Seasonal naive');
    await press(studio, 'Forecast');
    await verdict(studio);
    await studio.shot('prepare-forecast');
    expectQuiet(studio);
  });

  it('opens steps by link, and a kept model of prepared data without taking them twice', async () => {
    const steps = [{ id: 'difference', params: { lag: 24 } }];
    const studio = await openStudio({
      path: energyWalk('forecast', { steps, model: { id: 'seasonal-naive', params: {} } }),
    });
    const { page } = studio;
    await page.getByRole('region', { name: 'What will be done' }).getByText('prepared in').waitFor();
    await press(studio, 'Forecast');
    await verdict(studio);
    const [, ...made] = await rowsOf(studio, 'Forecast');
    await studio.reopen();
    await goTo(studio, 'Library');
    await page
      .context()
      .pages()
      .at(-1)
      ?.getByRole('button', { name: /demand/ })
      .first()
      .click();
    await verdict(studio);
    const [, ...again] = await rowsOf(studio, 'Forecast');
    expect(again).toEqual(made);
    await goTo(studio, 'Prepare');
    await studio.page.getByText('This series came with a kept model, as these steps made it.').waitFor();
    expectQuiet(studio);
  });
});
