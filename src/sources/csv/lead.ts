import type { DecimalMark } from '../numbers';
import { isWord } from './guess';
import { CR, cellTexts, LF, Scanner } from './scanner';

const SNIFFED_ROWS = 400;

/** A record of the sample: its cells, and the line it begins on, counted from 1. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The byte that ends the lines of a text; files of old Macs end them with CR alone. */
export const lineEndOf = (text: string): number => (text.includes('\n') || !text.includes('\r') ? LF : CR);

/** The lines of a text. */
export const linesOf = (text: string): string[] => text.split(String.fromCharCode(lineEndOf(text)));

/** Whether a line is a remark: it begins with `#` or `//`, or with `;` where that parts no cells. */
export const isRemark = (line: string, delimiter?: string): boolean =>
  /^\s*(#|\/\/)/.test(line) || (delimiter !== undefined && delimiter !== ';' && /^\s*;/.test(line));

/** A cell without the mark of a remark before it; as it stands when nothing else is in it. */
export const unmarked = (cell: string): string => cell.replace(/^\s*(#+|\/\/|;)\s*/, '') || cell;

/** How many of the first lines are remarks or empty. */
export function remarksAt(lines: readonly string[], delimiter?: string): number {
  const first = lines.findIndex((line) => line.trim() !== '' && !isRemark(line, delimiter));
  return Math.max(0, first);
}

/** The first records of a text, from behind its first `skip` lines on; those with nothing in them left out. */
export function sniffed(text: string, delimiter: string, skip: number, most = SNIFFED_ROWS): readonly Row[] {
  const found: Row[] = [];
  const lineEnd = lineEndOf(text);
  const scanner = new Scanner({
    delimiter: delimiter.charCodeAt(0),
    lineEnd,
    skip,
    take: (cells, line) => {
      const texts = cellTexts(cells);
      if (texts.some((cell) => cell.trim() !== '')) found.push({ line, cells: texts });
    },
    bad: () => {}, // Bad lines are counted when the file is read in earnest.
  });
  const lines = linesOf(text).slice(0, most + skip);
  scanner.push(new TextEncoder().encode(lines.join(String.fromCharCode(lineEnd))));
  scanner.end();
  return found;
}

/** How many cells most records have. */
export function typicalWidth(rows: readonly Row[]): number {
  const widths = rows.map(({ cells }) => cells.length).sort((a, b) => a - b);
  return widths[widths.length >>> 1] ?? 1;
}

/**
 * How many of the first records stand before the table: remarks, and titles that have at most half as many cells as the
 * rows below, or words in the first of three or more cells and nothing behind.
 */
export function titlesAt(rows: readonly Row[], delimiter: string, mark: DecimalMark): number {
  const width = typicalWidth(rows);
  const isTitle = ({ cells: [head = '', ...rest] }: Row): boolean =>
    isRemark(head, delimiter) ||
    2 * (1 + rest.length) <= width ||
    (width > 2 && isWord(head, mark) && rest.every((cell) => cell.trim() === ''));
  const first = rows.findIndex((row) => !isTitle(row));
  return Math.max(0, first);
}
