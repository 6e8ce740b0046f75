/** Asking two real servers: the builder with two measurements and a filter, texts of one's own with completion, faults at their place, the history. */
import { describe, expect, it } from 'vitest';
import { fleetLines, openStudio, useInflux1, useInflux2, writeLines } from './harness';
import type { Studio } from './studio';
import { choose, expectQuiet, fillConnection, lineOf, readIt, takeManner, textOf } from './walk';

const HALF_HOUR = 1_800_000;
const FROM = Date.UTC(2026, 0, 5);
const COUNT = 7 * 48;
const fleet = fleetLines({ hosts: 3, from: FROM, stepMs: HALF_HOUR, count: COUNT });
const devices = Array.from(
  { length: 3000 },
  (_, i) => `devices,device=dev-${String(i).padStart(4, '0')} value=${i} ${FROM + i * 1000}`,
).join('\n');

/** Machines that are busy take their time. */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 10_000 });
const query = ({ page }: Studio) => page.getByRole('region', { name: 'Query' });
const marked = ({ page }: Studio, language: string) => page.getByLabel(`Your own ${language}`).locator('.fault');
/** Types as a person does: completion follows. */
const type = ({ page }: Studio, text: string): Promise<void> => page.keyboard.type(text, { delay: 15 });
const suggestions = ({ page }: Studio) => page.getByRole('listbox', { name: 'Completions' }).getByRole('option');

describe('asking an InfluxDB 2', () => {
  const influx = useInflux2();

  it('reads two measurements side by side, of some tags, and keeps what was asked', async () => {
    const server = influx();
    await writeLines({ server }, fleet);
    await writeLines({ server }, devices);
    const studio = await openStudio();
    const { page } = studio;
    studio.forgive(/400/);
    await fillConnection(studio, '2.x', { Address: server.url, Organisation: server.org, Token: server.token });
    await choose(studio, server.bucket, 'cpu', 'usage_user');
    await query(studio).waitFor();

    // One line per tag is said with how many that makes; a filter is found by typing and taken by keys.
    await query(studio).getByRole('button', { name: 'host', exact: true }).click();
    await query(studio).getByText('One line per host: 3 lines.').waitFor();
    await query(studio).getByRole('button', { name: 'Add a filter' }).click();
    await page.getByLabel('Tag', { exact: true }).selectOption('host');
    const find = page.getByLabel('Find a value of host');
    await page.getByRole('option', { name: 'web-03' }).waitFor();
    await find.fill('web-0');
    await find.press('Enter');
    await find.press('ArrowDown');
    await find.press('Enter');
    await page.keyboard.press('Escape');
    await query(studio).getByText('One line per host: 2 lines.').waitFor();
    await query(studio).getByRole('button', { name: 'host is web-01 or web-02', exact: true }).waitFor();

    // Another measurement joins over the same range.
    await query(studio).getByRole('button', { name: 'Add another measurement' }).click();
    await choose(studio, 'mem', 'used_percent');
    const together = query(studio).getByRole('list', { name: 'Queries read together' });
    await together
      .getByText('cpu usage_user, mean every 30 min, one line per host, where host is web-01 or web-02')
      .waitFor();
    const read = page.getByRole('table', { name: 'Series read' });
    await read.getByText('usage_user host=web-02').waitFor();
    await read.getByText('used_percent').waitFor();
    expect(await read.getByText('web-03').count()).toBe(0);
    await studio.shot('query-two');
    await together.getByRole('button', { name: /^Edit cpu/ }).click();
    await soon(() => textOf(page, 'Flux')).toContain('"usage_user"');
    await together.getByRole('button', { name: /^Take out mem/ }).click();
    await together.waitFor({ state: 'detached' });

    // Thousands of values cost no more than those in sight, and the keys reach the last of them.
    await choose(studio, 'devices', 'device');
    await lineOf(page, 'dev-0000').waitFor();
    expect(await page.getByRole('treeitem').count()).toBeLessThan(200);
    await lineOf(page, 'device').getByText('tag, 3,000 values').waitFor();
    await lineOf(page, 'dev-0000').focus();
    await page.keyboard.press('End');
    await soon(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^region/);
    for (let up = 0; up < 5; up++) await page.keyboard.press('ArrowUp');
    await soon(() => page.evaluate(() => document.activeElement?.textContent)).toBe('dev-2999');

    // The history gives a query back as it was asked; forgetting it can be undone.
    await query(studio).getByRole('button', { name: 'History' }).click();
    const history = page.getByRole('list', { name: 'Queries read before' }).getByRole('listitem');
    await history.first().waitFor();
    await page.getByLabel('Search in the queries read before').fill('mem');
    await soon(() => history.count()).toBe(1);
    await history.getByRole('button', { name: /^Star it/ }).click();
    await history.getByRole('button', { name: 'Starred: always kept' }).waitFor();
    await studio.shot('query-history');
    await page.getByLabel('Search in the queries read before').fill('');
    await page.getByRole('button', { name: 'Forget all without a star' }).click();
    await soon(() => history.count()).toBe(1);
    await history.getByRole('button', { name: 'Use again' }).click();
    await soon(() => textOf(page, 'Flux')).toContain('"used_percent"');
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await query(studio).getByRole('button', { name: 'History' }).click();
    await soon(() => history.count()).toBeGreaterThan(1);
    await page.keyboard.press('Escape');

    // A text of one's own, from nothing but the catalogue's head; its fault is marked where the server saw it.
    await page.getByRole('button', { name: 'Write a query' }).click();
    await soon(() => page.evaluate(() => document.activeElement?.shadowRoot !== null)).toBe(true);
    await page
      .getByLabel('Your own Flux')
      .fill(`from(bucket: "${server.bucket}") |> range(start: 0)\n  |> rnge(start: 0)`);
    await page.keyboard.press('Control+Enter');
    await query(studio)
      .getByRole('alert')
      .getByText(/refused the query/)
      .waitFor();
    await soon(() => marked(studio, 'Flux').innerText()).toBe('rnge');
    await studio.shot('query-fault');
    expectQuiet(studio);
  });
});

describe('asking an InfluxDB 1', () => {
  const influx = useInflux1();

  it('writes a query by completion alone, reads it by a key, and leaves by Tab', async () => {
    const server = influx();
    await writeLines({ server, database: 'telegraf' }, fleet);
    const studio = await openStudio();
    const { page } = studio;
    studio.forgive(/400/);
    await fillConnection(studio, '1.x', { Address: server.url });
    await page.getByRole('button', { name: 'Write a query' }).click();
    const editor = page.getByLabel('Your own InfluxQL');
    await editor.waitFor();
    expect(await page.getByLabel('In the database').inputValue()).toBe('telegraf');
    await editor.fill('SELECT mean("used_percent") FROM ""');
    await page.keyboard.press('ArrowLeft');
    await type(studio, 'me');
    await suggestions(studio).filter({ hasText: 'mem' }).waitFor();
    await studio.shot('query-completion');
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    expect(await textOf(page, 'Your own InfluxQL')).toBe('SELECT mean("used_percent") FROM "mem"');
    await type(studio, ` WHERE "host" = '`);
    await suggestions(studio).filter({ hasText: 'web-01' }).waitFor();
    await page.waitForTimeout(300); // What has just come cannot be taken by accident.
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(150);
    await page.keyboard.press('Tab');
    await type(studio, ` AND time >= '2026-01-05' AND time < '2026-01-06' GROUP BY time(30m) fill(none)`);
    expect(await textOf(page, 'Your own InfluxQL')).toContain(`"host" = 'web-02' AND time`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await page.getByText('48', { exact: true }).first().waitFor();
    await page.getByRole('region', { name: 'What will be done' }).getByText('your own query').waitFor();
    expect(await page.getByLabel('Your own InfluxQL').locator('.tok-keyword').count()).toBeGreaterThan(3);

    // Tab is no trap: with nothing suggested it goes on.
    await page.keyboard.press('Tab');
    await soon(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Read');

    // Going to the builder and back loses nothing, nor does undo.
    await takeManner(studio, 'Built for you');
    await takeManner(studio, 'Your own text');
    expect(await textOf(page, 'Your own InfluxQL')).toContain('web-02');

    // A refused query is marked at the character that InfluxDB names; what would write is not sent at all.
    await editor.fill('SELECT mean("used_percent" FROM "mem"');
    await readIt(studio);
    await soon(() => marked(studio, 'InfluxQL').innerText()).toBe('FROM');
    await editor.fill('DROP MEASUREMENT "mem"');
    await readIt(studio);
    await query(studio)
      .getByRole('alert')
      .getByText(/only reads/)
      .waitFor();
    expectQuiet(studio);
  });
});
