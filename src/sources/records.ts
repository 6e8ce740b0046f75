const [QUOTE, COMMA, LF, CR] = [34, 44, 10, 13];
const UTF8 = new TextDecoder();
/** A longer record is no record, but one whose quote was never closed. */
const LONGEST = 1 << 20;
const SHOWN = 200;

/** Where the cells of one record lie in `bytes`. Reused from record to record: read it, do not keep it. */
export interface Cells {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly quoted: Uint8Array;
  /** The place after the record's line break. */
  readonly next: number;
}

/** A cell as text, its quotes taken off. */
export function textAt(cells: Cells, i: number): string {
  if (i >= cells.count) return '';
  const [from, to] = [cells.starts[i] as number, cells.ends[i] as number];
  if (cells.quoted[i] === 0) return UTF8.decode(cells.bytes.subarray(from, to));
  return UTF8.decode(cells.bytes.subarray(from + 1, to - 1)).replaceAll('""', '"');
}

/** A record as it stands, line break left out. */
export const recordText = ({ bytes, starts, ends, count }: Cells): string =>
  UTF8.decode(bytes.subarray(starts[0] as number, ends[count - 1] as number));

/** Cuts a stream of CSV bytes (RFC 4180, as Flux writes it) into records without making strings of them. */
export class Records {
  private readonly take: (cells: Cells) => void;
  private readonly quick: ((bytes: Uint8Array, at: number) => number) | undefined;
  private readonly broken: ((line: string) => void) | undefined;
  /** An unfinished record stands in the first `kept` bytes of it. */
  private buffer = new Uint8Array();
  private kept = 0;
  private readonly cells = {
    bytes: new Uint8Array() as Uint8Array,
    count: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    quoted: new Uint8Array(64),
    next: 0,
  };

  /**
   * `quick` may read a record by itself: it gives the place after it, or 0 to have it taken with care. `broken` is told of
   * lines whose quote is never closed, which cost themselves alone.
   */
  constructor(
    take: (cells: Cells) => void,
    quick?: (bytes: Uint8Array, at: number) => number,
    broken?: (line: string) => void,
  ) {
    this.take = take;
    this.quick = quick;
    this.broken = broken;
  }

  push(chunk: Uint8Array): void {
    const bytes = this.joined(chunk);
    const { quick } = this;
    let at = 0;
    for (;;) {
      const next = quick?.(bytes, at) || this.record(bytes, at, false);
      if (next > 0) at = next;
      else if (bytes.length - at > LONGEST) at = this.skip(bytes, at);
      else break;
    }
    this.kept = bytes.length - at;
    if (this.kept > 0) {
      this.make(this.kept);
      this.buffer.set(bytes.subarray(at));
    }
  }

  /** The last record, when no line break follows it. */
  end(): void {
    const bytes = this.buffer.slice(0, this.kept);
    this.kept = 0;
    for (let at = 0; at < bytes.length; ) at = this.record(bytes, at, true) || this.skip(bytes, at);
  }

  /** Leaves out the line that begins at `at`; the place after it. */
  private skip(bytes: Uint8Array, at: number): number {
    const end = bytes.indexOf(LF, at);
    this.broken?.(UTF8.decode(bytes.subarray(at, Math.min(at + SHOWN, end < 0 ? bytes.length : end))));
    return end < 0 ? bytes.length : end + 1;
  }

  /** What was kept of the chunks before, and this one behind it. */
  private joined(chunk: Uint8Array): Uint8Array {
    if (this.kept === 0) return chunk;
    const length = this.kept + chunk.length;
    this.make(length);
    this.buffer.set(chunk, this.kept);
    return this.buffer.subarray(0, length);
  }

  private make(length: number): void {
    if (this.buffer.length >= length) return;
    const wider = new Uint8Array(2 * length);
    wider.set(this.buffer.subarray(0, this.kept));
    this.buffer = wider;
  }

  /** Reads one record from `from`; the place after it, or 0 when it is not complete. */
  private record(bytes: Uint8Array, from: number, last: boolean): number {
    const n = bytes.length;
    let { starts, ends, quoted } = this.cells;
    let cell = 0;
    let i = from;
    starts[0] = from;
    quoted[0] = 0;
    while (i < n || last) {
      const byte = i < n ? (bytes[i] as number) : LF;
      if (byte === COMMA) {
        ends[cell++] = i++;
        if (cell === starts.length) ({ starts, ends, quoted } = this.widen());
        starts[cell] = i;
        quoted[cell] = 0;
      } else if (byte === LF) {
        ends[cell] = i > (starts[cell] as number) && bytes[i - 1] === CR ? i - 1 : i;
        this.cells.bytes = bytes;
        this.cells.count = cell + 1;
        this.cells.next = i + 1;
        this.take(this.cells);
        return i + 1;
      } else if (byte === QUOTE && i === starts[cell]) {
        i = closing(bytes, i);
        if (i < 0 || (i === n && !last)) return 0;
        quoted[cell] = 1;
      } else i++;
    }
    return 0;
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

/** The place after the closing quote of the quote at `open`, or -1 when it does not come. */
function closing(bytes: Uint8Array, open: number): number {
  for (let i = open + 1; i < bytes.length; i++) {
    if (bytes[i] !== QUOTE) continue;
    if (bytes[i + 1] !== QUOTE) return i + 1;
    i++;
  }
  return -1;
}
