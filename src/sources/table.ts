import type { BadRecords } from './types';

/** A column of words: a row's word is `words[codes[row]]`. Several codes may stand for the same word; '' is none. */
export interface Tag {
  readonly words: readonly string[];
  readonly codes: Uint32Array;
}

/** Rows with the same columns. All arrays are as long as `time`, which is in the order of the file. */
export interface Sheet {
  /** Epoch milliseconds UTC. */
  readonly time: Float64Array;
  /** NaN = missing. */
  readonly values: ReadonlyMap<string, Float64Array>;
  readonly tags: ReadonlyMap<string, Tag>;
}

/** What a column of a file is taken for; `names` = its words are the fields that the numbers beside them belong to. */
export type ColumnKind = 'time' | 'value' | 'tag' | 'names' | 'measurement' | 'unused';

export interface FileColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** How its times or numbers are written, in words: `day first`, `decimal comma`. */
  readonly detail?: string;
}

/** What a file looks like and how it is read. Plain data. */
export interface FileLook {
  readonly columns: readonly FileColumn[];
  /** The first rows that could be read, as text, a cell a column. */
  readonly rows: readonly (readonly string[])[];
  /** What its rows are made of and written in: `3 columns, parted by semicolons, in UTF-8`. */
  readonly shape: string;
}

/** A file read: numbers in typed arrays, words as codes. */
export interface FileTable {
  /** By measurement. */
  readonly tables: ReadonlyMap<string, readonly Sheet[]>;
  readonly look: FileLook;
  /** Rows that could be read. */
  readonly rows: number;
  /** Human sentences about how it was read. */
  readonly notes: readonly string[];
  /** Rows left out; cells that should hold a number and became gaps. `bad` lists the first of both. */
  readonly skipped: number;
  readonly gaps: number;
  readonly bad?: BadRecords;
}

/** What a file would be read as: its look, counted. */
export interface FilePreview extends FileLook {
  /** Rows that could be read: of all, or when not `whole`, of the beginning that was looked at. */
  readonly count: number;
  readonly whole: boolean;
  readonly notes: readonly string[];
  readonly skipped: number;
  readonly gaps: number;
  readonly bad?: BadRecords;
}

/** How many of the first rows are shown. */
export const FIRST_ROWS = 20;
