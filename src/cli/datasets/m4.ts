import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../base/errors';
import { naive2 } from './naive2';
import { readRows } from './rows';

/** One of the M4 competition's sets. */
export interface M4Set {
  /** How its files begin, e.g. `Hourly` for `Hourly-train-dev.csv`. */
  readonly prefix: string;
  readonly stepMs: number;
  readonly horizon: number;
  /** The season of MASE and of Naive2, in steps; 1 = none. */
  readonly period: number;
  /** Every season, for models that count by several. */
  readonly seasons: readonly number[];
}

export const m4Sets: Readonly<Record<string, M4Set>> = {
  'm4-hourly': { prefix: 'Hourly', stepMs: 3_600_000, horizon: 48, period: 24, seasons: [24, 168] },
  'm4-weekly': { prefix: 'Weekly', stepMs: 604_800_000, horizon: 13, period: 1, seasons: [52] },
};

export interface M4Series {
  readonly id: string;
  readonly training: Float64Array;
  readonly test: Float64Array;
  readonly naive2: Float64Array;
}

export interface M4Data {
  readonly series: readonly M4Series[];
  /** Where the Naive2 forecasts come from: the competition's own file, or our code where it is absent. */
  readonly naive2: 'file' | 'computed';
}

/**
 * The series of a set, in the order of its training file. Files may end in anything (`-dev.csv`, `.csv.gz`).
 * @throws StudioError `not-found` when the folder or one of its files is missing, `damaged` when they do not belong together.
 */
export function loadM4({ prefix, horizon, period }: M4Set, folder: string): M4Data {
  const names = namesIn(folder);
  const rowsOf = (kind: string): ReadonlyMap<string, Float64Array> | undefined => {
    const name = names.find((candidate) => new RegExp(`^${prefix}-${kind}(-[^.]*)?\\.csv(\\.gz)?$`).test(candidate));
    return name === undefined ? undefined : readRows(join(folder, name));
  };
  const needed = (kind: string): ReadonlyMap<string, Float64Array> => {
    const rows = rowsOf(kind);
    if (rows !== undefined && rows.size > 0) return rows;
    throw new StudioError('not-found', `There is no ${prefix}-${kind}-*.csv with series in ${folder}.`, {
      next: 'Give the folder of the data set with --data.',
      place: 'data',
    });
  };
  const training = needed('train');
  const test = needed('test');
  const published = rowsOf('naive2-forecasts');
  const series = [...training].map(([id, values]) => ({
    id,
    training: values,
    test: row(test, id, horizon, 'test'),
    naive2: published === undefined ? naive2(values, period, horizon) : row(published, id, horizon, 'Naive2'),
  }));
  return { series, naive2: published === undefined ? 'computed' : 'file' };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    throw new StudioError('not-found', `The folder ${folder} cannot be read.`, {
      next: 'Give the folder of the data set with --data.',
      place: 'data',
      cause,
    });
  }
}

function row(rows: ReadonlyMap<string, Float64Array>, id: string, horizon: number, kind: string): Float64Array {
  const values = rows.get(id);
  if (values?.length === horizon && values.every(Number.isFinite)) return values;
  throw new StudioError('damaged', `Series ${id} does not have ${horizon} ${kind} values.`, {
    next: 'Check that the files of the folder belong together.',
    place: 'data',
    value: id,
  });
}
