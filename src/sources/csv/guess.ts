import Papa from 'papaparse';
import { formatOf, type TimeFormat } from './stamps';

const DELIMITERS = [',', ';', '\t', '|'] as const;
const MISSING = /^(?:|na|n\/a|nan|null|none|nil|-+|\?|\.|#n\/a)$/i;
const TIME_NAME =
  /^(?:_?time|times?tamp|date|datetime|date[_ -]?time|ts|month|day|datum|zeit|zeitstempel|fecha|time[_ ]?stamp|utc.*|.*[_ ](?:time|date|at))$/i;

export type DecimalMark = 'point' | 'comma';

/** The delimiter of a sample: the one that cuts most of its lines into the same number of cells, at least two. */
export function delimiterOf(sample: string): string {
  const scored = DELIMITERS.map((delimiter) => {
    const { data } = Papa.parse<string[]>(sample, { delimiter, preview: 60, skipEmptyLines: 'greedy' });
    const widths = data.map((cells) => cells.length);
    const common = widths.toSorted((a, b) => a - b)[widths.length >>> 1] ?? 1;
    const agree = widths.filter((width) => width === common).length / (widths.length || 1);
    return { delimiter, common, score: common < 2 ? 0 : agree + Math.min(common, 20) / 1000 };
  });
  const [first, ...rest] = scored;
  if (first === undefined) return ',';
  // `1,5;2,5` reads as three even cells by comma: the semicolon, tab or bar wins when it cuts as evenly.
  const other = rest.find(({ score }) => score >= 0.8);
  if (other !== undefined && (first.score < 0.9 || first.common <= 2 * other.common)) return other.delimiter;
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score === 0 ? ',' : best.delimiter;
}

export const isMissing = (cell: string): boolean => MISSING.test(cell.trim());

/** Reads a number, thousands apart or not; NaN when it is none. */
export function numberOf(cell: string, mark: DecimalMark): number {
  const text = cell.trim();
  if (text === '') return Number.NaN;
  const plain = mark === 'comma' ? text.replace(/[. '\u00a0\u202f](?=\d{3}(\D|$))/g, '').replace(',', '.') : text;
  const bare = mark === 'comma' ? plain : plain.replace(/[, '\u00a0\u202f](?=\d{3}(\D|$))/g, '');
  if (/^[+-]?inf(inity)?$/i.test(bare))
    return bare.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?%?$/i.test(bare) ? Number(bare.replace('%', '')) : Number.NaN;
}

/** Whether numbers are written with a comma: more cells read only that way than only the other. */
export function decimalMarkOf(rows: readonly (readonly string[])[], delimiter: string): DecimalMark {
  if (delimiter === ',') return 'point';
  let commas = 0;
  let points = 0;
  for (const cell of rows.flat()) {
    if (/^\s*[+-]?\d*,\d+\s*$/.test(cell) && !/^\s*[+-]?\d{1,3}(,\d{3})+\s*$/.test(cell)) commas++;
    else if (/^\s*[+-]?\d*\.\d+\s*$/.test(cell)) points++;
  }
  return commas > points ? 'comma' : 'point';
}

/** Whether a cell is neither missing nor a number nor a time. */
export const isWord = (cell: string, mark: DecimalMark): boolean =>
  !isMissing(cell) && Number.isNaN(numberOf(cell, mark)) && formatOf([cell]) === undefined;

/** Whether the first row names the columns: it has words where the rows after it have numbers or times. */
export function hasHeader(rows: readonly (readonly string[])[], mark: DecimalMark): boolean {
  const [head, ...body] = rows;
  if (head === undefined) return false;
  if (body.length === 0) return head.some((cell) => isWord(cell, mark));
  return head.some((cell, i) => {
    const under = body.map((row) => row[i] ?? '').filter((below) => !isMissing(below));
    return isWord(cell, mark) && under.filter((below) => isWord(below, mark)).length < Math.max(1, under.length * 0.5);
  });
}

/** What a column is taken for. */
export type ColumnKind = 'time' | 'value' | 'tag';

/** The time column and its format: a well-named one first, else the first that reads as times. */
export function timeColumnOf(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): { readonly index: number; readonly format: TimeFormat } | undefined {
  const isNamed = (index: number) => TIME_NAME.test((names[index] ?? '').trim());
  for (const index of [...names.keys()].sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)))) {
    const cells = rows.map((row) => row[index] ?? '');
    const format = formatOf(cells);
    if (format === undefined) continue;
    // Plain numbers under another name are times only if they never go back.
    const counts = cells.map(Number);
    if (
      isNamed(index) ||
      counts.some(Number.isNaN) ||
      counts.every((t, i) => i === 0 || t >= (counts[i - 1] as number))
    ) {
      return { index, format };
    }
  }
  return undefined;
}

/** Whether a column's cells are numbers, for the most part. A column with nothing in it is none. */
export function isNumeric(rows: readonly (readonly string[])[], index: number, mark: DecimalMark): boolean {
  const cells = rows.map((row) => row[index] ?? '').filter((cell) => !isMissing(cell));
  const numbers = cells.filter((cell) => !Number.isNaN(numberOf(cell, mark)));
  return cells.length > 0 && numbers.length >= cells.length * 0.7;
}
