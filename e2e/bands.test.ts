/** The band of a forecast: any coverage, drawn at once, beside what it held. */
import { describe, expect, it } from 'vitest';
import { needs, openStudio } from './harness';
import { energyWalk, expectQuiet, press, rowsOf, verdict } from './walk';

needs('chromium');

describe('the band of a forecast', () => {
  it('changes with the coverage chosen, without training again, and says what it held', async () => {
    const studio = await openStudio({
      path: energyWalk('forecast', { model: { id: 'instant', params: {} } }),
      colorScheme: 'light',
    });
    const { page } = studio;
    await press(studio, 'Forecast');
    await verdict(studio);
    const sentence = page.getByRole('region', { name: 'What will be done' });
    const held = (claimed: string) =>
      page.getByText(new RegExp(`^The ${claimed}\\s% band held \\d+\\s% of \\d+ held-back values`));
    const columns = async (): Promise<readonly string[]> => ((await rowsOf(studio, 'Forecast'))[0] ?? []).map(String);
    await held('95').waitFor();
    expect(await columns()).toContain('2.5 % quantile');
    await studio.shot('band-95');
    await sentence.getByRole('button', { name: '95 %' }).click();
    await page.getByRole('radio', { name: '80 %' }).click();
    await held('80').waitFor();
    await page.getByLabel('Or any share').fill('99.5');
    await held('99.5').waitFor();
    await studio.shot('band-menu');
    await page.keyboard.press('Escape');
    expect(await columns()).toContain('0.3 % quantile');
    expect(await page.getByText('This forecast was made by an earlier recipe').count()).toBe(0);
    await page.getByRole('img', { name: /99\.5 % band .* at its end/ }).waitFor();
    await studio.shot('band-99');
    expectQuiet(studio);
  });
});
