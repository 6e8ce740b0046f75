/** Steps of the walk that several end-to-end tests take, in the words a person would use. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { emptyQuery } from '../src/frame/query';
import { initialRecipe, type Recipe } from '../src/pipeline/recipe';
import { toHash } from '../src/state/link';
import type { Room } from '../src/state/store';
import type { Studio } from './studio';

/** A network small enough to learn in seconds. */
export const tinyNetwork = {
  units: 4,
  dense: 4,
  lookback: 24,
  epochs: 3,
  windows: 64,
  batch: 32,
  backend: 'wasm',
} as const;

const day = 86_400_000;
/** The end of the demo data's year. */
export const demoEnd = Date.UTC(2026, 4, 18);

/** The address of any walk. */
export const walkLink = (room: Room, recipe: Partial<Recipe>): string => toHash({ ...initialRecipe, ...recipe }, room);

/** The demo data's energy demand, six weeks of it. */
export const energyQuery = {
  ...emptyQuery,
  database: 'energy',
  measurement: 'grid',
  fields: ['demand'],
  filters: [{ tag: 'region', values: ['north'] }],
  everyMs: 3_600_000,
  range: { start: demoEnd - 42 * day, stop: demoEnd },
};

/** The address of a walk on that, with a tiny network. */
export const energyWalk = (room: Room, patch: Partial<Recipe> = {}): string =>
  walkLink(room, {
    query: energyQuery,
    model: { id: 'composite-lstm', params: tinyNetwork },
    horizon: 24,
    ...patch,
  });

/** Goes to a step of the rail. */
export const goTo = ({ page }: Studio, step: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: step }).click();

/** Presses the one thing to do in the room. */
export const press = ({ page }: Studio, name: string): Promise<void> =>
  page.getByRole('region', { name: 'What will be done' }).getByRole('button', { name, exact: true }).click();

/** Waits until a forecast was judged and gives its headline. */
export async function verdict({ page }: Studio, timeout = 90_000): Promise<string> {
  const figure = page.getByText(/× closer|As close|× further off|^Off by /).first();
  await figure.waitFor({ timeout });
  return (await figure.textContent()) ?? '';
}

/** The page had nothing to complain of so far. */
export const expectQuiet = (studio: Studio): void => expect(studio.complaints()).toEqual([]);

/** The figures behind a chart to their last digit, through the CSV it saves; the first row names the columns. */
export async function rowsOf(studio: Studio, chart: string): Promise<readonly (readonly string[])[]> {
  const { page } = studio;
  await page.getByRole('button', { name: `${chart}: save or read` }).click();
  const { bytes } = await studio.download(() => page.getByRole('menuitem', { name: 'Save data as CSV' }).click());
  return new TextDecoder()
    .decode(bytes)
    .trim()
    .split('\r\n')
    .map((row) => row.split(','));
}

/** A chart as it would be drawn in a document: its texts can be read. */
export async function drawingOf(studio: Studio, chart: string): Promise<string> {
  const { page } = studio;
  await page.getByRole('button', { name: `${chart}: save or read` }).click();
  const { bytes } = await studio.download(() => page.getByRole('menuitem', { name: 'Save as SVG' }).click());
  return new TextDecoder().decode(bytes);
}

/** Goes through the door to a database and fills in the form, by the labels of its fields. */
export async function fillConnection(
  { page }: Studio,
  product: '1.x' | '2.x' | '3.x',
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const form = page.getByRole('form', { name: 'Connect to InfluxDB' });
  if ((await form.count()) === 0) await page.getByRole('button', { name: 'InfluxDB' }).first().click();
  await form.getByRole('radio', { name: `InfluxDB ${product}` }).check();
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(text);
  await form.getByRole('button', { name: 'Connect' }).click();
}

/** Opens the catalogue's lines one below the other, but for those that stand open; the last, a field, is read. */
export async function choose({ page }: Studio, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const line = lineOf(page, name);
    await line.waitFor();
    if ((await line.getAttribute('aria-expanded')) !== 'true') await line.click();
  }
}

/** A line of the catalogue. */
export const lineOf = (page: Page, name: string): Locator =>
  page
    .getByRole('tree', { name: 'the catalogue' })
    .getByRole('treeitem')
    .filter({ has: page.getByText(name, { exact: true }) })
    .first();

/** Waits until reading is over. */
export async function readIt({ page }: Studio): Promise<void> {
  const query = page.getByRole('region', { name: 'Query' });
  await query.getByRole('button', { name: 'Read', exact: true }).click();
  await query.getByRole('button', { name: 'Read', exact: true }).waitFor();
}

/** The query as it stands, whoever wrote it. */
export const textOf = (page: Page, label: string): Promise<string> =>
  page.getByLabel(label, { exact: true }).innerText();

/** Takes the query built of choices, or the text of one's own. */
export const takeManner = ({ page }: Studio, manner: 'Built for you' | 'Your own text'): Promise<void> =>
  page.getByRole('radio', { name: manner }).check();

/** Makes the query one's own text and reads it. */
export async function readOwn(studio: Studio, language: 'InfluxQL' | 'Flux' | 'SQL', text: string): Promise<void> {
  await takeManner(studio, 'Your own text');
  await studio.page.getByLabel(`Your own ${language}`).fill(text);
  await readIt(studio);
}

/** Opens a bold phrase of the sentence and sets numbers behind it, by their labels. */
export async function setBehind(
  { page }: Studio,
  phrase: string | RegExp,
  numbers: Readonly<Record<string, number>>,
): Promise<void> {
  await page.getByRole('region', { name: 'What will be done' }).getByRole('button', { name: phrase }).click();
  for (const [label, value] of Object.entries(numbers))
    await page.getByRole('spinbutton', { name: label, exact: true }).fill(String(value));
  await page.keyboard.press('Escape');
}

/** What stands in an error note. */
export const saysIt = ({ page }: Studio, words: string | RegExp): Promise<void> =>
  page.getByRole('alert').getByText(words).first().waitFor();

/** Opens a file as the system's file dialog would give it. */
export const giveFile = ({ page }: Studio, name: string, buffer: Buffer): Promise<void> =>
  page.getByLabel('File to open').setInputFiles({ name, mimeType: 'text/csv', buffer });

/** Takes another model behind the sentence's phrase for it. */
export async function chooseModel({ page }: Studio, title: string): Promise<void> {
  await page
    .getByRole('region', { name: 'What will be done' })
    .getByRole('button', { name: /^(LSTM of|repeat)/i })
    .first()
    .click();
  await page.getByLabel('Model').selectOption({ label: title });
  await page.keyboard.press('Escape');
}
