import { StudioError, throwIfCancelled } from '../../base/errors';
import type { SeriesQuery } from '../../frame/query';
import { AGGREGATES, bucketed, isAggregate } from '../aggregate';
import { askedWell, NOTHING } from '../ask-well';
import { assemble, count, type RawSeries, were } from '../assemble';
import type { CatalogNode, Opening, Source } from '../types';
import type { CsvParams } from '.';
import { type Table, tableOf } from './table';

function fileOf({ file }: Opening<CsvParams>): Blob {
  if (file !== undefined) return file;
  throw new StudioError('bad-input', 'No file is open.', { next: 'Choose a CSV file.', place: 'file' });
}

const nameOf = (file: Blob): string =>
  'name' in file && typeof file.name === 'string' && file.name !== '' ? file.name : 'file';

/** Rows that a query asks for, by group, each in time order. */
function groupsOf(table: Table, query: SeriesQuery): readonly (readonly number[])[] {
  const wordOf = (tag: string, row: number): string => {
    const column = table.tags.get(tag);
    return column?.words[column.codes[row] as number] ?? '';
  };
  const filters = query.filters.filter(({ values }) => values.length > 0);
  const groups = new Map<string, number[]>();
  table.time.forEach((t, row) => {
    if (t < query.range.start || t >= query.range.stop) return;
    if (!filters.every(({ tag, values }) => values.includes(wordOf(tag, row)))) return;
    const key = query.groupBy.map((tag) => wordOf(tag, row)).join('\0');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  });
  return [...groups.values()];
}

function seriesOf(table: Table, query: SeriesQuery, rows: readonly number[]): RawSeries[] {
  const labels = Object.fromEntries(
    query.groupBy.map((tag) => {
      const column = table.tags.get(tag);
      return [tag, column?.words[column.codes[rows[0] ?? 0] as number] ?? ''];
    }),
  );
  const named = { ...labels, _measurement: query.measurement };
  const columns = query.fields.flatMap((field) => {
    const values = table.values.get(field);
    return values === undefined ? [] : [{ field, values }];
  });
  const pick = (from: Float64Array, order: readonly number[]) => Float64Array.from(order, (row) => from[row] as number);
  if (query.aggregate === 'none' || !isAggregate(query.aggregate)) {
    const fields = columns.map(({ field, values }) => ({ field, values: pick(values, rows) }));
    return fields.length === 0 ? [] : [{ labels: named, time: pick(table.time, rows), fields }];
  }
  const { aggregate } = query;
  const inOrder = rows.toSorted((a, b) => (table.time[a] as number) - (table.time[b] as number) || a - b);
  const sorted = pick(table.time, inOrder);
  return columns.map(({ field, values }) => {
    const made = bucketed(sorted, pick(values, inOrder), query.everyMs, aggregate);
    return { labels: named, time: made.time, fields: [{ field, values: made.values }] };
  });
}

/** A CSV file: its numeric columns are fields, its columns of words tags, so that long files group by them. */
export const csv: Source<CsvParams> = {
  async connect(opening, ctx) {
    const file = fileOf(opening);
    const { time } = await tableOf(file, opening.params, ctx);
    return { product: `${nameOf(file)}, ${count(time.length, 'row')}` };
  },

  async catalog(opening, { database, measurement, tag }, ctx) {
    const file = fileOf(opening);
    const table = await tableOf(file, opening.params, ctx);
    const nodes = (kind: CatalogNode['kind'], names: Iterable<string>): CatalogNode[] =>
      [...names].map((name) => ({ kind, name }));
    if (database === undefined)
      return [{ kind: 'database', name: nameOf(file), detail: count(table.time.length, 'row') }];
    if (measurement === undefined) return nodes('measurement', [nameOf(file).replace(/\.[a-z]+$/i, '')]);
    if (tag !== undefined)
      return nodes(
        'value',
        table.tags
          .get(tag)
          ?.words.filter((word) => word !== '')
          .toSorted() ?? [],
      );
    return [...nodes('field', table.values.keys()), ...nodes('tag', table.tags.keys())];
  },

  async extent(opening, { field }, ctx) {
    const { time, values } = await tableOf(fileOf(opening), opening.params, ctx);
    const column = values.get(field);
    let [start, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    column?.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      start = Math.min(start, time[i] as number);
      last = Math.max(last, time[i] as number);
    });
    return start <= last ? { start, stop: last + 1 } : undefined;
  },

  async query(opening, query, ctx) {
    askedWell(query, AGGREGATES);
    const table = await tableOf(fileOf(opening), opening.params, ctx);
    throwIfCancelled(ctx.signal);
    const series = groupsOf(table, query).flatMap((rows) => seriesOf(table, query, rows));
    const { frames, rows, unordered, notes } = assemble(series, query.fields);
    const sorted =
      unordered === 0 ? [] : [`${count(unordered, 'row')} stood out of order and ${were(unordered)} sorted by time.`];
    return {
      frames,
      rows,
      text: '',
      notes: [...table.notes, ...sorted, ...notes, ...(frames.length === 0 ? [NOTHING] : [])],
    };
  },
};
