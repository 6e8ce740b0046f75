import type { CsvPreview } from '../../../sources/csv/preview';
import { toggled } from './query-words';

type Column = CsvPreview['columns'][number];

const formats: Readonly<Record<NonNullable<CsvPreview['time']>['format'], string>> = {
  iso: 'ISO 8601',
  dmy: 'day first',
  mdy: 'month first',
  ymd: 'year first',
  'epoch-s': 'seconds since 1970',
  'epoch-ms': 'milliseconds since 1970',
  'epoch-us': 'microseconds since 1970',
  'epoch-ns': 'nanoseconds since 1970',
};

/** What a column is taken for, in words. */
export function columnRole({ kind, name }: Column, { time, decimal }: Pick<CsvPreview, 'time' | 'decimal'>): string {
  if (kind === 'time') return time === undefined || time.name !== name ? 'time' : `time, ${formats[time.format]}`;
  if (kind === 'tag') return 'words, to group by';
  return decimal === 'comma' ? 'numbers, decimal comma' : 'numbers';
}

/** The `valueColumns` parameter with one more column of numbers, or one fewer. */
export const toggledValue = (values: readonly string[], name: string): string => toggled(values, name).join(', ');
