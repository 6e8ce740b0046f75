/** Steps of the walk that several end-to-end tests take, in the words a person would use. */
import { expect } from 'vitest';
import { emptyQuery } from '../src/frame/query';
import { initialRecipe, type Recipe } from '../src/pipeline/recipe';
import { toHash } from '../src/state/link';
import type { Room } from '../src/state/store';
import type { Studio } from './studio';

/** A network small enough to learn in seconds. */
export const tinyNetwork = { units: 4, dense: 4, lookback: 24, epochs: 3, windows: 64, batch: 32, backend: 'wasm' } as const;

const day = 86_400_000;
/** The end of the demo data's year. */
export const demoEnd = Date.UTC(2026, 3, 27);

/** The address of a walk on the demo data's energy demand, four weeks of it, with a tiny network. */
export const energyWalk = (room: Room, patch: Partial<Recipe> = {}): string =>
  toHash(
    {
      ...initialRecipe,
      query: {
        ...emptyQuery,
        database: 'energy',
        measurement: 'grid',
        fields: ['demand'],
        filters: [{ tag: 'region', values: ['north'] }],
        everyMs: 3_600_000,
        range: { start: demoEnd - 42 * day, stop: demoEnd },
      },
      model: { id: 'composite-lstm', params: tinyNetwork },
      horizon: 24,
      ...patch,
    },
    room,
  );

/** Goes to a step of the rail. */
export const goTo = ({ page }: Studio, step: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: step }).click();

/** Presses the one thing to do in the room. */
export const press = ({ page }: Studio, name: string): Promise<void> =>
  page.getByRole('region', { name: 'What will be done' }).getByRole('button', { name, exact: true }).click();

/** Waits until a forecast was judged and gives its headline. */
export async function verdict({ page }: Studio, timeout = 90_000): Promise<string> {
  const figure = page.getByText(/× closer|As close|× further off/).first();
  await figure.waitFor({ timeout });
  return (await figure.textContent()) ?? '';
}

/** The figures behind a chart, through its own table. */
export async function figuresOf({ page }: Studio, chart: string): Promise<string> {
  await page.getByRole('button', { name: `${chart}: save or read` }).click();
  await page.getByRole('menuitem', { name: 'Show as table' }).click();
  const table = page.getByRole('table', { name: chart });
  const more = page.getByRole('button', { name: /^Show .* more of/ });
  while ((await more.count()) > 0) await more.click();
  const text = await table.innerText();
  await page.getByRole('button', { name: 'Close' }).click();
  return text;
}

/** The page had nothing to complain of so far. */
export const expectQuiet = (studio: Studio): void => expect(studio.complaints()).toEqual([]);
