import { csv } from '../exports/csv';
import type { Cell } from '../exports/csv-text';
import { ALREADY, NOT_WITHIN } from '../math/crossing';
import { DAY } from '../math/duration';
import type { KeptFleetRow } from '../vault/types';
import { type Deps, sayFailure } from './deps';

/** A date as others read it: ISO 8601 in UTC, or why there is none. */
const dated = (date: number | undefined): string =>
  date === undefined
    ? ''
    : date === ALREADY
      ? 'already'
      : date === NOT_WITHIN
        ? 'not within the look ahead'
        : Number.isNaN(date)
          ? ''
          : new Date(date).toISOString();

/** Days from the end of a series to a date; NaN without one. */
const daysUntil = (date: number | undefined, end: number): number =>
  date === ALREADY ? 0 : date === undefined || date === NOT_WITHIN ? Number.NaN : (date - end) / DAY;

/** The table of a job as CSV: a line for each series, in the order given. */
export async function saveFleetCsv(deps: Deps, rows: readonly KeptFleetRow[], name = 'fleet'): Promise<void> {
  const columns = [
    'series',
    'mase',
    'mase of the baseline',
    'growth a day',
    'growth a day in percent',
    'last',
    'level',
    'days until',
    'expected',
    'earliest',
    'latest',
    'band measured to',
    'seconds',
    'failure',
  ];
  const cells = rows.map((row): readonly Cell[] => {
    if (row.failure !== undefined) {
      const none = columns.slice(1, -2).map(() => Number.NaN);
      return [row.name, ...none, row.seconds, row.failure.message];
    }
    const { growth, metrics, crossing, measuredTo, glance, seconds } = row;
    return [
      row.name,
      metrics[0]?.mase ?? Number.NaN,
      metrics[1]?.mase ?? Number.NaN,
      growth.perDay,
      100 * growth.share,
      growth.last ?? Number.NaN,
      growth.level,
      daysUntil(crossing?.expected, glance.end),
      dated(crossing?.expected),
      dated(crossing?.earliest),
      dated(crossing?.latest),
      dated(measuredTo),
      seconds,
      '',
    ];
  });
  try {
    const file = await csv.export({ kind: 'table', name, table: { columns, rows: cells } });
    deps.save({ name: file.name, bytes: file.bytes, mime: csv.mime });
  } catch (error) {
    sayFailure(deps, error);
  }
}
