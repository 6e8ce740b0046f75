import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/**
 * A file of one series a row, `id,v1,v2,...`, in plain or gzipped CSV: rows of any length, quotes allowed, a header row
 * (no number after its first cell) and trailing empty cells left out.
 */
export function readRows(path: string): ReadonlyMap<string, Float64Array> {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const rows = new Map<string, Float64Array>();
  for (const line of text.split(/\r?\n/)) {
    const [id, ...cells] = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const values = Float64Array.from(cells.filter((cell) => cell !== '' && cell !== 'NA').map(Number));
    if (id !== undefined && values.length > 0 && !Number.isNaN(values[0])) rows.set(id, values);
  }
  return rows;
}
