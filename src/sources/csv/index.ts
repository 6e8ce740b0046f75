import type { ValuesOf } from '../../base/params';
import { AGGREGATES } from '../aggregate';
import { auto, columnParams } from '../file-params';
import { defineSource } from '../types';

const params = {
  ...columnParams,
  delimiter: {
    kind: 'choice',
    label: 'Delimiter',
    initial: 'auto',
    options: [
      auto,
      { value: ',', label: 'Comma' },
      { value: ';', label: 'Semicolon' },
      { value: 'tab', label: 'Tab' },
      { value: '|', label: 'Bar' },
    ],
  },
  header: {
    kind: 'choice',
    label: 'First row',
    initial: 'auto',
    options: [auto, { value: 'yes', label: 'Names the columns' }, { value: 'no', label: 'Is data' }],
  },
  skip: {
    kind: 'number',
    label: 'Skip lines',
    initial: -1,
    min: -1,
    max: 10_000,
    integer: true,
    help: 'Lines before the table. −1: found by itself.',
  },
  decimal: {
    kind: 'choice',
    label: 'Decimal sign',
    initial: 'auto',
    options: [auto, { value: 'point', label: '1.5' }, { value: 'comma', label: '1,5' }],
  },
  stepSeconds: {
    kind: 'number',
    label: 'Row step',
    initial: 3600,
    min: 0.001,
    unit: 's',
    help: 'The time between rows, for files without a time column.',
  },
} as const;

export type CsvParams = ValuesOf<typeof params>;

/** A CSV or TSV file, read in the tab. */
export const csv = defineSource({
  id: 'csv',
  title: 'CSV file',
  summary: 'Reads a table of text, parted by commas, semicolons, tabs or bars, without sending it anywhere.',
  params,
  phrase: () => ['from ', { text: 'a CSV file', params: Object.keys(params) }],
  load: () => import('./source').then((module) => module.csv),
  aggregates: AGGREGATES,
  language: 'none',
  container: 'file',
  writable: false,
  file: true,
  queryText: () => '',
});
