import { quietContext } from '../../base/job';
import { defaults } from '../../base/params';
import { seeded } from '../../base/random';
import type { SeriesQuery } from '../../frame/query';
import { type CsvParams, csv as card } from '.';
import { layoutOf } from './layout';
import { csv } from './source';

export const ctx = quietContext(seeded(1));
export const initial = defaults(card.params);
export const file = (text: string | Uint8Array<ArrayBuffer>) => new File([text], 'my data.csv');

/** How a file is laid out and what a preview shows of it. */
export async function looked(from: string | Uint8Array<ArrayBuffer> | File, some: Partial<CsvParams> = {}) {
  const params = { ...initial, ...some };
  const opened = from instanceof File ? from : file(from);
  const { columns, rows, count, notes, skipped, gaps, bad } = await csv.preview({ params, file: opened }, ctx);
  const { delimiter, encoding, header, time, names } = await layoutOf(opened, params, ctx);
  const stamp = time && { name: names[time.index] ?? '', format: time.format };
  return {
    columns,
    rows,
    count,
    notes,
    skipped,
    gaps,
    bad: bad?.first ?? [],
    delimiter,
    encoding,
    header,
    time: stamp,
  };
}

/** A query of all a file holds, unless more is said. */
export async function read(text: string | Blob, query: Partial<SeriesQuery> = {}, params: Partial<CsvParams> = {}) {
  const opening = { params: { ...initial, ...params }, file: typeof text === 'string' ? file(text) : text };
  const [measurement] = await csv.catalog(opening, { database: 'x' }, ctx);
  const at = measurement?.name ?? '';
  const nodes = await csv.catalog(opening, { database: 'x', measurement: at }, ctx);
  const fields = nodes.filter(({ kind }) => kind === 'field').map(({ name }) => name);
  const asked = { database: 'x', measurement: at, fields, aggregate: 'none', everyMs: 1, filters: [], groupBy: [] };
  return csv.query(opening, { ...asked, range: { start: -1e13, stop: 1e13 }, ...query }, ctx);
}
