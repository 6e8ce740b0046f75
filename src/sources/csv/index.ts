import type { ValuesOf } from '../../base/params';
import { AGGREGATES } from '../aggregate';
import { defineSource } from '../types';

const auto = { value: 'auto', label: 'Found by itself' } as const;

const params = {
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
  timeColumn: { kind: 'text', label: 'Time column', initial: '', placeholder: 'found by itself' },
  timeFormat: {
    kind: 'choice',
    label: 'Time format',
    initial: 'auto',
    options: [
      auto,
      { value: 'iso', label: '2026-04-27 14:30 (ISO 8601)' },
      { value: 'dmy', label: '27/04/2026 14:30' },
      { value: 'mdy', label: '04/27/2026 2:30 PM' },
      { value: 'ymd', label: '2026/04/27 14:30 or 20260427' },
      { value: 'epoch-s', label: 'Seconds since 1970' },
      { value: 'epoch-ms', label: 'Milliseconds since 1970' },
      { value: 'epoch-us', label: 'Microseconds since 1970' },
      { value: 'epoch-ns', label: 'Nanoseconds since 1970' },
    ],
  },
  timeZone: {
    kind: 'text',
    label: 'Time zone',
    initial: 'UTC',
    placeholder: 'Europe/Vienna',
    help: 'For times without an offset of their own.',
  },
  valueColumns: {
    kind: 'text',
    label: 'Value columns',
    initial: '',
    placeholder: 'all that hold numbers',
    help: 'Names with commas between; columns of words become tags to filter and group by.',
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

/** A CSV file, read in the tab. */
export const csv = defineSource({
  id: 'csv',
  title: 'CSV file',
  summary: 'Reads a file of comma-separated values without sending it anywhere.',
  params,
  phrase: () => ['from ', { text: 'a CSV file', params: Object.keys(params) }],
  load: () => import('./source').then((module) => module.csv),
  aggregates: AGGREGATES,
  language: 'none',
  container: 'file',
  writable: false,
  queryText: () => '',
});
