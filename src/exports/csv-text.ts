export type Cell = string | number;

/** A table on its way into a file; rows may be made one by one. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly Cell[]>;
}

/**
 * A table as CSV (RFC 4180, UTF-8). Numbers are written so that they read back as the same double; NaN is an empty
 * cell. Text that a spreadsheet would run as a formula gets an apostrophe before it.
 */
export function csvBytes({ columns, rows }: Table): Uint8Array<ArrayBuffer> {
  const lines = [columns.map(textCell).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

const cell = (value: Cell): string => (typeof value === 'number' ? numberCell(value) : textCell(value));

/** A double as text: the shortest that reads back the same, `-0` included; empty for NaN. */
function numberCell(value: number): string {
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Text as one cell: guarded against formulas (`=`, `+`, `-`, `@`, tab and line break at its start), quoted if need be. */
export function textCell(text: string): string {
  const guarded = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
