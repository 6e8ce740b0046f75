import { fileSource } from '../file-source';
import type { ParquetParams } from '.';
import { readParquet } from './table';

/** A Parquet file: columns of numbers are fields, columns of words tags. */
export const parquet = fileSource<ParquetParams>('parquet', readParquet);
