import { StudioError } from '../../base/errors';
import { numberIn } from '../bytes';

const UTF8 = new TextDecoder();
const [LF, CR, SPACE, QUOTE, HASH, COMMA, EQUALS, BACKSLASH] = [10, 13, 32, 34, 35, 44, 61, 92];
const [LOWER_I, LOWER_U] = [105, 117];
/** A point longer than this is none. */
const LONGEST = 1 << 24;
/** A text may go on over line breaks, but not for ever: a quote was left open. */
const LONGEST_TEXT = 1 << 16;

/** One field of a point. Reused from point to point. */
export interface Field {
  /** Where its name stands, escapes and all. */
  nameFrom: number;
  nameTo: number;
  kind: 'number' | 'whole' | 'flag' | 'text';
  /** The number; 1 or 0 of a flag; NaN of a text. */
  value: number;
  /** Where a text stands, without its quotes. */
  from: number;
  to: number;
}

/** A point as it lies in the bytes. Reused from point to point: read it, do not keep it. */
export interface Point {
  bytes: Uint8Array;
  /** The line it begins on, counted from 1. */
  line: number;
  /** Measurement and tags, escapes and all. */
  keyFrom: number;
  keyTo: number;
  fields: Field[];
  /** How many of `fields` are this point's. */
  count: number;
  /** Where its time stands; empty when it has none. */
  timeFrom: number;
  timeTo: number;
}

export interface DecoderOptions {
  /** Takes a point; what is wrong with it, if anything is. */
  take(point: Point): string | undefined;
  bad(line: number, reason: string, text: () => string): void;
}

/**
 * Cuts line protocol into points, piece by piece, without making strings of them. As in InfluxDB, a sign is escaped when a
 * backslash stands right before it, a text may hold line breaks, and lines that begin with # are remarks. A line that
 * cannot be read costs itself alone.
 */
export class Decoder {
  private readonly options: DecoderOptions;
  private rest: Uint8Array = new Uint8Array();
  private line = 1;
  private readonly point: Point = {
    bytes: this.rest,
    line: 1,
    keyFrom: 0,
    keyTo: 0,
    fields: [],
    count: 0,
    timeFrom: 0,
    timeTo: 0,
  };
  /** Where the point at hand was left: its end, or where its text breaks off. */
  private at = 0;

  constructor(options: DecoderOptions) {
    this.options = options;
  }

  push(piece: Uint8Array): void {
    let bytes = piece;
    if (this.rest.length > 0) {
      bytes = new Uint8Array(this.rest.length + piece.length);
      bytes.set(this.rest);
      bytes.set(piece, this.rest.length);
    }
    const at = this.points(bytes, false);
    if (bytes.length - at > LONGEST) {
      throw new StudioError(
        'unsupported',
        'The file has a line of more than 16 million bytes: it is no line protocol.',
        {
          next: 'Choose another format for it.',
          place: 'file',
        },
      );
    }
    this.rest = bytes.slice(at);
  }

  /** Reads what is left; with `whole` false the last line, which may be cut, is dropped. */
  end(whole = true): void {
    if (whole && this.rest.length > 0) {
      const closed = new Uint8Array(this.rest.length + 1);
      closed.set(this.rest);
      closed[this.rest.length] = LF;
      this.points(closed, true);
    }
    this.rest = new Uint8Array();
  }

  /** Takes the points that are complete; gives where the first that is not begins. */
  private points(bytes: Uint8Array, last: boolean): number {
    const n = bytes.length;
    this.point.bytes = bytes;
    let at = 0;
    while (at < n) {
      const byte = bytes[at];
      if (byte === LF || byte === CR || byte === SPACE) {
        if (byte === LF) this.line++;
        at++;
        continue;
      }
      if (byte === HASH) {
        const end = bytes.indexOf(LF, at);
        if (end < 0) return at;
        at = end;
        continue;
      }
      const fault = this.read(bytes, at);
      if (fault === 'more') {
        const open = this.at - at > LONGEST_TEXT || last;
        if (!open) return at;
      } else if (fault === undefined) {
        this.point.line = this.line;
        const wrong = this.options.take(this.point);
        if (wrong !== undefined) this.skip(bytes, at, this.at, wrong);
        for (let i = at; i < this.at; i++) if (bytes[i] === LF) this.line++;
        at = this.at;
        continue;
      }
      const end = bytes.indexOf(LF, at);
      if (end < 0) return at;
      this.skip(bytes, at, end, fault === 'more' ? 'a quote is opened and not closed' : fault);
      at = end;
    }
    return n;
  }

  private skip(bytes: Uint8Array, from: number, to: number, reason: string): void {
    this.options.bad(this.line, reason, () => UTF8.decode(bytes.subarray(from, Math.min(to, from + 400))));
  }

  /** Reads the point at `from`: what is wrong with it, `more` when it does not end in these bytes. */
  private read(bytes: Uint8Array, from: number): string | undefined {
    const { point } = this;
    const n = bytes.length;
    let i = from;
    while (i < n && !(bytes[i] === SPACE && bytes[i - 1] !== BACKSLASH) && bytes[i] !== LF) i++;
    if (i === n) return this.more(i);
    if (bytes[i] === LF) return 'no fields';
    point.keyFrom = from;
    point.keyTo = i;
    while (bytes[i] === SPACE) i++;
    point.count = 0;
    for (;;) {
      const field = this.fieldAt(point.count);
      field.nameFrom = i;
      while (i < n) {
        const byte = bytes[i];
        if (byte === LF || (byte === EQUALS && bytes[i - 1] !== BACKSLASH)) break;
        if (byte === SPACE && bytes[i - 1] !== BACKSLASH) break;
        i++;
      }
      if (i === n) return this.more(i);
      if (bytes[i] !== EQUALS || i === field.nameFrom) return 'a field has no name or no value';
      field.nameTo = i++;
      if (i === n) return this.more(i);
      if (bytes[i] === QUOTE) {
        field.from = i + 1;
        for (i++; i < n && bytes[i] !== QUOTE; i++) {
          if (bytes[i] === BACKSLASH && (bytes[i + 1] === QUOTE || bytes[i + 1] === BACKSLASH)) i++;
        }
        if (i >= n) return this.more(n);
        field.to = i++;
        field.kind = 'text';
        field.value = Number.NaN;
      } else {
        const start = i;
        while (i < n && bytes[i] !== COMMA && bytes[i] !== SPACE && bytes[i] !== LF && bytes[i] !== CR) i++;
        if (i === n) return this.more(i);
        const fault = readValue(bytes, start, i, field);
        if (fault !== undefined) return fault;
      }
      point.count++;
      if (i === n) return this.more(i);
      if (bytes[i] !== COMMA) break;
      i++;
    }
    if (bytes[i] !== SPACE && bytes[i] !== LF && bytes[i] !== CR) return 'something stands behind a field’s value';
    while (bytes[i] === SPACE) i++;
    point.timeFrom = i;
    while (i < n && bytes[i] !== LF && bytes[i] !== SPACE && bytes[i] !== CR) i++;
    point.timeTo = i;
    while (bytes[i] === SPACE || bytes[i] === CR) i++;
    if (i >= n) return this.more(n);
    if (bytes[i] !== LF) return 'something stands behind the time';
    this.at = i;
    return undefined;
  }

  private more(at: number): 'more' {
    this.at = at;
    return 'more';
  }

  private fieldAt(i: number): Field {
    const { fields } = this.point;
    let field = fields[i];
    if (field === undefined) {
      field = { nameFrom: 0, nameTo: 0, kind: 'number', value: 0, from: 0, to: 0 };
      fields.push(field);
    }
    return field;
  }
}

const TRUE = /^(?:t|true)$/i;
const FALSE = /^(?:f|false)$/i;

/** Reads a value that is not quoted into a field; what is wrong with it, if anything is. */
function readValue(bytes: Uint8Array, from: number, to: number, field: Field): string | undefined {
  const end = bytes[to - 1];
  const first = (bytes[from] as number) | 32;
  if (first === 102 || first === 116) {
    const word = UTF8.decode(bytes.subarray(from, to));
    if (TRUE.test(word) || FALSE.test(word)) {
      field.kind = 'flag';
      field.value = TRUE.test(word) ? 1 : 0;
      return undefined;
    }
  } else if (isNumeral(bytes, from, to)) {
    const whole = end === LOWER_I || end === LOWER_U;
    field.kind = whole ? 'whole' : 'number';
    field.value = numberIn(bytes, from, whole ? to - 1 : to);
    if (!Number.isNaN(field.value)) return undefined;
  }
  return from === to
    ? 'a field has no value'
    : `“${UTF8.decode(bytes.subarray(from, Math.min(to, from + 40)))}” is not a value`;
}

/** Whether a value begins as a number does; what it is then is looked at in full. */
function isNumeral(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    const isDigit = byte >= 48 && byte <= 57;
    if (isDigit || byte === 45 || byte === 43 || byte === 46 || (byte | 32) === 101) continue;
    return i === to - 1 && i > from && (byte === LOWER_I || byte === LOWER_U);
  }
  return to > from;
}
