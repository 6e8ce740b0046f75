import type { SeriesQuery } from '../../frame/query';
import { duration, ownText, stamp } from '../ask-well';

/** An InfluxQL identifier in its quotes. */
export const identifier = (name: string): string => `"${escaped(name, '"')}"`;

/** An InfluxQL string in its quotes. */
export const literal = (text: string): string => `'${escaped(text, "'")}'`;

const escaped = (text: string, quote: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n');

/** Where a database's name points: names hold no slash in InfluxDB 1, so `db/rp` is a retention policy other than the default. */
export function databaseOf(name: string): { readonly database: string; readonly policy: string | undefined } {
  const slash = name.indexOf('/');
  return slash < 0
    ? { database: name, policy: undefined }
    : { database: name.slice(0, slash), policy: name.slice(slash + 1) };
}

/** A measurement with its retention policy, for FROM. */
export function from(database: string, measurement: string): string {
  const { policy } = databaseOf(database);
  return (policy === undefined ? '' : `${identifier(policy)}.`) + identifier(measurement);
}

/** The query in InfluxQL; a person's own text comes back as it is. */
export function select(query: SeriesQuery): string {
  const own = ownText(query);
  if (own !== undefined) return own;
  const raw = query.aggregate === 'none';
  const fields = query.fields.map((field) =>
    raw ? identifier(field) : `${query.aggregate}(${identifier(field)}) AS ${identifier(field)}`,
  );
  const conditions = query.filters
    .filter(({ values }) => values.length > 0)
    .map(({ tag, values }) => values.map((value) => `${identifier(tag)} = ${literal(value)}`).join(' OR '))
    .map((either) => `(${either})`);
  const groups = [...(raw ? [] : [`time(${duration(query.everyMs)})`]), ...query.groupBy.map(identifier)];
  return [
    `SELECT ${fields.join(', ') || (raw ? '*' : `${query.aggregate}(*)`)}`,
    `FROM ${from(query.database, query.measurement)}`,
    `WHERE time >= '${stamp(query.range.start)}' AND time < '${stamp(query.range.stop)}'`,
    ...conditions.map((condition) => `  AND ${condition}`),
    ...(groups.length > 0 ? [`GROUP BY ${groups.join(', ')}${raw ? '' : ' fill(none)'}`] : []),
  ].join('\n');
}
