/** A person with files of every kind: each is recognised, shown as it will be read, and read; what is no table is refused. */
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { needs, openStudio } from './harness';
import { expectQuiet, giveFile, saysIt } from './walk';

needs('chromium');

const FROM = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const hours = Array.from({ length: 240 }, (_, hour) => ({
  time: FROM + hour * HOUR,
  load: Number((40 + 12 * Math.sin((2 * Math.PI * hour) / 24)).toFixed(3)),
}));
const iso = (ms: number): string => new Date(ms).toISOString();

const csv = ['time,load', ...hours.map(({ time, load }) => `${iso(time)},${load}`)].join('\n');
const annotated = [
  '#group,false,false,false,false,true,true',
  '#datatype,string,long,dateTime:RFC3339,double,string,string',
  '#default,_result,,,,,',
  ',result,table,_time,_value,_field,_measurement',
  ...hours.map(({ time, load }) => `,,0,${iso(time)},${load},load,grid`),
  '',
].join('\r\n');
const parquet = parquetWriteBuffer({
  columnData: [
    { name: 'time', data: hours.map(({ time }) => new Date(time)), type: 'TIMESTAMP' },
    { name: 'load', data: hours.map(({ load }) => load), type: 'DOUBLE' },
  ],
});

const files: readonly (readonly [name: string, kind: string, bytes: Buffer])[] = [
  ['load.csv.gz', 'csv', gzipSync(csv)],
  // As `cat a.gz b.gz` makes it.
  ['joined.csv.gz', 'csv', Buffer.concat([gzipSync(csv.slice(0, 2000)), gzipSync(csv.slice(2000))])],
  ['load.parquet', 'parquet', Buffer.from(parquet)],
  [
    'load.lp',
    'line-protocol',
    Buffer.from(hours.map(({ time, load }) => `grid load=${load} ${time}000000`).join('\n')),
  ],
  ['answer.csv', 'annotated-csv', Buffer.from(annotated)],
  [
    'load.jsonl',
    'json-lines',
    Buffer.from(hours.map(({ time, load }) => JSON.stringify({ at: iso(time), load })).join('\n')),
  ],
];

describe('a person with files', () => {
  it('has each recognised, looks at it and reads it', async () => {
    const studio = await openStudio();
    const { page } = studio;
    for (const [name, kind, bytes] of files) {
      await giveFile(studio, name, bytes);
      await page.getByRole('heading', { name }).waitFor();
      await page.getByRole('region', { name: 'First rows of the file' }).waitFor();
      expect(await page.getByLabel('Taken for').inputValue()).toBe(kind);
      await page.getByRole('button', { name: 'Read', exact: true }).click();
      await page.getByText('240 points').waitFor();
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await page.getByRole('button', { name: 'Demo data' }).first().waitFor();
    }
    expectQuiet(studio);
  });

  it('pastes a table, and says what a file is to be taken for', async () => {
    const studio = await openStudio();
    const { page } = studio;
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, csv);
    await page.getByRole('heading', { name: 'pasted.csv' }).waitFor();
    await page.getByText('240 rows of 2 columns, parted by commas, in UTF-8').waitFor();
    await page.getByLabel('Taken for').selectOption('annotated-csv');
    await saysIt(studio, 'This is no annotated CSV');
    await page.getByLabel('Taken for').selectOption('csv');
    await page.getByText('240 rows of 2 columns, parted by commas, in UTF-8').waitFor();
    await studio.shot('file-pasted');
    expectQuiet(studio);
  });

  it('is told what to do with a spreadsheet', async () => {
    const studio = await openStudio();
    await giveFile(studio, 'book.xlsx', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]));
    await studio.page.getByText(/This is a spreadsheet.*save the sheet as CSV/).waitFor();
    expectQuiet(studio);
  });
});
