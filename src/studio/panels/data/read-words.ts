import type { QueryResult } from '../../../sources/types';
import type { Provenance } from '../../../state/store';
import { bytes, count } from '../../format';

const units: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago: `just now`, `1 minute ago`, `3 hours ago`. */
export function ago(ms: number): string {
  const unit = units.find(([, length]) => ms >= length);
  if (unit === undefined) return 'just now';
  const n = Math.floor(ms / unit[1]);
  return `${count(n)} ${unit[0]}${n === 1 ? '' : 's'} ago`;
}

/** What came: `5,000 rows, 2.1 MB`; `12 new rows, 480 B; 5,012 in all` when only what was newer was read. */
export function amount({ rows, bytes: size }: Pick<Provenance, 'rows' | 'bytes'>, result: QueryResult): string {
  const said = (n: number, word: string) =>
    `${count(n)} ${word}${n === 1 ? '' : 's'}${size > 0 ? `, ${bytes(size)}` : ''}`;
  return rows < result.rows ? `${said(rows, 'new row')}; ${count(result.rows)} in all` : said(rows, 'row');
}
