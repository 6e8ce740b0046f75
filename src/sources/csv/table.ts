import { StudioError, throwIfCancelled } from '../../base/errors';
import { breathe, type JobContext } from '../../base/job';
import { count, were } from '../assemble';
import { Grow } from '../grow';
import type { CsvParams } from '.';
import { isMissing, numberOf } from './guess';
import { decoderOf, type Layout, layoutOf } from './layout';
import { type BadLine, type Row, Rows } from './rows';
import { stampReader } from './stamps';

/** A file read whole: numbers in typed arrays, words as codes into a list. */
export interface Table {
  readonly layout: Layout;
  readonly time: Float64Array;
  readonly values: ReadonlyMap<string, Float64Array>;
  readonly tags: ReadonlyMap<string, { readonly words: readonly string[]; readonly codes: Float64Array }>;
  /** The first rows as they stand in the file. */
  readonly first: readonly (readonly string[])[];
  /** Rows skipped, and the first of them with the reason. */
  readonly badRows: number;
  /** Cells that should hold a number and do not; they became gaps. */
  readonly badCells: number;
  readonly bad: readonly BadLine[];
  readonly notes: readonly string[];
}

const FIRST_ROWS = 20;
const BAD_SHOWN = 20;
/** Where the axis of a file without times begins. */
const ROW_ZERO = Date.UTC(2000, 0, 1);

/** The file read last; one alone, for tables are large. */
let held: { readonly key: string; readonly table: Table } | undefined;

/**
 * Reads a file, or gives it back when it was just read with the same parameters. A worker is handed a new clone of the
 * file at each call, so a file is known by its name, size, last change and both its ends; a
 * bare Blob, which has no name, is read each time.
 */
export async function tableOf(file: Blob, params: CsvParams, ctx: JobContext): Promise<Table> {
  if (!(file instanceof File)) return readTable(file, params, ctx);
  const key = await keyOf(file, params);
  if (held?.key === key) return held.table;
  held = undefined; // Its memory serves the next one.
  const table = await readTable(file, params, ctx);
  held = { key, table };
  return table;
}

const END_BYTES = 4096;

async function keyOf(file: File, params: CsvParams): Promise<string> {
  const { name, size, lastModified } = file;
  const ends = [file.slice(0, END_BYTES), file.slice(-END_BYTES)].map((end) => end.text());
  try {
    return JSON.stringify([name, size, lastModified, params, ...(await Promise.all(ends))]);
  } catch (cause) {
    throw unreadable(cause);
  }
}

const unreadable = (cause: unknown): StudioError =>
  new StudioError('bad-input', 'The file can no longer be read; it may have been changed or moved.', {
    next: 'Open it again.',
    place: 'file',
    cause,
  });

async function readTable(file: Blob, params: CsvParams, ctx: JobContext): Promise<Table> {
  throwIfCancelled(ctx.signal);
  const layout = await layoutOf(file, params);
  const taker = new Taker(layout, params);
  const rows = new Rows(
    layout.delimiter,
    (row) => taker.take(row),
    (line) => taker.skip(line),
    layout.skip,
  );
  const decoder = decoderOf(layout.encoding);
  const reader = file.stream().getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      throwIfCancelled(ctx.signal);
      if (done) break;
      rows.push(decoder.decode(value, { stream: true }));
      bytes += value.length;
      ctx.progress({ phase: 'Reading', done: bytes, total: file.size, unit: 'bytes' });
      await breathe();
    }
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    throw unreadable(cause);
  } finally {
    reader.releaseLock();
  }
  rows.push(decoder.decode());
  rows.end();
  return taker.table();
}

/** Takes rows in and sorts their cells to time, values and tags. */
class Taker {
  private readonly layout: Layout;
  private readonly stepMs: number;
  private readonly stampIn: (text: string) => number;
  private readonly time = new Grow();
  private readonly values: ReadonlyMap<number, Grow>;
  private readonly tags: ReadonlyMap<number, { readonly words: Map<string, number>; readonly codes: Grow }>;
  private readonly first: (readonly string[])[] = [];
  private readonly bad: BadLine[] = [];
  private badRows = 0;
  private badCells = 0;
  private headerDue: boolean;

  constructor(layout: Layout, params: CsvParams) {
    const columns = (kind: string) => [...layout.names.keys()].filter((i) => layout.kinds[i] === kind);
    this.layout = layout;
    this.stepMs = params.stepSeconds * 1000;
    const tags = columns('tag');
    this.stampIn = stampReader(layout.time?.format ?? 'iso', params.timeZone.trim(), tags.length > 0);
    this.values = new Map(columns('value').map((i) => [i, new Grow()]));
    this.tags = new Map(tags.map((i) => [i, { words: new Map(), codes: new Grow() }]));
    this.headerDue = layout.header;
  }

  skip(line: BadLine): void {
    this.badRows++;
    this.note(line);
  }

  private note(line: BadLine): void {
    if (this.bad.length < BAD_SHOWN) this.bad.push(line);
  }

  take({ line, cells }: Row): void {
    if (this.headerDue) {
      this.headerDue = false;
      return;
    }
    const { names, time, decimal, delimiter } = this.layout;
    const text = () => cells.join(delimiter).slice(0, 120);
    if (cells.length < names.length || cells.slice(names.length).some((cell) => cell.trim() !== '')) {
      this.skip({ line, reason: `${count(cells.length, 'cell')} where ${names.length} are expected`, text: text() });
      return;
    }
    const t = time === undefined ? ROW_ZERO + this.time.length * this.stepMs : this.stampIn(cells[time.index] ?? '');
    if (Number.isNaN(t)) {
      const stamp = cells[time?.index ?? 0] ?? '';
      this.skip({
        line,
        reason: stamp.trim() === '' ? 'no time' : `“${stamp.slice(0, 40)}” is not a time`,
        text: text(),
      });
      return;
    }
    if (this.first.length < FIRST_ROWS) this.first.push([...cells]);
    this.time.push(t);
    for (const [i, grow] of this.values) {
      const cell = cells[i] ?? '';
      const value = numberOf(cell, decimal);
      if (Number.isNaN(value) && !isMissing(cell)) {
        this.badCells++;
        this.note({ line, reason: `“${cell.slice(0, 40)}” in ${names[i]} is not a number`, text: text() });
      }
      grow.push(value);
    }
    for (const [i, { words, codes }] of this.tags) {
      const word = (cells[i] ?? '').trim();
      const code = words.get(word) ?? words.size;
      words.set(word, code);
      codes.push(code);
    }
  }

  table(): Table {
    const { layout, badRows, badCells, bad } = this;
    const name = (i: number) => layout.names[i] ?? '';
    return {
      layout,
      time: this.time.taken(),
      values: new Map([...this.values].map(([i, grow]) => [name(i), grow.taken()])),
      tags: new Map(
        [...this.tags].map(([i, { words, codes }]) => [name(i), { words: [...words.keys()], codes: codes.taken() }]),
      ),
      first: this.first,
      badRows,
      badCells,
      bad,
      notes: [...layout.notes, ...this.notes()],
    };
  }

  private notes(): string[] {
    const { badRows, badCells, bad } = this;
    if (badRows + badCells === 0) return [];
    const shown = bad.slice(0, 3).map(({ line, reason }) => `line ${line}: ${reason}`);
    const more = badRows + badCells > shown.length ? ' …' : '';
    const parts = [
      ...(badRows > 0 ? [`${count(badRows, 'row')} ${were(badRows)} skipped`] : []),
      ...(badCells > 0 ? [`${count(badCells, 'cell')} became ${badCells === 1 ? 'a gap' : 'gaps'}`] : []),
    ];
    return [`${parts.join(' and ')} (${shown.join('; ')}${more}).`];
  }
}
