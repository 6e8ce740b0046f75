import type { SeriesQuery } from '../../frame/query';

/** A column of a table, in InfluxDB's words. `time` is none of these. */
export interface TableColumn {
  readonly name: string;
  readonly kind: 'tag' | 'float' | 'integer' | 'unsigned' | 'boolean' | 'string';
}

/** The kind of a column by its Arrow type, or undefined for the time and what is not InfluxDB's. */
export function kindOf(type: string): TableColumn['kind'] | undefined {
  if (type.startsWith('Dictionary')) return 'tag';
  if (/^Float/.test(type)) return 'float';
  if (/^Int/.test(type)) return 'integer';
  if (/^UInt/.test(type)) return 'unsigned';
  if (type === 'Boolean') return 'boolean';
  return /Utf8/.test(type) ? 'string' : undefined;
}

const NUMBERS = new Set<TableColumn['kind']>(['float', 'integer', 'unsigned']);

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');

/**
 * A query as its table can answer it: SQL fails on a column that is not there, where the other languages find nothing,
 * and a page may not read why. What was left out is told; `query` is undefined when nothing is left to ask.
 */
export function fitted(
  query: SeriesQuery,
  columns: readonly TableColumn[],
): { readonly query: SeriesQuery | undefined; readonly notes: readonly string[] } {
  if (columns.length === 0)
    return { query: undefined, notes: [`There is no measurement “${query.measurement}” here.`] };
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const isField = (name: string): boolean => kinds.has(name) && kinds.get(name) !== 'tag';
  const drawn = (name: string): boolean => {
    const kind = kinds.get(name);
    if (query.aggregate === 'count' || query.aggregate === 'distinct') return true;
    if (['none', 'first', 'last'].includes(query.aggregate) && kind === 'boolean') return true;
    return kind !== undefined && NUMBERS.has(kind);
  };
  const there = query.fields.filter(isField);
  const gone = query.fields.filter((name) => !isField(name));
  const wordy = there.filter((name) => !drawn(name));
  const fields = there.filter(drawn);
  const groupBy = query.groupBy.filter((name) => kinds.has(name));
  const lost = query.groupBy.filter((name) => !kinds.has(name));
  const unmet = query.filters.filter(({ tag, values }) => values.length > 0 && !kinds.has(tag) && !values.includes(''));
  const notes = [
    ...(gone.length > 0 ? [`“${query.measurement}” has no field ${quoted(gone)}.`] : []),
    ...(wordy.length > 0 && query.aggregate === 'none'
      ? wordy.map((name) => `“${name}” holds text, which cannot be drawn; it was left out.`)
      : []),
    ...(wordy.length > 0 && query.aggregate !== 'none'
      ? [`${quoted(wordy)} left out: ${query.aggregate} needs numbers.`]
      : []),
    ...(lost.length > 0 ? [`“${query.measurement}” has no tag ${quoted(lost)} to group by.`] : []),
    ...unmet.map(({ tag }) => `“${query.measurement}” has no tag “${tag}”.`),
  ];
  if (fields.length === 0 || unmet.length > 0) return { query: undefined, notes };
  if (fields.length === query.fields.length && lost.length === 0 && query.filters.every(({ tag }) => kinds.has(tag)))
    return { query, notes };
  return { query: { ...query, fields, groupBy, filters: query.filters.filter(({ tag }) => kinds.has(tag)) }, notes };
}
