import { StudioError } from '../../base/errors';

const [LF, QUOTE, BACKSLASH, COMMA, COLON] = [10, 34, 92, 44, 58];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [123, 125, 91, 93];
/** A value longer than this is no row. */
const LONGEST = 1 << 26;
const UTF8 = new TextDecoder();

/** How a file's objects stand: one a line, or one behind the other in an array or without. */
export type Arrangement = 'lines' | 'stream';

/** How the objects of a file stand, from its beginning: lines when its first line is a whole value. */
export function arrangementOf(head: string): Arrangement {
  const [first = ''] = head.trimStart().split('\n');
  try {
    const value: unknown = JSON.parse(first);
    return Array.isArray(value) && value.some((one) => typeof one === 'object') ? 'stream' : 'lines';
  } catch {
    return /^\{.*\}\s*$/.test(first) ? 'lines' : 'stream';
  }
}

/** Cuts bytes into the texts of JSON values, piece by piece. `take` gets a text and where it begins: a line, or a place. */
export interface Splitter {
  push(piece: Uint8Array): void;
  /** With `whole` false what is left may be cut, and is dropped. */
  end(whole?: boolean): void;
}

export const splitter = (arrangement: Arrangement, take: (text: string, place: string) => void): Splitter =>
  arrangement === 'lines' ? new Lines(take) : new Stream(take);

const longer = (rest: Uint8Array, piece: Uint8Array): Uint8Array => {
  if (rest.length === 0) return piece;
  if (rest.length > LONGEST) {
    throw new StudioError('unsupported', 'The file is one JSON value, not a row for each time.', {
      next: 'Save it as an array of objects, or an object a line.',
      place: 'file',
    });
  }
  const both = new Uint8Array(rest.length + piece.length);
  both.set(rest);
  both.set(piece, rest.length);
  return both;
};

class Lines implements Splitter {
  private readonly take: (text: string, place: string) => void;
  private rest: Uint8Array = new Uint8Array();
  private line = 0;

  constructor(take: (text: string, place: string) => void) {
    this.take = take;
  }

  push(piece: Uint8Array): void {
    const bytes = longer(this.rest, piece);
    let at = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, at)) {
      this.one(bytes.subarray(at, end));
      at = end + 1;
    }
    this.rest = bytes.slice(at);
  }

  end(whole = true): void {
    if (whole && this.rest.length > 0) this.one(this.rest);
    this.rest = new Uint8Array();
  }

  private one(bytes: Uint8Array): void {
    this.line++;
    const text = UTF8.decode(bytes).trim();
    if (text !== '') this.take(text, `line ${this.line}`);
  }
}

/**
 * Objects one behind the other, in an array or not: cut where their last bracket closes. One that is broken ends where it
 * cannot go on: at a bracket of the other kind, or before an object that begins where none can (its own bracket is missing
 * then), so that it costs itself alone.
 */
class Stream implements Splitter {
  private readonly take: (text: string, place: string) => void;
  private rest: Uint8Array = new Uint8Array();
  /** Where the scan goes on in `rest`, the brackets open there, the last sign between texts, and whether in a text. */
  private at = 0;
  private readonly open: number[] = [];
  private before = 0;
  private quoted = false;
  private count = 0;

  constructor(take: (text: string, place: string) => void) {
    this.take = take;
  }

  push(piece: Uint8Array): void {
    const bytes = longer(this.rest, piece);
    const { open } = this;
    let begin = this.rest.length === 0 ? -1 : 0;
    let i = this.at;
    const n = bytes.length;
    const cut = (end: number): void => {
      this.one(bytes.subarray(begin, end));
      open.length = 0;
      begin = -1;
    };
    for (; i < n; i++) {
      const byte = bytes[i] as number;
      if (this.quoted) {
        if (byte === BACKSLASH) i++;
        // A text goes over no line break.
        else if (byte === QUOTE || byte === LF) this.quoted = false;
        continue;
      }
      if (byte <= 32) {
        if (open.length === 0 && begin >= 0) cut(i);
        continue;
      }
      const { before } = this;
      this.before = byte;
      if (byte === QUOTE) {
        if (begin < 0) begin = i;
        this.quoted = true;
      } else if (byte === OPEN) {
        if (begin >= 0 && !mayOpen(open, before)) cut(i);
        if (begin < 0) begin = i;
        open.push(byte);
      } else if (open.length > 0) {
        if (byte === OPEN_LIST) open.push(byte);
        else if (byte === CLOSE || byte === CLOSE_LIST) {
          // Brackets inside that were left open end with theirs; one that none stands open for is passed over.
          const own = open.lastIndexOf(byte === CLOSE ? OPEN : OPEN_LIST);
          if (own >= 0) open.length = own;
          if (open.length === 0) cut(i + 1);
        }
      } else if (byte === COMMA || byte === OPEN_LIST || byte === CLOSE_LIST) {
        // Between values: an array's own brackets and commas.
        if (begin >= 0) cut(i);
      } else if (begin < 0) begin = i; // A value that is no object.
    }
    this.rest = begin < 0 ? new Uint8Array() : bytes.slice(begin);
    // An escape may lie across the border.
    this.at = begin < 0 ? i - n : i - begin;
  }

  end(whole = true): void {
    if (whole && this.rest.length > 0) this.one(this.rest);
    this.rest = new Uint8Array();
  }

  private one(bytes: Uint8Array): void {
    this.count++;
    const text = UTF8.decode(bytes).trim();
    if (text !== '') this.take(text, `object ${this.count}`);
  }
}

/** Whether an object may begin inside a value: after a name's colon, and in a list. */
const mayOpen = (open: readonly number[], before: number): boolean =>
  before === COLON || (open.at(-1) === OPEN_LIST && (before === COMMA || before === OPEN_LIST));
