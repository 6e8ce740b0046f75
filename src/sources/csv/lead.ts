import { type DecimalMark, isWord } from './guess';
import { type Row, Rows } from './rows';

const SNIFFED_ROWS = 400;

/** The lines of a text; files of old Macs end them with CR alone. */
export const linesOf = (text: string): string[] => text.split(text.includes('\n') ? '\n' : '\r');

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

/** The first records of a text, from behind its first `skip` lines on. */
export function sniffed(text: string, delimiter: string, skip: number): readonly Row[] {
  const found: Row[] = [];
  const rows = new Rows(
    delimiter,
    (row) => found.push(row),
    () => {}, // Bad lines are counted when the file is read in earnest.
    skip,
  );
  const lines = linesOf(text);
  rows.push(lines.slice(0, SNIFFED_ROWS + skip).join('\n'));
  rows.end();
  return found;
}

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
