import type { SeriesQuery } from '../../frame/query';
import { duration, stamp } from '../ask-well';
import { text } from './flux';

const is = (key: string, value: string): string =>
  value === '' ? `not exists r[${text(key)}]` : `r[${text(key)}] == ${text(value)}`;

const filter = (key: string, values: readonly string[]): string =>
  `  |> filter(fn: (r) => ${values.map((value) => is(key, value)).join(' or ')})`;

/**
 * Counts a query's points in windows of its `everyMs`, in the order that the storage can answer by itself: windows first,
 * one series at a time, and only then the groups.
 */
export function countOf(query: SeriesQuery): string {
  const key = ['_measurement', '_field', ...query.groupBy];
  const list = (names: readonly string[]) => `[${names.map(text).join(', ')}]`;
  return [
    `from(bucket: ${text(query.database)})`,
    `  |> range(start: ${stamp(query.range.start)}, stop: ${stamp(query.range.stop)})`,
    filter('_measurement', [query.measurement]),
    ...(query.fields.length > 0 ? [filter('_field', query.fields)] : []),
    ...query.filters.filter(({ values }) => values.length > 0).map(({ tag, values }) => filter(tag, values)),
    `  |> aggregateWindow(every: ${duration(query.everyMs)}, fn: count, createEmpty: false, timeSrc: "_start")`,
    `  |> group(columns: ${list([...key, '_time'])})`,
    '  |> sum()',
    `  |> group(columns: ${list(key)})`,
  ].join('\n');
}
