import { StudioError } from '../../base/errors';

const UTF8 = new TextDecoder();
export const [LF, CR, QUOTE, SPACE] = [10, 13, 34, 32];

/** A quoted cell may span this many lines; a quote open for longer was never meant to be one. */
const LINES_IN_A_CELL = 40;
/** A line longer than this is no line of a table. */
const LONGEST = 1 << 24;

/** Where the cells of one record lie in `bytes`, quotes left out. Reused from record to record: read it, do not keep it. */
export interface Cells {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Whether it was quoted: two quotes in it stand for one. */
  readonly quoted: Uint8Array;
}

/** A cell as text. */
export function cellText({ bytes, count, starts, ends, quoted }: Cells, i: number): string {
  if (i >= count) return '';
  const text = UTF8.decode(bytes.subarray(starts[i], ends[i]));
  return quoted[i] === 1 ? text.replaceAll('""', '"') : text;
}

export const cellTexts = (cells: Cells): string[] => Array.from({ length: cells.count }, (_, i) => cellText(cells, i));

/** A record as it stands in the file. */
export const rawText = ({ bytes, count, starts, ends, quoted }: Cells): string => {
  const [from, to] = [starts[0] as number, ends[count - 1] as number];
  return UTF8.decode(bytes.subarray(from - (quoted[0] as number), to + (quoted[count - 1] as number)));
};

export interface ScannerOptions {
  /** The byte between cells. */
  readonly delimiter: number;
  /** The byte that ends lines: LF, or CR in files of old Macs; a CR before LF is not part of a cell. */
  readonly lineEnd: number;
  /** Lines at the beginning that are passed over unread. */
  readonly skip: number;
  /** `line` is where the record begins, counted from 1. */
  take(cells: Cells, line: number): void;
  bad(line: number, reason: string, text: string): void;
}

/**
 * Cuts UTF-8 bytes into the records of a table, piece by piece. A line whose quotes are broken costs itself alone: an open
 * quote is looked for in the next lines, and where it does not close as it should, only the line it stands in is left out.
 */
export class Scanner {
  private readonly options: ScannerOptions;
  /** 1 for bytes that mean something: the delimiter, the line end and the quote. */
  private readonly means = new Uint8Array(256);
  private rest: Uint8Array = new Uint8Array();
  private line = 1;
  private readonly cells = {
    bytes: new Uint8Array() as Uint8Array,
    count: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    quoted: new Uint8Array(64),
  };

  constructor(options: ScannerOptions) {
    this.options = options;
    for (const byte of [options.delimiter, options.lineEnd, QUOTE]) this.means[byte] = 1;
  }

  push(piece: Uint8Array): void {
    let bytes = piece;
    if (this.rest.length > 0) {
      bytes = new Uint8Array(this.rest.length + piece.length);
      bytes.set(this.rest);
      bytes.set(piece, this.rest.length);
    }
    const at = this.scan(bytes, false);
    if (bytes.length - at > LONGEST) throw endless();
    this.rest = bytes.slice(at);
  }

  /** Reads what is left; with `whole` false the last line, which may be cut, is dropped. */
  end(whole = true): void {
    if (whole && this.rest.length > 0) this.scan(this.rest, true);
    this.rest = new Uint8Array();
  }

  /** Takes the records that are complete; gives where the first that is not begins. */
  private scan(bytes: Uint8Array, last: boolean): number {
    const { delimiter, lineEnd, skip } = this.options;
    const { means, cells } = this;
    const n = bytes.length;
    let { starts, ends, quoted } = cells;
    cells.bytes = bytes;
    let at = 0;
    while (at < n && this.line <= skip) {
      const end = bytes.indexOf(lineEnd, at);
      if (end < 0 && !last) return at;
      at = end < 0 ? n : end + 1;
      this.line++;
    }
    while (at < n) {
      let cell = 0;
      let i = at;
      starts[0] = at;
      let byte = 0;
      for (; ; i++) {
        while (i < n && means[bytes[i] as number] === 0) i++;
        byte = i < n ? (bytes[i] as number) : lineEnd;
        if (byte !== delimiter) break;
        quoted[cell] = 0;
        ends[cell++] = i;
        if (cell === starts.length) ({ starts, ends, quoted } = this.widen());
        starts[cell] = i + 1;
      }
      if (byte === QUOTE) {
        const next = this.quotedLine(bytes, at, last);
        ({ starts, ends, quoted } = cells);
        if (next < 0) return at;
        at = next;
        continue;
      }
      if (i === n && !last) return at;
      quoted[cell] = 0;
      ends[cell] = lineEnd === LF && i > (starts[cell] as number) && bytes[i - 1] === CR ? i - 1 : i;
      cells.count = cell + 1;
      this.options.take(cells, this.line++);
      at = i + 1;
    }
    return Math.min(at, n);
  }

  /** Reads the line at `at`, which holds quotes, and those it goes on in; -1 when more bytes are needed to tell. */
  private quotedLine(bytes: Uint8Array, at: number, last: boolean): number {
    const { lineEnd } = this.options;
    const n = bytes.length;
    const found = bytes.indexOf(lineEnd, at);
    if (found < 0 && !last) return -1;
    const end = found < 0 ? n : found;
    if (quotesIn(bytes, at, end) % 2 === 1) {
      let [from, lines] = [end + 1, 1];
      while (lines < LINES_IN_A_CELL) {
        if (from >= n) {
          if (last) break;
          return -1;
        }
        const next = bytes.indexOf(lineEnd, from);
        if (next < 0 && !last) return -1;
        const to = next < 0 ? n : next;
        lines++;
        if (quotesIn(bytes, from, to) % 2 === 1) {
          if (this.cut(bytes, at, to) === undefined) {
            this.options.take(this.cells, this.line);
            this.line += lines;
            return to + 1;
          }
          break;
        }
        from = to + 1;
      }
    }
    const fault = this.cut(bytes, at, end);
    if (fault === undefined) this.options.take(this.cells, this.line);
    else this.options.bad(this.line, fault, UTF8.decode(bytes.subarray(at, end)));
    this.line++;
    return end + 1;
  }

  /** Cuts bytes [at, to) into the cells of one record; what is wrong with it, or undefined. */
  private cut(bytes: Uint8Array, at: number, to: number): string | undefined {
    const { delimiter, lineEnd } = this.options;
    const end = lineEnd === LF && to > at && bytes[to - 1] === CR ? to - 1 : to;
    const { cells } = this;
    let cell = 0;
    let i = at;
    for (;;) {
      if (cell === cells.starts.length) this.widen();
      if (i < end && bytes[i] === QUOTE) {
        const close = closing(bytes, i, end);
        if (close < 0) return 'a quote is opened and not closed';
        cells.starts[cell] = i + 1;
        cells.ends[cell] = close;
        cells.quoted[cell] = 1;
        i = close + 1;
        while (i < end && bytes[i] === SPACE) i++;
        if (i < end && bytes[i] !== delimiter) return 'a quote is broken';
      } else {
        cells.starts[cell] = i;
        while (i < end && bytes[i] !== delimiter) {
          if (bytes[i] === lineEnd) return 'a quote is broken';
          i++;
        }
        cells.ends[cell] = i;
        cells.quoted[cell] = 0;
      }
      cell++;
      if (i >= end) break;
      i++;
    }
    cells.bytes = bytes;
    cells.count = cell;
    return undefined;
  }

  private widen() {
    const { cells } = this;
    const twice = cells.starts.length * 2;
    const [starts, ends, quoted] = [new Int32Array(twice), new Int32Array(twice), new Uint8Array(twice)];
    starts.set(cells.starts);
    ends.set(cells.ends);
    quoted.set(cells.quoted);
    return Object.assign(cells, { starts, ends, quoted });
  }
}

function quotesIn(bytes: Uint8Array, from: number, to: number): number {
  let found = 0;
  for (let i = from; i < to; i++) if (bytes[i] === QUOTE) found++;
  return found;
}

/** The closing quote of the quote at `open`, or -1 when it does not come before `end`. */
function closing(bytes: Uint8Array, open: number, end: number): number {
  for (let i = open + 1; i < end; i++) {
    if (bytes[i] !== QUOTE) continue;
    if (bytes[i + 1] !== QUOTE || i + 1 === end) return i;
    i++;
  }
  return -1;
}

const endless = (): StudioError =>
  new StudioError('unsupported', 'The file has a line of more than 16 million bytes: it is no table of rows.', {
    next: 'Open a file with a row for each time, or choose another format for it.',
    place: 'file',
  });
