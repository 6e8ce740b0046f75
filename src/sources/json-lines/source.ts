import { fileSource } from '../file-source';
import type { JsonParams } from '.';
import { readJson } from './table';

/** A file of objects: numbers are fields, words tags. */
export const jsonLines = fileSource<JsonParams>('json-lines', readJson);
