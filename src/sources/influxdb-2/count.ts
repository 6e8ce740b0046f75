import type { SeriesQuery } from '../../frame/query';
import { duration } from '../ask-well';
import { list, points } from './flux';

/**
 * Counts a query's points in windows of its `everyMs`, in the order that the storage can answer by itself: windows first,
 * one series at a time, and only then the groups.
 */
export function countOf(query: SeriesQuery): string {
  const key = ['_measurement', '_field', ...query.groupBy];
  return [
    ...points(query, query.range),
    `  |> aggregateWindow(every: ${duration(query.everyMs)}, fn: count, createEmpty: false, timeSrc: "_start")`,
    `  |> group(columns: ${list([...key, '_time'])})`,
    '  |> sum()',
    `  |> group(columns: ${list(key)})`,
  ].join('\n');
}
