import type { JobContext } from '../../base/job';
import type { CsvParams } from '.';
import type { Encoding } from './encoding';
import type { ColumnKind, DecimalMark } from './guess';
import type { BadLine } from './rows';
import type { TimeFormat } from './stamps';
import { tableOf } from './table';

/** What a file looks like and how it will be read. Plain data. */
export interface CsvPreview {
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  /** The first 20 rows that could be read, as text. */
  readonly rows: readonly (readonly string[])[];
  /** Rows that could be read, in all. */
  readonly count: number;
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly header: boolean;
  readonly decimal: DecimalMark;
  /** The time column and how its times are written; undefined when the rows are numbered instead. */
  readonly time: { readonly name: string; readonly format: TimeFormat } | undefined;
  /** Rows skipped; `bad` shows the first of them, and cells that are no numbers, with line and reason. */
  readonly badRows: number;
  readonly badCells: number;
  readonly bad: readonly BadLine[];
  readonly notes: readonly string[];
}

/**
 * Reads a file and says how: its columns and what they are taken for, its first rows, and what could not be read.
 * @throws StudioError at the parameter to mend, never for a bad row.
 */
export async function previewCsv(file: Blob, params: CsvParams, ctx: JobContext): Promise<CsvPreview> {
  const { layout, time, first, badRows, badCells, bad, notes } = await tableOf(file, params, ctx);
  const { names, kinds, encoding, delimiter, header, decimal } = layout;
  return {
    columns: names.map((name, i) => ({ name, kind: kinds[i] ?? 'tag' })),
    rows: first,
    count: time.length,
    encoding,
    delimiter,
    header,
    decimal,
    time: layout.time && { name: names[layout.time.index] ?? '', format: layout.time.format },
    badRows,
    badCells,
    bad,
    notes,
  };
}
