import { doubt } from '../charts/base/time';
import type { ChartDefinition } from '../charts/types';
import { toWall } from '../math/zone';

export type ChartTable = ReturnType<ChartDefinition<unknown>['table']>;

/**
 * A chart's figures as CSV (RFC 4180, CRLF). A text cell that a spreadsheet would run as a formula gets a leading
 * apostrophe; NaN becomes an empty cell.
 */
export function tableCsv(table: ChartTable): string {
  const cell = (value: string | number): string => {
    if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
    const safe = /^[=+\-@\t\r]/.test(value) && !/^-?[\d.]+(e[-+]?\d+)?$/i.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [table.columns, ...table.rows]
    .map((row) => row.map(cell).join(','))
    .join('\r\n')
    .concat('\r\n');
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Whether a cell of a table is a moment. */
export const isMoment = (cell: string | number | undefined): boolean => typeof cell === 'string' && ISO.test(cell);

/**
 * A moment's cell as the clock of a zone shows it: `2026-04-25 00:30`, with seconds where there are any, and with its offset
 * in an hour that the clock shows twice. Other cells as they are.
 */
export function momentShown(cell: string, timeZone: string): string {
  if (!ISO.test(cell)) return cell;
  const time = Date.parse(cell);
  const [date = '', clock = ''] = new Date(toWall(timeZone, time)).toISOString().split('T');
  return `${date} ${clock.replace(/(:00)?(\.000)?Z$/, '')}${doubt(time, timeZone)}`;
}

/** A table with its moments as the clock of a zone shows them. */
export const shownTable = ({ columns, rows }: ChartTable, timeZone: string): ChartTable => ({
  columns,
  rows: rows.map((row) => row.map((cell) => (typeof cell === 'string' ? momentShown(cell, timeZone) : cell))),
});

/** Row `index` in words, for those who move through a chart by keys: `Time 17 Aug, demand 37.2 k`. */
export function rowWords(table: ChartTable, index: number, write: (value: number) => string): string {
  const row = table.rows[index];
  if (row === undefined) return '';
  return row
    .map((value, column) => ({ name: table.columns[column] ?? '', value }))
    .filter(({ value }) => value !== '' && !Number.isNaN(value))
    .map(({ name, value }, column) => {
      const text = typeof value === 'number' ? write(value) : value;
      return column === 0 ? text : `${name} ${text}`;
    })
    .join(', ');
}

/** A file name from a title: `How good is it?` gives `how-good-is-it.csv`. */
export const fileName = (title: string, ending: string): string =>
  `${
    title
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '') || 'chart'
  }.${ending}`;
