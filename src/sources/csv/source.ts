import { fileSource } from '../file-source';
import type { CsvParams } from '.';
import { readCsv } from './table';

/** A file of rows: its numeric columns are fields, its columns of words tags, so that long files group by them. */
export const csv = fileSource<CsvParams>('csv', readCsv);
