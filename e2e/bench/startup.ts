import { build } from 'vite';
import type { Bench } from '../run/bench';
import { firstLoad } from '../run/size';
import { closeStudios, DIST, openStudio } from '../studio';

/**
 * What a first visit costs: bytes of the first load, milliseconds until the three doors answer, and milliseconds from the
 * click on demo data to the composite forecast on screen with default settings. Median of three fresh profiles, but for
 * the forecast, which is one run.
 */
export const startup: Bench = async ({ say }) => {
  say('Building…');
  await build({ logLevel: 'error' });
  const { gzipped } = firstLoad(DIST);
  const interactive: number[] = [];
  for (let i = 0; i < 3; i++) {
    say(`Opening a fresh profile, ${i + 1} of 3…`);
    const studio = await openStudio({ path: 'about:blank' });
    const started = performance.now();
    await studio.page.goto(studio.address);
    await studio.page.getByRole('button', { name: /demo data/i }).waitFor();
    await studio.page.getByRole('button', { name: /demo data/i }).focus();
    interactive.push(performance.now() - started);
    await studio.close();
  }
  say('From the click on demo data to the forecast…');
  const studio = await openStudio();
  const door = studio.page.getByRole('button', { name: /demo data/i });
  await door.waitFor();
  const clicked = performance.now();
  await door.click();
  await studio.page
    .getByText(/× closer|As close|further off/)
    .first()
    .waitFor({ timeout: 300_000 });
  const forecast = performance.now() - clicked;
  await studio.close();
  await closeStudios();
  interactive.sort((a, b) => a - b);
  return [
    { case: 'first load', subject: 'undertone', value: gzipped, unit: 'gzipped bytes' },
    { case: 'interactive', subject: 'undertone', value: Math.round(interactive[1] ?? Number.NaN), unit: 'ms' },
    { case: 'demo to forecast', subject: 'undertone', value: Math.round(forecast), unit: 'ms' },
  ];
};
