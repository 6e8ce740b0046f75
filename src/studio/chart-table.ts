import type { ChartDefinition } from '../charts/types';

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
