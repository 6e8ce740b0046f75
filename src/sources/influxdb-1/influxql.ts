import { StudioError } from '../../base/errors';
import type { TimeRange } from '../../frame/frame';
import type { QueryFill, SeriesQuery } from '../../frame/query';
import { anchor, bucketsOf, evenOffset, evenRuns, wholeBuckets } from '../../math/wall-buckets';
import { amountOf } from '../aggregate';
import { decimal, duration, ownText, stamp } from '../ask-well';
import { fillOf } from '../fill-buckets';

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
  if (query.aggregate === 'none') return raw(query);
  // InfluxQL takes what a row lacks of a field for 0 in a derivative, and fills fields that a group never had.
  const apart = query.aggregate === 'derivative' || isSpread(query) || typeof query.fill === 'number';
  const parts =
    apart && query.fields.length > 1 ? query.fields.map((field) => ({ ...query, fields: [field] })) : [query];
  return parts.map(buckets).join(';\n');
}

/** How many times its values an aggregate is asked of, where not of the values as they stand. */
function factor(query: SeriesQuery): string | undefined {
  // InfluxQL cuts the integral of whole numbers to whole numbers at each border.
  if (query.aggregate === 'integral') return '1.0';
  return isLow(query) ? '-1' : undefined;
}

/** Percentiles under 50 are mirrored: InfluxQL ends a series at its first bucket with too few points for one. */
const isLow = ({ aggregate, amount }: SeriesQuery): boolean =>
  aggregate === 'percentile' && amountOf(aggregate, amount) < 50;

function raw({ fields, ...query }: SeriesQuery): string {
  const groups = query.groupBy.map(identifier);
  return [
    `SELECT ${fields.map(identifier).join(', ') || '*'}`,
    ...points(query),
    ...(groups.length > 0 ? [`GROUP BY ${groups.join(', ')}`] : []),
  ].join('\n');
}

/** Which points: FROM and WHERE. */
function points(query: Omit<SeriesQuery, 'fields'>): string[] {
  const conditions = query.filters
    .filter(({ values }) => values.length > 0)
    .map(({ tag, values }) => values.map((value) => `${identifier(tag)} = ${literal(value)}`).join(' OR '))
    .map((either) => `  AND (${either})`);
  return [`FROM ${from(query.database, query.measurement)}`, during(query.range), ...conditions];
}

const during = ({ start, stop }: TimeRange): string => `WHERE time >= '${stamp(start)}' AND time < '${stamp(stop)}'`;

/** How an aggregate is called. */
function call(query: SeriesQuery, field: string): string {
  const { aggregate } = query;
  const of = identifier(field);
  const number = amountOf(aggregate, query.amount);
  switch (aggregate) {
    case 'distinct':
      return `count(distinct(${of}))`;
    case 'variance':
      return `stddev(${of}) * stddev(${of})`;
    case 'percentile':
      return isLow(query)
        ? `percentile(${of}, ${decimal(100 - number)}) * -1`
        : `percentile(${of}, ${decimal(number)})`;
    case 'integral':
      return `integral(${of}, ${duration(number)})`;
    case 'derivative':
      return `mean(${of})`;
    default:
      return `${aggregate}(${of})`;
  }
}

/**
 * Checks that InfluxDB 1 can cut the buckets of a query rightly.
 * @throws StudioError `bad-input` at `zone` for integrals over weeks by a clock that changes in the range.
 */
export function askable(query: SeriesQuery): void {
  const { aggregate, everyMs, zone, range } = query;
  if (aggregate !== 'integral' || anchor(everyMs) === 0 || evenOffset(everyMs, zone, range) !== undefined) return;
  const message = `InfluxDB 1 cannot take integrals over weeks by the clock of ${zone}, which changes in this range.`;
  throw new StudioError('bad-input', message, { next: 'Take days, or weeks in UTC.', place: 'zone', value: zone });
}

/** A query's buckets, by a subquery for each stretch of even ones where one statement cannot cut them all rightly. */
function buckets(query: SeriesQuery): string {
  const { everyMs, zone, range, aggregate } = query;
  const even = evenOffset(everyMs, zone, range);
  // With an offset, which weeks need, InfluxDB looks for the zone's clock at the wrong time of the week.
  if (even !== undefined || anchor(everyMs) === 0 || aggregate === 'integral') {
    const offset = (even ?? 0) + anchor(everyMs);
    const time = `time(${duration(everyMs)}${offset === 0 ? '' : `, ${duration(offset)}`})`;
    return statement(query, time, even === undefined && zone !== undefined ? `\ntz(${literal(zone)})` : '');
  }
  const pieces = evenRuns(bucketsOf(everyMs, zone), everyMs, range).map(({ start, stop, lengthMs }) => {
    const offset = ((start % lengthMs) + lengthMs) % lengthMs;
    const time = `time(${duration(lengthMs)}${offset === 0 ? '' : `, ${duration(offset)}`})`;
    const part = { start: Math.max(start, range.start), stop: Math.min(stop, range.stop) };
    return `(\n${grouped({ ...query, range: part }, time, 'none')}\n)`;
  });
  // The pieces' rows in one order of time, each in a minute of its own.
  const mean = (field: string) => `mean(${identifier(field)})`;
  const unit = duration(amountOf(aggregate, query.amount));
  const values = query.fields.map(
    (field) =>
      `${aggregate === 'derivative' ? `derivative(${mean(field)}, ${unit})` : mean(field)} AS ${identifier(field)}`,
  );
  return [
    `SELECT ${values.join(', ')}`,
    `FROM ${pieces.join(', ')}`,
    during(wholeBuckets(bucketsOf(everyMs, zone), range)),
    `GROUP BY ${['time(1m)', ...query.groupBy.map(identifier)].join(', ')} fill(none)`,
  ].join('\n');
}

/** Buckets of one length, filled where that goes: the rest is filled when they have come. */
function statement(query: SeriesQuery, time: string, tz: string): string {
  const { aggregate, fields } = query;
  const fill = fillOf(query);
  // Days of 23 hours are 24 to its fill(linear).
  const later = aggregate === 'derivative' || aggregate === 'integral' || (fill === 'linear' && tz !== '');
  if (later || fill === undefined) {
    const plain = grouped(query, time, 'none') + tz;
    return aggregate === 'derivative' ? derivative(query, `(\n${plain}\n)`) : plain;
  }
  const how = fill === 'gap' ? 'null' : typeof fill === 'number' ? decimal(fill) : fill;
  if (isPlain(aggregate, fill)) return grouped(query, time, how) + tz;
  // A mean of the one value there is: InfluxQL would fill whole numbers with whole numbers, and not what it cannot tell.
  return [
    `SELECT ${fields.map((field) => `mean(${identifier(field)}) AS ${identifier(field)}`).join(', ')}`,
    `FROM (\n${grouped(query, time, 'none')}${tz}\n)`,
    during(query.range),
    ...(isSpread(query) ? fields.map((field) => `  AND ${identifier(field)} >= 0`) : []),
    `GROUP BY ${[time, ...query.groupBy.map(identifier)].join(', ')} fill(${how})${tz}`,
  ].join('\n');
}

/** Whether an aggregate cannot be told of one point. */
const isSpread = ({ aggregate, fill }: SeriesQuery): boolean =>
  fill !== undefined && (aggregate === 'stddev' || aggregate === 'variance');

/** Whether InfluxQL fills an aggregate's own result rightly. */
function isPlain(aggregate: string, fill: QueryFill): boolean {
  if (fill === 'gap' || aggregate === 'mean' || aggregate === 'median') return true;
  return typeof fill === 'number'
    ? (aggregate === 'count' || aggregate === 'distinct') && Number.isInteger(fill)
    : false;
}

function grouped(query: SeriesQuery, time: string, fill: string): string {
  const { fields, groupBy } = query;
  const values = fields.map((field) => `${call(query, field)} AS ${identifier(field)}`);
  const times = factor(query);
  return [
    `SELECT ${values.join(', ') || `${query.aggregate}(*)`}`,
    ...(times === undefined ? points(query) : [`FROM (\n${multiplied(query, times)}\n)`, during(query.range)]),
    `GROUP BY ${[time, ...groupBy.map(identifier)].join(', ')} fill(${fill})`,
  ].join('\n');
}

const multiplied = (query: SeriesQuery, times: string): string =>
  [
    `SELECT ${query.fields.map((field) => `${identifier(field)} * ${times} AS ${identifier(field)}`).join(', ')}`,
    ...points(query),
  ].join('\n');

/** The change between the buckets that a subquery gives; asked of buckets themselves, it would read one before the range. */
function derivative({ fields, groupBy, aggregate, amount }: SeriesQuery, buckets: string): string {
  const unit = duration(amountOf(aggregate, amount));
  const values = fields.map((field) => `derivative(${identifier(field)}, ${unit}) AS ${identifier(field)}`);
  const groups = groupBy.length > 0 ? `\nGROUP BY ${groupBy.map(identifier).join(', ')}` : '';
  return `SELECT ${values.join(', ')}\nFROM ${buckets}${groups}`;
}
