/** The whole walk on the demo data: nothing but a browser is needed. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../src/frame/query';
import { needs, openStudio } from './harness';
import { energyWalk, expectQuiet, goTo, press, rowsOf, verdict } from './walk';

needs('chromium');

describe('a person with only the demo data', () => {
  it('gets from the first click to a forecast', async () => {
    const studio = await openStudio();
    const { page } = studio;
    for (const door of ['Demo data', 'InfluxDB', 'Open a file']) {
      await page.getByRole('button', { name: door }).first().waitFor();
    }
    await studio.shot('first-visit');
    await page
      .getByRole('button', { name: /demo data/i })
      .first()
      .click();
    await page
      .getByText(/Training/)
      .first()
      .waitFor();
    await page
      .getByText(/steps\/s/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByText(/left/).first().waitFor();
    await page.getByRole('heading', { name: 'Losses' }).waitFor({ timeout: 60_000 });
    await studio.shot('training');
    expect(await verdict(studio, 150_000)).toMatch(/×|As close/);
    // The networks really were spread over threads, which the page's policy might forbid.
    const threads = page.workers().filter((worker) => worker.url().includes('kernel-worker'));
    expect(threads.length).toBe(Math.min(3, await page.evaluate(() => navigator.hardwareConcurrency)));
    await studio.shot('forecast');
    expectQuiet(studio);
  });

  it('sees what the series is made of', async () => {
    const studio = await openStudio({ path: energyWalk('explore') });
    const { page } = studio;
    await page.getByText('Repeats every 24 h and 7 d', { exact: true }).waitFor();
    await studio.shot('explore');
    await goTo(studio, 'Decompose');
    await page.getByRole('img', { name: /^What it is made of/ }).waitFor();
    const [, ...rows] = await rowsOf(studio, 'What it is made of');
    expect(rows.length).toBe(1008);
    for (const [, ...figures] of rows) {
      const [observed = Number.NaN, ...parts] = figures.map(Number);
      expect(parts.reduce((sum, value) => sum + value, 0)).toBeCloseTo(observed, 6);
    }
    await studio.shot('decompose');
    expectQuiet(studio);
  });

  it('stops a training within a batch, and goes on from there', async () => {
    const long = {
      units: 32,
      dense: 8,
      lookback: 24,
      epochs: 5000,
      patience: 5000,
      windows: 512,
      batch: 32,
      backend: 'wasm',
    };
    const studio = await openStudio({
      path: energyWalk('forecast', { model: { id: 'composite-lstm', params: long } }),
    });
    const { page } = studio;
    await press(studio, 'Train');
    await page.getByText(/epoch \d+ of 5000/).waitFor({ timeout: 60_000 });
    /** Stops the training; the epoch it stopped after. */
    const stop = async (): Promise<number> => {
      const asked = Date.now();
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      const words = page.getByText(/Training was stopped after epoch \d+/);
      await words.waitFor();
      expect(Date.now() - asked).toBeLessThan(3000);
      return Number(/epoch (\d+)/.exec((await words.textContent()) ?? '')?.[1]);
    };
    const first = await stop();
    expect(first).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await page.waitForFunction(
      (before) => Number(/epoch (\d+) of 5000/.exec(document.body.textContent ?? '')?.[1]) > before,
      first,
    );
    // The curve is whole: the losses from before the stop are there too.
    const [, ...losses] = await rowsOf(studio, 'Losses');
    expect(losses.length).toBeGreaterThan(first);
    expect(await stop()).toBeGreaterThan(first);
    expectQuiet(studio);
  });

  it('finds the model again after closing the tab, with the same forecast to the bit', async () => {
    const studio = await openStudio({ path: energyWalk('forecast') });
    await press(studio, 'Train');
    await verdict(studio);
    const before = await rowsOf(studio, 'Forecast');
    const page = await studio.reopen();
    await page.getByRole('button', { name: 'Demo data' }).first().waitFor();
    await goTo(studio, 'Library');
    await page
      .getByRole('button', { name: /demand.*Composite LSTM/ })
      .first()
      .click();
    await verdict(studio);
    expect(await rowsOf(studio, 'Forecast')).toEqual(before);
    await page.getByText(/the same forecast as before, to the bit/).waitFor();
    expectQuiet(studio);
  });

  it('renames, deletes and takes the delete back', async () => {
    const studio = await openStudio({ path: energyWalk('forecast', { model: { id: 'seasonal-naive', params: {} } }) });
    const { page } = studio;
    await press(studio, 'Forecast');
    await verdict(studio);
    await goTo(studio, 'Library');
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('North');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByRole('button', { name: 'North', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Actions for North' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('No model is kept here yet').waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await page.getByRole('button', { name: 'North', exact: true }).waitFor();
    await studio.shot('library');
    expectQuiet(studio);
  });

  it('hands the model to a colleague as one file: the same forecast in another profile', async () => {
    const mine = await openStudio({ path: energyWalk('forecast') });
    await press(mine, 'Train');
    await verdict(mine);
    const forecast = await rowsOf(mine, 'Forecast');
    const bundle = await mine.download(() => mine.page.getByRole('button', { name: 'Model as .zip' }).click());
    expect(bundle.name).toMatch(/\.zip$/);
    const files = unzipSync(bundle.bytes);
    const manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array())) as {
      files: { path: string; sha256: string }[];
    };
    expect(manifest.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['recipe.json', 'artifact.json', 'model/trend/model.json']),
    );

    const theirs = await openStudio();
    await goTo(theirs, 'Library');
    const give = (name: string, bytes: Uint8Array) =>
      theirs.page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) });
    const broken = bundle.bytes.slice();
    broken.fill(0xff, 200, 400);
    await theirs.page.getByRole('button', { name: 'Import', exact: true }).waitFor();
    await give('broken.zip', broken);
    await theirs.page
      .getByRole('alert')
      .getByText(/damaged|not/i)
      .first()
      .waitFor();
    await theirs.shot('damaged-bundle');
    await give(bundle.name, bundle.bytes);
    await verdict(theirs);
    expect(await rowsOf(theirs, 'Forecast')).toEqual(forecast);
    await theirs.page.getByText(/the same forecast as before, to the bit/).waitFor();
    expectQuiet(mine);
    expectQuiet(theirs);
  });

  it('saves charts as PNG and SVG and data as CSV', async () => {
    const studio = await openStudio({ path: energyWalk('explore') });
    const { page } = studio;
    await page.getByRole('button', { name: 'Series: save or read' }).waitFor();
    const saved = async (item: string) => {
      await page.getByRole('button', { name: 'Series: save or read' }).click();
      return studio.download(() => page.getByRole('menuitem', { name: item }).click());
    };
    const png = await saved('Save as PNG');
    expect([...png.bytes.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    const svg = await saved('Save as SVG');
    expect(strFromU8(svg.bytes)).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    const csv = await saved('Save data as CSV');
    expect(strFromU8(csv.bytes).split('\n').length).toBeGreaterThan(1000);
    expectQuiet(studio);
  });

  it('finds the incidents that were planted', async () => {
    const planted = {
      ...emptyQuery,
      database: 'fleet',
      measurement: 'cpu',
      fields: ['usage_user'],
      filters: [{ tag: 'host', values: ['host-03'] }],
      everyMs: 900_000,
      range: { start: Date.UTC(2026, 2, 30), stop: Date.UTC(2026, 3, 27) },
    };
    const studio = await openStudio({ path: energyWalk('anomalies', { query: planted }) });
    const { page } = studio;
    await page.getByRole('img', { name: /^Anomalies/ }).waitFor();
    // A runaway process takes the processor from 10:20 to 11:05.
    const worst = page.getByRole('table', { name: 'Anomalies found' }).getByRole('row').nth(1);
    await worst.getByText(/major|critical/).waitFor();
    await worst.getByText(/14 Apr 2026, 10:1\d/).waitFor();
    await studio.shot('anomalies');
    expectQuiet(studio);
  });

  it('groups a fleet of hosts by their shapes', async () => {
    const studio = await openStudio();
    const { page } = studio;
    await page.getByRole('button', { name: /group a fleet of hosts/i }).click();
    await page
      .getByText(/^\d groups$/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByRole('img', { name: /^Groups/ }).waitFor();
    await studio.shot('compare');
    expectQuiet(studio);
  });
});
