const [QUOTE, COMMA, LF, CR] = [34, 44, 10, 13];
const UTF8 = new TextDecoder();

/** Where the cells of one record lie in `bytes`. Reused from record to record: read it, do not keep it. */
export interface Cells {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly quoted: Uint8Array;
}

/** A cell as text, its quotes taken off. */
export function textAt(cells: Cells, i: number): string {
  if (i >= cells.count) return '';
  const [from, to] = [cells.starts[i] as number, cells.ends[i] as number];
  if (cells.quoted[i] === 0) return UTF8.decode(cells.bytes.subarray(from, to));
  return UTF8.decode(cells.bytes.subarray(from + 1, to - 1)).replaceAll('""', '"');
}

/** Cuts a stream of CSV bytes (RFC 4180, as Flux writes it) into records without making strings of them. */
export class Records {
  private readonly take: (cells: Cells) => void;
  private rest: Uint8Array = new Uint8Array();
  private readonly cells = {
    bytes: new Uint8Array() as Uint8Array,
    count: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    quoted: new Uint8Array(64),
  };

  constructor(take: (cells: Cells) => void) {
    this.take = take;
  }

  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.rest.length > 0) {
      bytes = new Uint8Array(this.rest.length + chunk.length);
      bytes.set(this.rest);
      bytes.set(chunk, this.rest.length);
    }
    let at = 0;
    for (let next = this.record(bytes, 0, false); next > 0; next = this.record(bytes, at, false)) at = next;
    this.rest = bytes.slice(at);
  }

  /** The last record, when no line break follows it. */
  end(): void {
    if (this.rest.length > 0) this.record(this.rest, 0, true);
    this.rest = new Uint8Array();
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
