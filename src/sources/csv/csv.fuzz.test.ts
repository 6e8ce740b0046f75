import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { numberOf } from '../numbers';
import { file, initial, read } from './csv.testing';
import { readCsv } from './table';

const ctx = quietContext(() => 0.5);

it('reads the numbers, times and words that Papa Parse reads', async () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.integer().map(String),
    fc.constantFrom('', '1,234.5', '-0', '+3', '1e-7', '12.5%', '.5', '7.', '0.1234567890123456789', 'NaN'),
  );
  const word = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', ' ', '\n'), maxLength: 4 });
  const row = fc.tuple(fc.integer({ min: 0, max: 4e12 }), word, number);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 3, maxLength: 30 }), async (rows) => {
      const lines = rows.map(([t, one, value]) => [new Date(t).toISOString(), `w${one}`, value]);
      const text = Papa.unparse([['time', 'word', 'v'], ...lines], { newline: '\n' });
      const asked = {
        ...initial,
        delimiter: ',',
        header: 'yes',
        timeColumn: 'time',
        valueColumns: 'v',
        decimal: 'point',
      };
      const { tables, rows: count } = await readCsv(file(text), asked, ctx);
      const [sheet] = tables.get('my data') ?? [];
      const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' });
      const known = data.slice(1);
      expect(count).toBe(known.length);
      expect([...(sheet?.time ?? [])]).toEqual(known.map(([time = '']) => Date.parse(time)));
      expect([...(sheet?.values.get('v') ?? [])]).toEqual(known.map(([, , value = '']) => numberOf(value, 'point')));
      const tag = sheet?.tags.get('word');
      expect([...(tag?.codes ?? [])].map((code) => tag?.words[code])).toEqual(known.map(([, one = '']) => one.trim()));
    }),
    { numRuns: 200 },
  );
});

it('makes fields of a column that names what is measured, where nothing else tells', async () => {
  const long = ['time,metric,host,value'];
  for (let i = 0; i < 6; i++) {
    for (const [metric, by] of [
      ['load', 1],
      ['heat', 10],
    ] as const)
      long.push(`2026-01-01 0${i}:00,${metric},a,${i * by}`);
  }
  const { frames } = await read(long.join('\n'), { groupBy: ['host'] });
  expect(frames.map(({ columns }) => columns.map(({ key, values }) => [key, ...values]))).toEqual([
    [
      ['load', 0, 1, 2, 3, 4, 5],
      ['heat', 0, 10, 20, 30, 40, 50],
    ],
  ]);
  const { frames: apart } = await read(long.join('\n'), { groupBy: ['metric'] }, { nameColumn: '-' });
  expect(apart.map(({ columns }) => columns[0]?.labels.metric)).toEqual(['heat', 'load']);
  const named = long.map((line) => line.replace('metric', 'sensor'));
  const { frames: asked } = await read(named.join('\n'), {}, { nameColumn: 'sensor' });
  expect(asked[0]?.columns.map(({ key }) => key)).toEqual(['load', 'heat']);
});
