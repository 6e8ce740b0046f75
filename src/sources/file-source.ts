import { StudioError, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import type { SeriesQuery } from '../frame/query';
import { AGGREGATES } from './aggregate';
import { askedWell, NOTHING } from './ask-well';
import { assemble, count, were } from './assemble';
import { bytesOf } from './file-bytes';
import { SharedJobs } from './file-shared';
import { filled } from './fill-buckets';
import type { FilePreview, FileTable, Sheet, Tag } from './table';
import { estimateOf, seriesIn } from './table-query';
import type { CatalogNode, Opening, Source } from './types';

/**
 * Reads a file, or as much of it as its first `most` bytes hold when that is given.
 * @throws StudioError at the parameter to mend, never for a bad row.
 */
export type ReadTable<P> = (file: Blob, params: P, ctx: JobContext, most?: number) => Promise<FileTable>;

/** A source that is a file; `preview` tells how it would be read. */
export interface FileSource<P> extends Source<P> {
  preview(opening: Opening<P>, ctx: JobContext): Promise<FilePreview>;
}

/** Longer files are looked at from their beginning alone. */
const LOOKED_AT = 1 << 25;
const END_BYTES = 4096;

/** The file read last; one alone, for tables are large. */
let held: { readonly key: string; readonly table: FileTable } | undefined;

/** Files that are being read, by what they are known by. */
const reading = new SharedJobs<FileTable>();

/** A source over one kind of file: the file is its database, its tables the measurements, numbers fields and words tags. */
export function fileSource<P extends object>(id: string, read: ReadTable<P>): FileSource<P> {
  /**
   * Reads the file, or gives it back when it was just read with the same parameters. A worker is handed a new clone of the
   * file at each call, so a file is known by its name, size, last change and both its ends; a bare Blob, which has no
   * name, is read each time.
   */
  async function tableOf(opening: Opening<P>, ctx: JobContext): Promise<FileTable> {
    throwIfCancelled(ctx.signal);
    const file = fileOf(opening);
    if (!(file instanceof File)) return read(file, opening.params, ctx);
    const key = JSON.stringify([id, opening.params, await marksOf(file)]);
    if (held?.key === key) return held.table;
    return reading.join(key, ctx, async (shared) => {
      held = undefined; // Its memory serves the next one.
      const table = await read(file, opening.params, shared);
      held = { key, table };
      return table;
    });
  }

  const sheetsOf = async (opening: Opening<P>, measurement: string, ctx: JobContext): Promise<readonly Sheet[]> =>
    (await tableOf(opening, ctx)).tables.get(measurement) ?? [];

  async function preview(opening: Opening<P>, ctx: JobContext): Promise<FilePreview> {
    const file = fileOf(opening);
    const whole = file.size <= LOOKED_AT;
    const table = whole ? await tableOf(opening, ctx) : await read(file, opening.params, ctx, LOOKED_AT / 4);
    const { look, rows, notes, skipped, gaps, bad } = table;
    return { ...look, count: rows, whole, notes, skipped, gaps, ...(bad !== undefined && { bad }) };
  }

  return {
    preview,

    async connect(opening, ctx) {
      const file = fileOf(opening);
      const look = await preview(opening, ctx);
      return { product: `${nameOf(file)}, ${look.whole ? count(look.count, 'row') : sizeOf(file)}` };
    },

    async catalog(opening, { database, measurement, tag }, ctx) {
      throwIfCancelled(ctx.signal);
      const file = fileOf(opening);
      if (database === undefined) return [{ kind: 'database', name: nameOf(file), detail: sizeOf(file) }];
      const { tables } = await tableOf(opening, ctx);
      if (measurement === undefined) {
        return [...tables].map(([name, sheets]): CatalogNode => ({ kind: 'measurement', name, count: rowsOf(sheets) }));
      }
      const sheets = tables.get(measurement) ?? [];
      return tag === undefined ? columnsOf(sheets) : valuesOf(sheets, tag);
    },

    async extent(opening, { measurement, field }, ctx) {
      let [start, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const { time, values } of await sheetsOf(opening, measurement, ctx)) {
        const column = values.get(field);
        if (column === undefined) continue;
        for (let i = 0; i < time.length; i++) {
          if (Number.isNaN(column[i])) continue;
          const t = time[i] as number;
          if (t < start) start = t;
          if (t > last) last = t;
        }
      }
      return start <= last ? { start, stop: last + 1 } : undefined;
    },

    async estimate(opening, query, ctx) {
      return estimateOf(await sheetsOf(opening, query.measurement, ctx), query);
    },

    async query(opening, query: SeriesQuery, ctx) {
      askedWell(query, AGGREGATES);
      const table = await tableOf(opening, ctx);
      throwIfCancelled(ctx.signal);
      const { series, unordered } = seriesIn(table.tables.get(query.measurement) ?? [], query);
      const { frames, rows, notes, mended } = assemble(series, query.fields);
      const sorted =
        unordered === 0 ? [] : [`${count(unordered, 'row')} stood out of order and ${were(unordered)} sorted by time.`];
      return {
        frames: filled(frames, query),
        rows,
        text: '',
        notes: [...table.notes, ...sorted, ...notes, ...(frames.length === 0 ? [NOTHING] : [])],
        mended: { ...mended, unordered: mended.unordered + unordered },
        ...(table.bad !== undefined && { bad: table.bad }),
      };
    },
  };
}

function fileOf({ file }: Opening<unknown>): Blob {
  if (file !== undefined) return file;
  throw new StudioError('bad-input', 'No file is open.', { next: 'Choose a file.', place: 'file' });
}

/** A file's own name; a bare Blob is called `file`. */
export const nameOf = (file: Blob): string =>
  'name' in file && typeof file.name === 'string' && file.name !== '' ? file.name : 'file';

/** A file's name without its endings: what a table in it is called where nothing else names it. */
export const stemOf = (file: Blob): string =>
  nameOf(file)
    .replace(/\.gz$/i, '')
    .replace(/(.)\.[a-z\d]+$/i, '$1');

async function marksOf(file: File): Promise<readonly (string | number)[]> {
  const { name, size, lastModified } = file;
  const ends = await Promise.all([
    bytesOf(file, 0, Math.min(size, END_BYTES)),
    bytesOf(file, Math.max(0, size - END_BYTES), size),
  ]);
  return [name, size, lastModified, ...ends.map((end) => end.toString())];
}

/** A size as one reads it: `12 kB`, `1.4 GB`. */
function sizeOf({ size }: Blob): string {
  const [unit, name] = size >= 1e9 ? [1e9, 'GB'] : size >= 1e6 ? [1e6, 'MB'] : size >= 1e3 ? [1e3, 'kB'] : [1, 'bytes'];
  const value = size / unit;
  return `${value >= 10 || unit === 1 ? Math.round(value) : value.toFixed(1)} ${name}`;
}

const rowsOf = (sheets: readonly Sheet[]): number => sheets.reduce((sum, { time }) => sum + time.length, 0);

/** The fields and tags of a measurement; a tag with the number of its words. */
function columnsOf(sheets: readonly Sheet[]): CatalogNode[] {
  const fields = new Set(sheets.flatMap(({ values }) => [...values.keys()]));
  const tags = new Map<string, Set<string>>();
  for (const sheet of sheets) {
    for (const [name, { words }] of sheet.tags) {
      const known = tags.get(name) ?? new Set();
      for (const word of words) if (word !== '') known.add(word);
      tags.set(name, known);
    }
  }
  return [
    ...[...fields].map((name): CatalogNode => ({ kind: 'field', name })),
    ...[...tags].map(([name, words]): CatalogNode => ({ kind: 'tag', name, count: words.size })),
  ];
}

/** A tag's words with their rows, in the order of the alphabet. */
function valuesOf(sheets: readonly Sheet[], tag: string): CatalogNode[] {
  const rows = new Map<string, number>();
  for (const sheet of sheets) {
    const column = sheet.tags.get(tag);
    if (column === undefined) continue;
    const counts = countsOf(column);
    column.words.forEach((word, code) => {
      if (word !== '') rows.set(word, (rows.get(word) ?? 0) + (counts[code] as number));
    });
  }
  const met = [...rows].filter(([, found]) => found > 0); // Words of rows that were left out have none.
  return met.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, found]) => ({ kind: 'value', name, count: found }));
}

function countsOf({ words, codes }: Tag): Float64Array {
  const counts = new Float64Array(words.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  return counts;
}
