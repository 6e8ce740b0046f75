/** Data and choices that cannot work: each is said in words where it can be mended, and nothing entered is lost. */
import { describe, expect, it } from 'vitest';
import { needs, openStudio, type Studio } from './harness';
import {
  chooseModel,
  energyWalk,
  expectQuiet,
  giveFile,
  goTo,
  press,
  rowsOf,
  saysIt,
  setBehind,
  tinyNetwork,
  verdict,
} from './walk';

needs('chromium');

const naive = { model: { id: 'seasonal-naive', params: {} } };
const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 0, 5);

/** Opens rows of time and value, an hour apart, and reads them. */
async function read(studio: Studio, name: string, values: readonly (number | string)[]): Promise<void> {
  const rows = values.map((value, hour) => `${new Date(FROM + hour * HOUR).toISOString()},${value}`);
  await readText(studio, name, ['time,load', ...rows].join('\n'));
}

async function readText(studio: Studio, name: string, text: string): Promise<void> {
  const { page } = studio;
  await giveFile(studio, name, Buffer.from(text));
  await page.getByRole('heading', { name, exact: true }).waitFor();
  await page.getByRole('button', { name: 'Read', exact: true }).click();
}

const season = (hour: number): number => 10 + 3 * Math.sin((2 * Math.PI * hour) / 24);
const hours = (n: number): readonly number[] => Array.from({ length: n }, (_, hour) => hour);

describe('data that are too few, too even or out of order', () => {
  it('one point: it is shown, and forecasting says how many are needed', async () => {
    const studio = await openStudio();
    const { page } = studio;
    await read(studio, 'one.csv', [5]);
    await page.getByText('one point only').waitFor();
    await studio.shot('bad-one-point');
    await goTo(studio, 'Explore');
    await page.getByRole('heading', { name: 'What is it?' }).waitFor();
    await goTo(studio, 'Decompose');
    await page.getByRole('alert').waitFor();
    await studio.shot('bad-one-point-decompose');
    await goTo(studio, 'Forecast');
    await press(studio, 'Train');
    await saysIt(studio, 'One point alone has no step.');
    await page.getByRole('alert').getByRole('button', { name: 'Read a longer range' }).waitFor();
    await studio.shot('bad-one-point-forecast');
    await goTo(studio, 'Anomalies');
    await press(studio, 'Find');
    await page.getByRole('alert').waitFor();
    expectQuiet(studio);
  });

  it('a constant: it never changes, and is forecast as such', async () => {
    const studio = await openStudio();
    const { page } = studio;
    await read(
      studio,
      'constant.csv',
      hours(200).map(() => 7),
    );
    await page.getByText('200 points').waitFor();
    await goTo(studio, 'Explore');
    await page.getByText('It never changes').waitFor();
    await studio.shot('bad-constant');
    await goTo(studio, 'Forecast');
    await setBehind(studio, /^LSTM of/, { Units: 4, 'Dense units': 4, Epochs: 2, 'Windows an epoch': 32, Batch: 16 });
    await press(studio, 'Train');
    await verdict(studio);
    const [, ...rows] = await rowsOf(studio, 'Forecast');
    for (const [, point] of rows) expect(Number(point)).toBeCloseTo(7, 6);
    await studio.shot('bad-constant-forecast');
    expectQuiet(studio);
  });

  it('nothing but gaps: it says so and does not fall over', async () => {
    const studio = await openStudio();
    const { page } = studio;
    const rows = hours(48).map((hour) => `${new Date(FROM + hour * HOUR).toISOString()},${season(hour)},`);
    await giveFile(studio, 'gaps.csv', Buffer.from(['time,load,nothing', ...rows].join('\n')));
    await page.getByRole('heading', { name: 'gaps.csv' }).waitFor();
    await page.getByRole('checkbox', { name: 'nothing' }).click();
    await page.getByRole('checkbox', { name: 'nothing', checked: true }).waitFor();
    await page.getByRole('checkbox', { name: 'load' }).click();
    await page.getByRole('checkbox', { name: 'load', checked: false }).waitFor();
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page
      .getByText(/No points came back|0 points|nothing/i)
      .first()
      .waitFor();
    await studio.shot('bad-gaps');
    expectQuiet(studio);
  });

  it('unordered and doubled times, NaN and infinities: mended, and said', async () => {
    const studio = await openStudio();
    const { page } = studio;
    const rows = hours(200).map((hour) => `${new Date(FROM + hour * HOUR).toISOString()},${season(hour)}`);
    rows.splice(20, 3, ...rows.slice(20, 23).reverse());
    rows.splice(60, 0, rows[40] ?? '');
    rows[100] = (rows[100] ?? '').replace(/,.*/, ',NaN');
    rows[101] = (rows[101] ?? '').replace(/,.*/, ',Infinity');
    rows[102] = (rows[102] ?? '').replace(/,.*/, ',-inf');
    await readText(studio, 'mended.csv', ['time,load', ...rows].join('\n'));
    await page.getByRole('heading', { name: 'Mended or left out' }).waitFor();
    await page.getByText('3 rows stood out of order and were sorted by time.').waitFor();
    await page.getByText(/1 point of 201 had the time of another/).waitFor();
    await page.getByText('2 infinite values became gaps.').waitFor();
    await studio.shot('bad-mended');
    await goTo(studio, 'Explore');
    await page.getByText('Repeats every 24 h', { exact: true }).waitFor();
    await page.getByText(/^3 points, 1.5/).waitFor();
    expectQuiet(studio);
  });
});

describe('choices that cannot work', () => {
  it('a horizon of 0 is said at the horizon, and mended there', async () => {
    const studio = await openStudio({ path: energyWalk('forecast', { ...naive, horizon: 36 }) });
    const { page } = studio;
    await setBehind(studio, /^36 h$/, { 'Look ahead': 0 });
    await press(studio, 'Forecast');
    await saysIt(studio, 'A forecast needs a horizon of at least one step.');
    await studio.shot('bad-horizon');
    await page.getByRole('alert').getByRole('spinbutton', { name: 'Look ahead' }).fill('24');
    await page.getByRole('button', { name: 'Try again' }).click();
    await verdict(studio);
    expectQuiet(studio);
  });

  it('a horizon longer than the series is said at the horizon', async () => {
    const studio = await openStudio({ path: energyWalk('forecast', { ...naive, horizon: 900 }) });
    await press(studio, 'Forecast');
    await saysIt(studio, /1,?00\d points are too few to forecast 900 steps/);
    await studio.page.getByRole('alert').getByRole('spinbutton', { name: 'Look ahead' }).waitFor();
    expectQuiet(studio);
  });

  it('a lookback longer than the series is said at the lookback, and mended there', async () => {
    const model = { id: 'composite-lstm', params: { ...tinyNetwork, lookback: 900 } };
    const studio = await openStudio({ path: energyWalk('forecast', { model }) });
    const { page } = studio;
    await press(studio, 'Train');
    const field = page.getByRole('alert').getByRole('spinbutton', { name: 'Look back' });
    await field.waitFor();
    await studio.shot('bad-lookback');
    await field.fill('24');
    await page.getByRole('button', { name: 'Try again' }).click();
    await verdict(studio);
    await page.getByRole('button', { name: 'LSTM of 4 × 2' }).waitFor();
    expectQuiet(studio);
  });

  it('a season longer than the data is said at the seasons, and mended there', async () => {
    const studio = await openStudio({ path: energyWalk('decompose', naive) });
    const { page } = studio;
    await page.getByRole('img', { name: /^What it is made of/ }).waitFor();
    await page.getByRole('button', { name: '24 h', exact: true }).click();
    await page.getByRole('radio', { name: 'My own' }).check();
    await page.getByLabel('Lengths').fill('24, 5000');
    await page.keyboard.press('Escape');
    await saysIt(studio, /5,?000/);
    await studio.shot('bad-season');
    await page.getByRole('alert').getByLabel('Lengths').fill('24, 48');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '48 h', exact: true }).waitFor();
    await goTo(studio, 'Forecast');
    await chooseModel(studio, 'Seasonal naive');
    expectQuiet(studio);
  });

  it('a number that is none is said at its field, and the one before it stays in force', async () => {
    const studio = await openStudio({ path: energyWalk('forecast') });
    const { page } = studio;
    await page.getByRole('button', { name: /^LSTM of/ }).click();
    const units = page.getByRole('spinbutton', { name: 'Units', exact: true });
    await units.fill('many');
    await page.getByText('Units must be a number.').waitFor();
    expect(await units.inputValue()).toBe('many');
    await units.fill('9999');
    await page.getByText(/at most 256/).waitFor();
    await units.fill('4');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'LSTM of 4 × 2' }).waitFor();
    expectQuiet(studio);
  });
});
