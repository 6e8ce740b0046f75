import Papa from 'papaparse';

/** A record of the file: its cells, and the line it begins on, counted from 1. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A line that could not be read, and why. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

/** A quoted cell may span this many lines; a quote open for longer was never meant to be one. */
const LINES_IN_A_CELL = 40;

/**
 * Cuts text into records, piece by piece. Whole stretches go through Papa Parse at once; where a quote is broken, the
 * lines are tried one by one, so that a bad one costs itself alone.
 */
export class Rows {
  private readonly delimiter: string;
  private readonly take: (row: Row) => void;
  private readonly bad: (line: BadLine) => void;
  private readonly skipped: number;
  private rest = '';
  private line = 1;

  /** @param skipped lines at the beginning that are passed over unread */
  constructor(delimiter: string, take: (row: Row) => void, bad: (line: BadLine) => void, skipped = 0) {
    this.delimiter = delimiter;
    this.take = take;
    this.bad = bad;
    this.skipped = skipped;
  }

  push(text: string): void {
    const all = this.rest + text;
    const end = all.lastIndexOf('\n');
    if (end < 0) {
      this.rest = all;
      return;
    }
    const done = this.lines(all.slice(0, end).split('\n'), false);
    this.rest = done + all.slice(end + 1);
  }

  end(): void {
    // Files of old Macs end their lines with CR alone: then nothing was cut so far.
    const lines = this.line === 1 && !this.rest.includes('\n') ? this.rest.split('\r') : this.rest.split('\n');
    this.rest = '';
    if (lines.at(-1) === '') lines.pop();
    this.lines(lines, true);
  }

  /** Reads lines; gives back the text of those at the end that may belong to an open quote. */
  private lines(all: readonly string[], last: boolean): string {
    const over = Math.min(all.length, Math.max(0, this.skipped + 1 - this.line));
    const lines = all.slice(over);
    this.line += over;
    let even = 0;
    let i = 0;
    while (i < lines.length) {
      if (!isOdd(lines[i] as string)) {
        i++;
        continue;
      }
      this.stretch(lines.slice(even, i));
      const close = lines.slice(i + 1, i + LINES_IN_A_CELL).findIndex(isOdd);
      const waiting = close < 0 && !last && lines.length - i < LINES_IN_A_CELL;
      if (waiting) return `${lines.slice(i).join('\n')}\n`;
      const span = close < 0 ? 1 : close + 2;
      i += close >= 0 && this.spanning(lines.slice(i, i + span)) ? span : this.one(lines[i] as string);
      even = i;
    }
    this.stretch(lines.slice(even));
    return '';
  }

  /** Lines whose quotes are even in number: almost always sound. */
  private stretch(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const { data, errors } = this.parse(lines.join('\n'));
    if (errors.length === 0 && data.length === lines.length) {
      for (const cells of data) this.found(cells);
    } else for (const line of lines) this.one(line);
  }

  /** One record over several lines, if that is what they are. */
  private spanning(lines: readonly string[]): boolean {
    const { data, errors } = this.parse(lines.join('\n'));
    const [cells] = data;
    if (errors.length > 0 || data.length !== 1 || cells === undefined) return false;
    this.found(cells, lines.length);
    return true;
  }

  private one(line: string): 1 {
    if (line.trim() === '') {
      this.line++;
      return 1;
    }
    const { data, errors } = this.parse(line);
    const [cells] = data;
    const [error] = errors;
    if (error === undefined && cells !== undefined) this.found(cells);
    else this.skip(error?.code === 'MissingQuotes' ? 'a quote is opened and not closed' : 'a quote is broken', line);
    return 1;
  }

  private found(cells: string[], lines = 1): void {
    const last = cells.length - 1;
    if (cells[last]?.endsWith('\r')) cells[last] = cells[last].slice(0, -1);
    if (cells.some((cell) => cell.includes('\uFFFD')))
      this.skip('signs that are not text in this encoding', cells.join(this.delimiter));
    else {
      if (cells.some((cell) => cell.trim() !== '')) this.take({ line: this.line, cells });
      this.line += lines;
    }
  }

  private skip(reason: string, text: string): void {
    this.bad({ line: this.line, reason, text: text.slice(0, 120) });
    this.line++;
  }

  private parse(text: string) {
    // A CR before the line break would hide a closing quote from Papa, which is told that lines end with LF alone.
    const plain = text.replace(/\r(?=\n|$)/g, '');
    return Papa.parse<string[]>(plain, { delimiter: this.delimiter, newline: '\n' });
  }
}

function isOdd(line: string): boolean {
  let odd = false;
  for (let i = line.indexOf('"'); i >= 0; i = line.indexOf('"', i + 1)) odd = !odd;
  return odd;
}
