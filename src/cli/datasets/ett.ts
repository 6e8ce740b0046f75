import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { StudioError } from '../../base/errors';

/** How the rows of an ETT file are used: learned from, chosen on, scored. */
export interface EttSplit {
  readonly training: number;
  readonly validation: number;
  readonly test: number;
}

/** Twelve, four and four months of hours, the usual split of ETTh1. */
export const usualSplit: EttSplit = { training: 8640, validation: 2880, test: 2880 };

/** A channel, z-scored by its training rows, as long as the split. */
export interface Channel {
  readonly name: string;
  readonly values: Float64Array;
}

/**
 * The channels of `ETTh1.csv` (or `.csv.gz`) in a folder: a header row, a date, then one column each. Every channel less its
 * mean and divided by its deviation (of the population) over the training rows, as the benchmark scores it.
 * @throws StudioError `not-found` without such a file, `damaged` where a row is short of a number or rows are too few
 */
export function loadEtt(folder: string, split: EttSplit): readonly Channel[] {
  const path = join(folder, fileIn(folder));
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const names = header.split(',').slice(1);
  const wanted = split.training + split.validation + split.test;
  const rows = lines.slice(0, wanted).map((line) => line.split(',').slice(1).map(Number));
  if (names.length === 0 || rows.length < wanted)
    throw damaged(path, `it has ${rows.length} rows, and ${wanted} are needed`);
  const off = rows.findIndex((row) => row.length !== names.length || !row.every(Number.isFinite));
  if (off >= 0) throw damaged(path, `row ${off + 1} does not have ${names.length} numbers`);
  return names.map((name, c) => ({
    name,
    values: zScored(
      Float64Array.from(rows, (row) => row[c] as number),
      split.training,
    ),
  }));
}

function fileIn(folder: string): string {
  try {
    const name = readdirSync(folder).find((candidate) => /^ETTh1\.csv(\.gz)?$/.test(candidate));
    if (name !== undefined) return name;
  } catch (cause) {
    throw new StudioError('not-found', `The folder ${folder} cannot be read.`, {
      next: 'Give the folder of the data set with --data.',
      place: 'data',
      cause,
    });
  }
  throw new StudioError('not-found', `There is no ETTh1.csv in ${folder}.`, {
    next: 'Give the folder of the data set with --data.',
    place: 'data',
  });
}

const damaged = (path: string, why: string): StudioError =>
  new StudioError('damaged', `${path} is not an ETT file: ${why}.`, {
    next: 'Take the file as it was published.',
    place: 'data',
  });

function zScored(values: Float64Array, training: number): Float64Array {
  const known = values.subarray(0, training);
  const mean = known.reduce((sum, value) => sum + value, 0) / training;
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / training);
  return values.map((value) => (value - mean) / (deviation || 1));
}
