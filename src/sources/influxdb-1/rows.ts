import { StudioError } from '../../base/errors';
import { isWhole, numberIn, numberInto } from '../bytes';

const UTF8 = new TextDecoder();
const [QUOTE, COMMA, MINUS, OPEN, BACKSLASH, CLOSE] = [34, 44, 45, 91, 92, 93];
const [LOWER_F, LOWER_N, LOWER_T] = [102, 110, 116];

/** The values of one series in one object of an answer: numbers row by row, NaN for what is none. */
export interface Block {
  readonly rows: number;
  readonly width: number;
  readonly cells: Float64Array;
  /** By column: how many texts stood there, how many numbers and flags, how many whole numbers beyond 2^53. */
  readonly texts: readonly number[];
  readonly numbers: readonly number[];
  readonly rounded: readonly number[];
}

/** Reads `[[time, value, …], …]` in JSON bytes without making objects of it. Its memory serves block after block. */
export class Rows {
  /** Where the last block that was read ended. */
  end = 0;
  private cells = new Float64Array(20_000);

  /** The block whose outer bracket stands at `at`. The next call writes over its cells. @throws StudioError at malformed bytes. */
  block(bytes: Uint8Array, at: number): Block {
    const counts = { texts: [] as number[], numbers: [] as number[], rounded: [] as number[] };
    let place = at + 1;
    let rows = 0;
    let width = 0;
    let filled = 0;
    for (;;) {
      if (bytes[place] !== OPEN) throw malformed(bytes, place);
      let column = 0;
      do {
        place++;
        if (filled === this.cells.length) this.widen();
        place = this.cell(bytes, place, filled++, column++, counts);
      } while (bytes[place] === COMMA);
      if (bytes[place] !== CLOSE || (rows > 0 && column !== width)) throw malformed(bytes, place);
      width = column;
      rows++;
      place++;
      if (bytes[place] === CLOSE) break;
      if (bytes[place] !== COMMA) throw malformed(bytes, place);
      place++;
    }
    this.end = place + 1;
    return { rows, width, cells: this.cells, ...counts };
  }

  private widen(): void {
    const wider = new Float64Array(2 * this.cells.length);
    wider.set(this.cells);
    this.cells = wider;
  }

  /** Reads one cell into `cells[slot]` and gives the place after it. */
  private cell(
    bytes: Uint8Array,
    at: number,
    slot: number,
    column: number,
    { texts, numbers, rounded }: { texts: number[]; numbers: number[]; rounded: number[] },
  ): number {
    const { cells } = this;
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      cells[slot] = Number.NaN;
      texts[column] = (texts[column] ?? 0) + 1;
      return textEnd(bytes, at);
    }
    if (byte === LOWER_N) {
      cells[slot] = Number.NaN;
      return at + 4;
    }
    numbers[column] = (numbers[column] ?? 0) + 1;
    if (byte === LOWER_T || byte === LOWER_F) {
      cells[slot] = byte === LOWER_T ? 1 : 0;
      return at + (byte === LOWER_T ? 4 : 5);
    }
    let end = numberInto(bytes, at, bytes.length, cells, slot);
    if (end === 0 || (bytes[end] !== COMMA && bytes[end] !== CLOSE)) {
      end = at;
      while (end < bytes.length && bytes[end] !== COMMA && bytes[end] !== CLOSE) end++;
      cells[slot] = byte === MINUS || (byte >= 48 && byte <= 57) ? numberIn(bytes, at, end) : Number.NaN;
    }
    const value = cells[slot] as number;
    if (Number.isNaN(value)) throw malformed(bytes, at);
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER && isWhole(bytes, at, end))
      rounded[column] = (rounded[column] ?? 0) + 1;
    return end;
  }
}

/** The place after the text that begins at `at`. */
function textEnd(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) return i + 1;
  }
  throw malformed(bytes, at);
}

const malformed = (bytes: Uint8Array, at: number): StudioError =>
  unreadable(UTF8.decode(bytes.subarray(Math.max(0, at - 40), at + 40)));

/** The error of rows that are none; `value` shows where. */
export function unreadable(value: string): StudioError {
  return new StudioError('bad-response', 'The server sent rows that cannot be read.', {
    next: 'Try again; if it happens once more, a proxy in between may change the answers.',
    place: 'url',
    value,
  });
}
