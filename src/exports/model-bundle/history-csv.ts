import type { Column, SeriesFrame } from '../../frame/frame';
import { csvBytes } from '../csv-text';
import { damaged } from '../refusals';

/** A history's columns but for their numbers, as `artifact.json` keeps them. */
export interface HistoryHead {
  readonly columns: readonly Pick<Column, 'key' | 'labels'>[];
  readonly stepMs?: number;
}

/** A history as CSV that reads back to the same doubles: epoch milliseconds, then one column a series. */
export function historyCsv({ time, columns }: SeriesFrame): Uint8Array<ArrayBuffer> {
  const headings = columns.map(({ key }) => key.replace(/\s+/g, ' '));
  return csvBytes({ columns: ['time_ms', ...headings], rows: rowsOf(time, columns) });
}

function* rowsOf(time: Float64Array, columns: readonly Column[]): Iterable<readonly number[]> {
  for (const [i, t] of time.entries()) yield [t, ...columns.map(({ values }) => values[i] ?? Number.NaN)];
}

/** A history from a stranger's CSV; headings are for people, columns go by their place. @throws StudioError `damaged`. */
export function parseHistory(bytes: Uint8Array, head: HistoryHead, file: string): SeriesFrame {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split('\r\n');
  if (lines.pop() !== '' || lines.length === 0) throw damaged(file, 'ends in the middle of a line');
  const rows = lines.length - 1;
  const time = new Float64Array(rows);
  const columns = head.columns.map(({ key, labels }) => ({ key, labels, values: new Float64Array(rows) }));
  for (let i = 0; i < rows; i++) {
    const cells = (lines[i + 1] ?? '').split(',');
    const where = `line ${i + 2}`;
    if (cells.length !== columns.length + 1)
      throw damaged(file, `has ${cells.length} cells where ${columns.length + 1} belong (${where})`);
    time[i] = numberOf(cells[0] ?? '', file, where);
    for (const [c, { values }] of columns.entries()) {
      const cell = cells[c + 1] ?? '';
      values[i] = cell === '' ? Number.NaN : numberOf(cell, file, where);
    }
    if (i > 0 && (time[i] as number) <= (time[i - 1] as number)) throw damaged(file, `goes back in time (${where})`);
    if (i > 0 && head.stepMs !== undefined && (time[i] as number) - (time[i - 1] as number) !== head.stepMs) {
      throw damaged(file, `is not on the regular steps it claims (${where})`);
    }
  }
  return { time, columns, ...(head.stepMs !== undefined && { stepMs: head.stepMs }) };
}

function numberOf(cell: string, file: string, where: string): number {
  const value = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw damaged(file, `has something other than a number (${where})`);
}
