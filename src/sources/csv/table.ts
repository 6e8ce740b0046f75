import type { JobContext } from '../../base/job';
import { count, were } from '../assemble';
import { BadList } from '../bad';
import { eachPiece } from '../file-bytes';
import { stemOf } from '../file-source';
import { Grow } from '../grow';
import { leftOut } from '../left-out';
import { cellNumber, isMissing } from '../numbers';
import { pivoted } from '../pivot';
import { StampReader } from '../stamp-reader';
import { TIME_WORDS } from '../stamps';
import { FIRST_ROWS, type FileTable, type Sheet } from '../table';
import { GrowCodes, Words } from '../words';
import type { CsvParams } from '.';
import { type Layout, layoutOf } from './layout';
import { type Cells, cellText, cellTexts, rawText, Scanner, SPACE } from './scanner';
import { transcoder } from './transcode';

/** Where the axis of a file without times begins. */
const ROW_ZERO = Date.UTC(2000, 0, 1);
/** A column with more different words than this tells rows apart, and fills the memory. */
const MOST_WORDS = 1 << 20;
/** What is not text in the file's encoding becomes this sign. */
const BROKEN = '\uFFFD';

/** Reads a file of rows, or the rows of its first `most` bytes. */
export async function readCsv(file: Blob, params: CsvParams, ctx: JobContext, most?: number): Promise<FileTable> {
  const layout = await layoutOf(file, params, ctx);
  const taker = new Taker(layout, params, stemOf(file));
  const scanner = new Scanner({
    delimiter: layout.delimiter.charCodeAt(0),
    lineEnd: layout.lineEnd,
    skip: layout.skip,
    take: (cells, line) => taker.take(cells, line),
    bad: (line, reason, text) => taker.skip(line, reason, () => text),
  });
  const toUtf8 = transcoder(layout.encoding);
  const reading = { rows: () => taker.rows, ...(most !== undefined && { most }) };
  const end = await eachPiece(file, ctx, (piece) => scanner.push(toUtf8(piece)), reading);
  scanner.push(toUtf8());
  scanner.end(end !== 'left');
  if (end === 'broken') taker.breakOff();
  return taker.table();
}

interface WordColumn {
  readonly index: number;
  readonly words: Words;
  readonly codes: GrowCodes;
  /** Numbers of words that are no text in the file's encoding. */
  readonly broken: Set<number>;
  /** Too many different words: it is left out. */
  full: boolean;
}

/** Takes records in and sorts their cells to time, values and tags. */
class Taker {
  rows = 0;
  private readonly layout: Layout;
  private readonly params: CsvParams;
  private readonly name: string;
  private readonly width: number;
  private readonly timeAt: number;
  private readonly stepMs: number;
  private readonly stamps: StampReader;
  private readonly time = new Grow();
  private readonly values: readonly { readonly index: number; readonly grow: Grow }[];
  private readonly tags: readonly WordColumn[];
  private readonly found: Float64Array;
  private readonly codes: Uint32Array;
  private readonly first: (readonly string[])[] = [];
  private readonly bad = new BadList();
  private skipped = 0;
  private gaps = 0;
  /** Cells that say that they hold nothing. */
  private absent = 0;
  private cut = false;
  private headerDue: boolean;
  private scratch = new Uint8Array(256);

  constructor(layout: Layout, params: CsvParams, name: string) {
    const columns = (kind: string) => [...layout.names.keys()].filter((i) => layout.kinds[i] === kind);
    this.layout = layout;
    this.params = params;
    this.name = name;
    this.width = layout.names.length;
    this.timeAt = layout.time?.index ?? -1;
    this.stepMs = params.stepSeconds * 1000;
    this.values = columns('value').map((index) => ({ index, grow: new Grow() }));
    this.tags = columns('tag').map((index) => ({
      index,
      words: new Words(),
      codes: new GrowCodes(),
      broken: new Set(),
      full: false,
    }));
    this.stamps = new StampReader(layout.time?.format ?? 'iso', params.timeZone.trim(), this.tags.length > 0);
    this.found = new Float64Array(this.values.length);
    this.codes = new Uint32Array(this.tags.length);
    this.headerDue = layout.header;
  }

  skip(line: number, reason: string, text: () => string): void {
    this.skipped++;
    this.bad.add(`line ${line}`, reason, text);
  }

  /** The file ends too early. */
  breakOff(): void {
    this.cut = true;
  }

  take(cells: Cells, line: number): void {
    const { width, found, codes } = this;
    if (cells.count !== width && isEmpty(cells, 0)) return;
    if (this.headerDue) {
      if (isEmpty(cells, 0)) return;
      this.headerDue = false;
      return;
    }
    if (cells.count < width || (cells.count > width && !isEmpty(cells, width))) {
      this.skip(line, `${count(cells.count, 'cell')} where ${width} are expected`, () => rawText(cells));
      return;
    }
    const t = this.timeAt < 0 ? ROW_ZERO + this.rows * this.stepMs : this.timeIn(cells);
    if (Number.isNaN(t)) {
      if (!isEmpty(cells, 0)) this.skip(line, this.stampFault(cells), () => rawText(cells));
      return;
    }
    if (this.timeAt < 0 && isEmpty(cells, 0)) return;
    let gaps = 0;
    for (let k = 0; k < found.length; k++) {
      const { index } = this.values[k] as (typeof this.values)[number];
      const value = this.numberAt(cells, index);
      found[k] = value;
      if (Number.isNaN(value) && cells.starts[index] !== cells.ends[index]) {
        const text = cellText(cells, index);
        if (text.includes(BROKEN)) {
          this.skip(line, NO_TEXT, () => rawText(cells));
          return;
        }
        if (!isMissing(text)) gaps++;
        else if (text.trim() !== '') this.absent++;
      }
    }
    for (let k = 0; k < codes.length; k++) {
      const tag = this.tags[k] as WordColumn;
      const code = this.wordAt(cells, tag);
      if (tag.broken.has(code)) {
        this.skip(line, NO_TEXT, () => rawText(cells));
        return;
      }
      codes[k] = code;
    }
    if (gaps > 0) this.noteGaps(cells, line);
    if (this.rows < FIRST_ROWS) this.first.push(cellTexts(cells));
    this.rows++;
    this.time.push(t);
    for (let k = 0; k < found.length; k++) this.values[k]?.grow.push(found[k] as number);
    for (let k = 0; k < codes.length; k++) this.tags[k]?.codes.push(codes[k] as number);
  }

  private timeIn(cells: Cells): number {
    const { timeAt } = this;
    let [from, to] = [cells.starts[timeAt] as number, cells.ends[timeAt] as number];
    const { bytes } = cells;
    while (from < to && bytes[from] === SPACE) from++;
    while (from < to && bytes[to - 1] === SPACE) to--;
    return from === to ? Number.NaN : this.stamps.bytes(bytes, from, to);
  }

  private stampFault(cells: Cells): string {
    const stamp = cellText(cells, this.timeAt).trim();
    if (stamp.includes(BROKEN)) return NO_TEXT;
    return stamp === '' ? 'no time' : `“${stamp.slice(0, 40)}” is not a time`;
  }

  private numberAt({ bytes, starts, ends }: Cells, i: number): number {
    return cellNumber(bytes, starts[i] as number, ends[i] as number, this.layout.decimal);
  }

  private wordAt(cells: Cells, tag: WordColumn): number {
    const { words, index } = tag;
    if (tag.full) return 0;
    let { bytes } = cells;
    let [from, to] = [cells.starts[index] as number, cells.ends[index] as number];
    while (from < to && (bytes[from] as number) <= SPACE) from++;
    while (from < to && (bytes[to - 1] as number) <= SPACE) to--;
    if (cells.quoted[index] === 1) [bytes, from, to] = this.unquoted(bytes, from, to);
    const known = words.size;
    const code = words.codeOf(bytes, from, to);
    if (words.size > known) {
      if (words.textOf(code).includes(BROKEN)) tag.broken.add(code);
      if (words.size > MOST_WORDS) tag.full = true;
    }
    return code;
  }

  /** The bytes of a quoted cell, each pair of quotes in it made one. */
  private unquoted(bytes: Uint8Array, from: number, to: number): [Uint8Array, number, number] {
    if (bytes.subarray(from, to).indexOf(34) < 0) return [bytes, from, to];
    if (this.scratch.length < to - from) this.scratch = new Uint8Array(2 * (to - from));
    let length = 0;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      this.scratch[length++] = byte;
      if (byte === 34) i++;
    }
    return [this.scratch, 0, length];
  }

  private noteGaps(cells: Cells, line: number): void {
    this.values.forEach(({ index }, k) => {
      if (!Number.isNaN(this.found[k] as number)) return;
      const text = cellText(cells, index);
      if (isMissing(text)) return;
      this.gaps++;
      const reason = `“${text.slice(0, 40)}” in ${this.layout.names[index]} is not a number`;
      this.bad.add(`line ${line}`, reason, () => rawText(cells));
    });
  }

  table(): FileTable {
    const { layout, skipped, gaps, rows } = this;
    const name = (i: number) => layout.names[i] ?? '';
    const full = this.tags.filter((tag) => tag.full).map(({ index }) => index);
    const sheet: Sheet = {
      time: this.time.taken(),
      values: new Map(this.values.map(({ index, grow }) => [name(index), grow.taken()])),
      tags: new Map(
        this.tags
          .filter((tag) => !tag.full)
          .map(({ index, words, codes }) => [name(index), { words: words.list(), codes: codes.taken() }]),
      ),
    };
    const bad = this.bad.all;
    const { sheets, by } = pivoted(sheet, this.params.nameColumn);
    return {
      tables: new Map([[this.name, sheets]]),
      look: this.look(full, by),
      rows,
      skipped,
      gaps,
      ...(bad !== undefined && { bad }),
      notes: [
        ...layout.notes,
        ...full.map((i) => `“${name(i)}” holds more than a million different words and was left out.`),
        ...this.stamps.notes(),
        ...(this.cut ? ['The compressed file breaks off or is damaged; what came before that was read.'] : []),
        ...leftOut(skipped, gaps),
        ...(this.absent > 0
          ? [`${count(this.absent, 'cell')} (n/a, null or the like) ${were(this.absent)} taken for missing.`]
          : []),
      ],
    };
  }

  private look(full: readonly number[], by: string | undefined): FileTable['look'] {
    const { names, kinds, delimiter, encoding, time, decimal } = this.layout;
    const parted = `parted by ${DELIMITERS[delimiter] ?? `“${delimiter}”`}`;
    return {
      columns: names.map((name, i) => {
        const kind = full.includes(i) ? 'unused' : name === by ? 'names' : (kinds[i] ?? 'tag');
        const comma = kind === 'value' && decimal === 'comma';
        const detail = kind === 'time' && time !== undefined ? TIME_WORDS[time.format] : comma ? 'decimal comma' : '';
        return { name, kind, ...(detail !== '' && { detail }) };
      }),
      rows: this.first,
      shape: `${names.length === 1 ? 'one column' : `${count(names.length, 'column')}, ${parted}`}, in ${encoding.toUpperCase()}`,
    };
  }
}

const NO_TEXT = 'signs that are not text in this encoding';

const DELIMITERS: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** Whether there is nothing in the cells from `from` on. */
function isEmpty({ bytes, starts, ends, count: cells }: Cells, from: number): boolean {
  for (let i = from; i < cells; i++) {
    for (let at = starts[i] as number; at < (ends[i] as number); at++) if ((bytes[at] as number) > SPACE) return false;
  }
  return true;
}
