import type { SeriesQuery } from '../../frame/query';
import { duration, FIRST_TIME, LAST_TIME, ownText, stamp } from '../ask-well';

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
  $: '\\x24',
  '$\x7b': '\\$\x7b',
};

/**
 * A Flux string literal: the client's `fluxString` without the client, so that the calling card stays light. One thing
 * more: a `$` right before an escape goes by its number, for Flux stumbles there (2.7.12 answers 400 to `"$\""`).
 */
export const text = (value: string): string => {
  const escaped = value.replace(/\$(?=[\n\r\t"\\$])|\$\{|[\n\r\t"\\]/g, (sign) => ESCAPES[sign] ?? sign);
  return `"${escaped}"`;
};

const list = (names: readonly string[]): string => `[${names.map(text).join(', ')}]`;

const is = (key: string, value: string): string =>
  value === '' ? `not exists r[${text(key)}]` : `r[${text(key)}] == ${text(value)}`;

const filter = (key: string, values: readonly string[]): string =>
  `  |> filter(fn: (r) => ${values.map((value) => is(key, value)).join(' or ')})`;

/** Flux' `median` estimates unless told not to. */
const EXACT_MEDIAN = '(column, tables=<-) => tables |> median(column: column, method: "exact_mean")';

/** The query in Flux; a person's own text comes back as it is. Rows of several series in one group are taken together. */
export function fluxOf(query: SeriesQuery): string {
  const own = ownText(query);
  if (own !== undefined) return own;
  const key = ['_measurement', '_field', ...query.groupBy];
  const ordered = query.aggregate === 'first' || query.aggregate === 'last';
  const fn = query.aggregate === 'median' ? EXACT_MEDIAN : query.aggregate;
  return [
    `from(bucket: ${text(query.database)})`,
    `  |> range(start: ${stamp(query.range.start)}, stop: ${stamp(query.range.stop)})`,
    filter('_measurement', [query.measurement]),
    ...(query.fields.length > 0 ? [filter('_field', query.fields)] : []),
    ...query.filters.filter(({ values }) => values.length > 0).map(({ tag, values }) => filter(tag, values)),
    `  |> group(columns: ${list(key)})`,
    ...(query.aggregate === 'none'
      ? []
      : [
          ...(ordered ? ['  |> sort(columns: ["_time"])'] : []),
          `  |> aggregateWindow(every: ${duration(query.everyMs)}, fn: ${fn}, createEmpty: false, timeSrc: "_start")`,
        ]),
    `  |> keep(columns: ${list(['_time', '_value', ...key])})`,
  ].join('\n');
}

/** All that a bucket can hold: `schema.*` would look at the last 30 days only, and not into the future at all. */
const everything = (bucket: string): string =>
  `from(bucket: ${text(bucket)})\n  |> range(start: ${stamp(FIRST_TIME)}, stop: ${stamp(LAST_TIME)})`;

const distinct = (column: string): string =>
  `  |> keep(columns: ${list([column])})\n  |> group()\n  |> distinct(column: ${text(column)})`;

/** The measurements of a bucket, in the form of `schema.measurements` that the storage answers from its index. */
export const measurementsOf = (bucket: string): string => `${everything(bucket)}\n${distinct('_measurement')}`;

export const fieldsOf = (bucket: string, measurement: string): string =>
  [everything(bucket), filter('_measurement', [measurement]), distinct('_field')].join('\n');

export const tagsOf = (bucket: string, measurement: string): string =>
  [
    everything(bucket),
    filter('_measurement', [measurement]),
    '  |> keys()\n  |> keep(columns: ["_value"])\n  |> distinct()',
  ].join('\n');

export const tagValuesOf = (bucket: string, measurement: string, tag: string, most: number): string =>
  [everything(bucket), filter('_measurement', [measurement]), distinct(tag), `  |> limit(n: ${most})`].join('\n');

/** One value of each field, to see their types: a table has one. */
export const samplesOf = (bucket: string, measurement: string): string =>
  [
    everything(bucket),
    filter('_measurement', [measurement]),
    '  |> first()\n  |> keep(columns: ["_field", "_value"])\n  |> limit(n: 1)',
  ].join('\n');

/** The first and the last time of a field. */
export const extentOf = (bucket: string, measurement: string, field: string): string =>
  [
    `data = ${everything(bucket)}`,
    filter('_measurement', [measurement]),
    filter('_field', [field]),
    'data |> first() |> keep(columns: ["_time"]) |> group() |> min(column: "_time") |> yield(name: "first")',
    'data |> last() |> keep(columns: ["_time"]) |> group() |> max(column: "_time") |> yield(name: "last")',
  ].join('\n');
