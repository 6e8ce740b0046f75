import { fileSource } from '../file-source';
import { readAnnotated } from './table';

/** A file of InfluxDB's CSV: measurements, fields and tags as they were in the database. */
export const annotatedCsv = fileSource<object>('annotated-csv', readAnnotated);
