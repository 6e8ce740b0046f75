import type { FileColumn, FilePreview } from '../../../sources/table';
import { count } from '../../format';
import { toggled } from './query-words';

const roles: Readonly<Record<FileColumn['kind'], string>> = {
  time: 'time',
  value: 'numbers',
  tag: 'words, to group by',
  names: 'names what is measured',
  measurement: 'measurement',
  unused: 'left out',
};

/** What a column is taken for, in words. */
export const columnRole = ({ kind, detail }: FileColumn): string =>
  detail === undefined ? roles[kind] : `${roles[kind]}, ${detail}`;

/** What a file holds, in words: all of it, or as much as its beginning told. */
export const aboutFile = ({ count: rows, whole, shape }: FilePreview): string =>
  whole
    ? `${count(rows)} ${rows === 1 ? 'row' : 'rows'} of ${shape}`
    : `A long file of ${shape}; its beginning is shown`;

/** The `valueColumns` parameter with one more column of numbers, or one fewer. */
export const toggledValue = (values: readonly string[], name: string): string => toggled(values, name).join(', ');
