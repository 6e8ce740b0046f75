import { StudioError } from '../../base/errors';
import type { SeriesQuery } from '../../frame/query';
import { DAY } from '../../math/duration';
import { anchor, bucketsOf, evenOffset } from '../../math/wall-buckets';
import { AGGREGATES, amountOf, isAggregate } from '../aggregate';
import { decimal, ownText, stamp } from '../ask-well';

/** A SQL identifier in its quotes: in them, only the quote itself means something. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A SQL string in its quotes; a backslash is a plain sign in InfluxDB 3. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * What SQL is asked for. Not `mode`, for which DataFusion has no function; nor `derivative` and `integral`, which look from
 * row to row: it has windows for that, but what a row lacks of one of several fields breaks their chain.
 */
export const SQL_AGGREGATES = AGGREGATES.filter((name) => !['mode', 'derivative', 'integral'].includes(name));

/** How an aggregate of a column is called; `median` of whole numbers would be cut to a whole number. */
function call(aggregate: string, column: string, percent: number): string {
  switch (aggregate) {
    case 'mean':
      return `avg(${column})`;
    case 'median':
      return `median(CAST(${column} AS DOUBLE))`;
    case 'distinct':
      return `count(DISTINCT ${column})`;
    case 'first':
    case 'last':
      return `selector_${aggregate}(${column}, time)['value']`;
    case 'spread':
      return `max(${column}) - min(${column})`;
    case 'variance':
      return `var_samp(${column})`;
    case 'percentile': {
      const share = decimal(percent < 50 ? 100 - percent : percent);
      const rank = `CAST(floor(count(${column}) * ${share} / 100.0 + 0.5) AS BIGINT)`;
      const place = percent < 50 ? `count(${column}) + 1 - ${rank}` : rank;
      return `array_element(array_agg(${column} ORDER BY ${column}), ${place})`;
    }
    default:
      return `${aggregate}(${column})`;
  }
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
  [1, 'millisecond'],
] as const;

/** A duration as SQL has it, in the largest unit that divides it: `INTERVAL '30 minutes'`. */
export function interval(ms: number): string {
  const whole = Math.max(1, Math.round(ms));
  const [size, unit] = UNITS.find(([length]) => whole % length === 0) ?? [1, 'millisecond'];
  const n = whole / size;
  return `INTERVAL '${n} ${unit}${n === 1 ? '' : 's'}'`;
}

/**
 * The bucket of a point. Servers with DataFusion before 2025 put a time before the origin that lies on a border one
 * bucket too early: a range that begins before 1970 therefore brings an origin of its own, on the same grid. Days and weeks
 * by a clock that changes in the range are cut by its wall time.
 */
function bucket({ everyMs, zone, range }: SeriesQuery): string {
  const even = evenOffset(everyMs, zone, range);
  if (even === undefined && zone !== undefined) {
    const origin = anchor(everyMs) === 0 ? '' : `, TIMESTAMP '${stamp(anchor(everyMs)).replace('Z', '')}'`;
    return `tz(date_bin_wallclock(${interval(everyMs)}, tz(time, ${literal(zone)})${origin}))`;
  }
  const own = anchor(everyMs) + (even ?? 0);
  const origin = range.start < own ? bucketsOf(everyMs, zone).startOf(range.start) : own;
  return `date_bin(${interval(everyMs)}, time${origin === 0 ? '' : `, TIMESTAMP '${stamp(origin)}'`})`;
}

/**
 * Checks that SQL can cut the buckets of a query rightly.
 * @throws StudioError `bad-input` at `zone` for parts of days by a clock that changes in the range.
 */
export function askable({ everyMs, zone, range }: SeriesQuery): void {
  if (everyMs % DAY === 0 || evenOffset(everyMs, zone, range) !== undefined) return;
  const message = `InfluxDB 3 cannot cut parts of days by the clock of ${zone}, which changes in this range.`;
  throw new StudioError('bad-input', message, { next: 'Take an hour or days, or UTC.', place: 'zone', value: zone });
}

/** Points whose tag has one of the values; the empty one means that there is no such tag. */
function oneOf({ tag, values }: SeriesQuery['filters'][number]): string {
  const named = values.filter((value) => value !== '');
  const among = named.length === 0 ? [] : [`${identifier(tag)} IN (${named.map(literal).join(', ')})`];
  const absent = named.length < values.length ? [`${identifier(tag)} IS NULL`] : [];
  const either = [...among, ...absent].join(' OR ');
  return among.length + absent.length > 1 ? `(${either})` : either;
}

/** Rows in which a field has a value: a table keeps all fields of a time in one row. */
function filled(fields: readonly string[]): string[] {
  const either = fields.map((field) => `${identifier(field)} IS NOT NULL`).join(' OR ');
  return fields.length === 0 ? [] : [fields.length === 1 ? either : `(${either})`];
}

/**
 * The query in SQL; a person's own text comes back as it is. Rows of several series in one group are taken together.
 * Empty buckets do not travel: they are filled when the others have come.
 */
export function sqlOf(query: SeriesQuery): string {
  const own = ownText(query);
  if (own !== undefined) return own;
  const aggregate = isAggregate(query.aggregate) ? query.aggregate : 'none';
  const raw = aggregate === 'none';
  const percent = amountOf('percentile', query.amount);
  const values = query.fields.map((field) =>
    raw ? identifier(field) : `${call(aggregate, identifier(field), percent)} AS ${identifier(field)}`,
  );
  const tags = query.groupBy.map(identifier);
  const places = tags.map((_, i) => i + 2);
  const conditions = [
    ...query.filters.filter(({ values: wanted }) => wanted.length > 0).map(oneOf),
    ...filled(query.fields),
  ];
  return [
    `SELECT ${[raw ? 'time' : `${bucket(query)} AS time`, ...tags, ...values].join(', ')}`,
    `FROM ${identifier(query.measurement)}`,
    `WHERE time >= '${stamp(query.range.start)}' AND time < '${stamp(query.range.stop)}'`,
    ...conditions.map((condition) => `  AND ${condition}`),
    // Raw rows come as they are stored: a sort would keep the first of them back until the last is found.
    ...(raw ? [] : [`GROUP BY ${[1, ...places].join(', ')}`, `ORDER BY ${[...places, 1].join(', ')}`]),
  ].join('\n');
}

/** The measurements of a database: tables of other schemas are the server's own. */
export const TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'iox' ORDER BY table_name";

/** The columns of a measurement with their Arrow types. */
export const columnsOf = (measurement: string): string =>
  `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'iox' AND table_name = ${literal(measurement)} ORDER BY column_name`;

/** Where all of a table is more than the server will open at once, its last days are looked at. */
export const LATELY = "time >= now() - INTERVAL '3 days'";

/** The values of a tag and how many rows have each. */
export const valuesOf = (measurement: string, tag: string, most: number, only?: string): string =>
  [
    `SELECT ${identifier(tag)} AS value, count(*) AS points`,
    `FROM ${identifier(measurement)}`,
    `WHERE ${identifier(tag)} IS NOT NULL${only === undefined ? '' : ` AND ${only}`}`,
    `GROUP BY 1 ORDER BY 1 LIMIT ${most}`,
  ].join('\n');

/** The first and the last time of a field. */
export const extentOf = (measurement: string, field: string, only?: string): string =>
  [
    'SELECT min(time) AS first, max(time) AS last',
    `FROM ${identifier(measurement)}`,
    `WHERE ${identifier(field)} IS NOT NULL${only === undefined ? '' : ` AND ${only}`}`,
  ].join('\n');
