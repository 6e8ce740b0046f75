import { type DecimalMark, isMissing, numberOf } from '../numbers';
import { formatOf } from '../stamps';

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

/** Whether a column's cells are numbers, for the most part. A column with nothing in it is none. */
export function isNumeric(rows: readonly (readonly string[])[], index: number, mark: DecimalMark): boolean {
  const cells = rows.map((row) => row[index] ?? '').filter((cell) => !isMissing(cell));
  const numbers = cells.filter((cell) => !Number.isNaN(numberOf(cell, mark)));
  return cells.length > 0 && numbers.length >= cells.length * 0.7;
}
