/** A person who knows what was planned: a calendar makes the forecast reckon with it, and it is no anomaly any more. */
import { expect, it } from 'vitest';
import { needs, openStudio } from './harness';
import { demoEnd, energyQuery, energyWalk, expectQuiet, goTo, press, verdict } from './walk';

needs('chromium');

const calendar = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Holidays//EN',
  ...[
    ['SUMMARY:Public holiday', 'DTSTART;VALUE=DATE:20260403'],
    ['SUMMARY:Public holiday', 'DTSTART;VALUE=DATE:20260406'],
    ['SUMMARY:Moon landing', 'DTSTART;VALUE=DATE:20310101', 'RRULE:FREQ=YEARLY'],
    ['SUMMARY:Ticking', 'DTSTART:20260401T120000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY'],
  ].flatMap((lines, i) => ['BEGIN:VEVENT', `UID:${i}`, ...lines, 'END:VEVENT']),
  'END:VCALENDAR',
  '',
].join('\r\n');

it('takes a calendar: planned days are no anomalies, and the forecast says what they add', async () => {
  const path = energyWalk('anomalies', {
    query: {
      ...energyQuery,
      filters: [{ tag: 'region', values: ['south'] }],
      range: { start: demoEnd - 84 * 86_400_000, stop: demoEnd },
    },
    model: { id: 'theta', params: {} },
  });
  const studio = await openStudio({ path });
  const { page } = studio;
  await page.getByText('2 anomalies', { exact: true }).waitFor();
  await page
    .getByRole('cell', { name: /usual deviation below/ })
    .first()
    .waitFor();

  await goTo(studio, 'Prepare');
  const inputs = page.getByRole('region', { name: 'Events and inputs' });
  await inputs.getByText('or drop a calendar file').waitFor();
  await inputs.getByLabel('Calendar file').setInputFiles({
    name: 'holidays.ics',
    mimeType: 'text/calendar',
    buffer: Buffer.from(calendar),
  });
  const list = inputs.getByRole('list', { name: 'Planned events' });
  await list.getByText('Moon landing').waitFor();
  expect(await list.getByRole('listitem').count()).toBe(4);
  await list.getByText('not in this series: it adds nothing').waitFor();
  await inputs.getByText('“Ticking” is taken once only').waitFor();
  await list.getByRole('button', { name: 'Remove Ticking' }).click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(3);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  expect(await focused()).toMatch(/^Remove /);

  // One by hand: what is wrong is said at the field.
  await inputs.getByRole('button', { name: 'Add an event' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an event' });
  await dialog.getByLabel('First day').fill('1 May');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('Give it a name').waitFor();
  await dialog.getByText('Write the day as 2026-12-25.').waitFor();
  expect(await dialog.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true);
  await dialog.getByLabel('Name').fill('Fair');
  await dialog.getByLabel('First day').fill('2026-05-20');
  await dialog.getByLabel('Last day').fill('2026-05-21');
  await dialog.getByLabel('Repeats').selectOption({ label: 'Every year' });
  await dialog.getByLabel('Until').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('By this rule it never takes place.').waitFor();
  await dialog.getByLabel('Until').fill('');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await list.getByText('every year', { exact: false }).last().waitFor();
  await studio.shot('events-prepare');

  await goTo(studio, 'Anomalies');
  await page.getByText('Planned events and other inputs are reckoned with.').waitFor();
  await page.getByText('Nothing odd').waitFor();
  await studio.shot('events-anomalies');

  await goTo(studio, 'Forecast');
  await page.getByRole('region', { name: 'What will be done' }).getByRole('button', { name: '4 events' }).waitFor();
  await press(studio, 'Forecast');
  await verdict(studio);
  const table = page.getByRole('table', { name: 'What each input adds' });
  const row = table.getByRole('row', { name: /Public holiday/ });
  await row.waitFor();
  const cells = await row.getByRole('cell').allTextContents();
  const effect = cells.find((text) => text.includes('±')) ?? '';
  // Good Friday and Easter Monday lower the day of the south by about a seventh of its 21,500 MW.
  const [mean = Number.NaN] = effect.replaceAll(',', '').replaceAll('−', '-').split('±').map(Number);
  expect(mean).toBeLessThan(-2200);
  expect(mean).toBeGreaterThan(-3600);
  await page.getByText('It did not take place in what was learned from').waitFor();
  await page.getByText(/^On held-back data it is off by/).waitFor();
  await studio.shot('events-forecast');
  expectQuiet(studio);
});
