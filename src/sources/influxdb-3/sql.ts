import type { SeriesQuery } from '../../frame/query';
import type { Aggregate } from '../aggregate';
import { isAggregate } from '../aggregate';
import { ownText, stamp } from '../ask-well';

/** A SQL identifier in its quotes: in them, only the quote itself means something. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A SQL string in its quotes; a backslash is a plain sign in InfluxDB 3. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What the aggregates are called; `median` of whole numbers would be cut to a whole number. */
const CALLS: Readonly<Record<Exclude<Aggregate, 'none'>, (column: string) => string>> = {
  mean: (column) => `avg(${column})`,
  median: (column) => `median(CAST(${column} AS DOUBLE))`,
  sum: (column) => `sum(${column})`,
  min: (column) => `min(${column})`,
  max: (column) => `max(${column})`,
  count: (column) => `count(${column})`,
  first: (column) => `selector_first(${column}, time)['value']`,
  last: (column) => `selector_last(${column}, time)['value']`,
  stddev: (column) => `stddev(${column})`,
};

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
 * bucket too early: a range that begins before 1970 therefore brings an origin of its own, on the same grid.
 */
function bucket({ everyMs, range }: SeriesQuery): string {
  const origin = range.start < 0 ? `, TIMESTAMP '${stamp(Math.floor(range.start / everyMs) * everyMs)}'` : '';
  return `date_bin(${interval(everyMs)}, time${origin})`;
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

/** The query in SQL; a person's own text comes back as it is. Rows of several series in one group are taken together. */
export function sqlOf(query: SeriesQuery): string {
  const own = ownText(query);
  if (own !== undefined) return own;
  const aggregate = isAggregate(query.aggregate) ? query.aggregate : 'none';
  const raw = aggregate === 'none';
  const values = query.fields.map((field) =>
    raw ? identifier(field) : `${CALLS[aggregate](identifier(field))} AS ${identifier(field)}`,
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
