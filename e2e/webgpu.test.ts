/** Training on every backend there is: WebGPU and WebGL in software here, so with the tiniest of networks. */
import { describe, expect, it } from 'vitest';
import { needs, openStudio, type Studio } from './harness';
import { demoEnd, energyQuery, energyWalk, expectQuiet, goTo, press, rowsOf, verdict } from './walk';

needs('chromium');

const tiniest = { units: 2, dense: 2, lookback: 4, epochs: 1, windows: 16, batch: 16 };
const names = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly', cpu: 'JavaScript' } as const;
type Backend = keyof typeof names;

/** The energy walk, five days of it, with a backend of choice. */
const walkOn = (backend: Backend | 'auto'): string =>
  energyWalk('forecast', {
    query: { ...energyQuery, range: { start: demoEnd - 5 * 86_400_000, stop: demoEnd } },
    model: { id: 'composite-lstm', params: { ...tiniest, backend } },
    horizon: 6,
  });

/** Trains, and checks that the pill and the findings name the backend, and that the forecast is made of numbers. */
async function trainOn(studio: Studio, backend: Backend): Promise<void> {
  const { page } = studio;
  await press(studio, 'Train');
  await verdict(studio, 150_000);
  await page.getByText(new RegExp(`Trained in .* on ${names[backend]}`)).waitFor();
  await page.getByRole('banner').getByRole('button', { name: names[backend] }).waitFor();
  const [, ...rows] = await rowsOf(studio, 'Forecast');
  expect(rows).toHaveLength(6);
  for (const [, point] of rows) expect(Number(point)).toBeGreaterThan(1000);
}

describe('a person who chooses what computes', () => {
  it('trains on WebGPU, keeps the model, and finds it again to the bit', async () => {
    const studio = await openStudio({ webgpu: true, path: walkOn('webgpu') });
    await trainOn(studio, 'webgpu');
    await studio.shot('webgpu');
    const before = await rowsOf(studio, 'Forecast');
    await studio.reopen();
    await goTo(studio, 'Library');
    await studio.page
      .getByRole('button', { name: /demand.*Composite LSTM/ })
      .first()
      .click();
    await verdict(studio, 150_000);
    expect(await rowsOf(studio, 'Forecast')).toEqual(before);
    expectQuiet(studio);
  });

  it('trains on WebGL', async () => {
    const studio = await openStudio({ webgpu: true, path: walkOn('webgl') });
    await trainOn(studio, 'webgl');
    expectQuiet(studio);
  });

  it('chooses WebAssembly or JavaScript at the pill', async () => {
    const studio = await openStudio({ path: walkOn('auto') });
    const { page } = studio;
    for (const backend of ['wasm', 'cpu'] as const) {
      await page
        .getByRole('banner')
        .getByRole('button', { name: /Backend|WebAssembly|JavaScript/ })
        .click();
      await page
        .getByRole('dialog', { name: 'What computes' })
        .getByRole('button', { name: new RegExp(`^${names[backend]}`) })
        .click();
      await page.keyboard.press('Escape');
      await trainOn(studio, backend);
    }
    expectQuiet(studio);
  });

  it('is told when the chosen backend is not there, and goes on with another', async () => {
    const studio = await openStudio({ path: walkOn('webgpu') });
    const { page } = studio;
    await press(studio, 'Train');
    await page.getByRole('button', { name: 'Go on with the next backend' }).click();
    await verdict(studio);
    expectQuiet(studio);
  });
});
