import type { SeriesQuery } from '../../../frame/query';
import { duration } from '../../../math/duration';
import type { CatalogNode, Estimate } from '../../../sources/types';
import type { KeptQuery } from '../../../vault/types';
import { count } from '../../format';

/** So many values of a tag are listed at most: a list that long may be cut, and its length says little. */
export const LISTED = 10_000;

type Filters = SeriesQuery['filters'];

/** Whether points with this value of a tag are among those asked for by name. */
export const isFiltered = (filters: Filters, tag: string, value: string): boolean =>
  filters.some((filter) => filter.tag === tag && filter.values.includes(value));

/** Adds a value of a tag to what is asked for, or takes it out again; a tag without values left is no filter. */
export function toggleFilter(filters: Filters, tag: string, value: string): Filters {
  const current = filters.find((filter) => filter.tag === tag);
  if (current === undefined) return [...filters, { tag, values: [value] }];
  const values = toggled(current.values, value);
  return values.length === 0
    ? filters.filter((filter) => filter !== current)
    : filters.map((filter) => (filter === current ? { tag, values } : filter));
}

/** A list with a name added at its end, or taken out. */
export const toggled = (names: readonly string[], name: string): readonly string[] =>
  names.includes(name) ? names.filter((other) => other !== name) : [...names, name];

/** Names as one says them: `host`, `host and region`, `a, b and c`. */
export const listed = (names: readonly string[], last = 'and'): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;

/** A filter in words: `host is web-01 or web-02`. */
export const filterWords = ({ tag, values }: Filters[number]): string => `${tag} is ${listed(values, 'or')}`;

/** What becomes one line, in words; never left unsaid. */
export function lineWords(query: Pick<SeriesQuery, 'fields' | 'groupBy' | 'aggregate'>): string {
  if (query.groupBy.length > 0) {
    return `One line per ${listed([...(query.fields.length > 1 ? ['field'] : []), ...query.groupBy])}`;
  }
  const together =
    query.aggregate === 'none' ? 'points of all tags in one row' : `the ${query.aggregate} over all tags`;
  return query.fields.length > 1 ? `One line per field: ${together}` : `One line: ${together}`;
}

/** How many lines a query makes. `exact` is false where tags may not occur in every combination. */
export interface Lines {
  readonly most: number;
  readonly exact: boolean;
}

/** The lines of a query, from how many values its tags have; undefined while one of them is not known. */
export function linesOf(
  query: Pick<SeriesQuery, 'fields' | 'groupBy' | 'filters'>,
  counts: ReadonlyMap<string, number>,
): Lines | undefined {
  let most = Math.max(1, query.fields.length);
  for (const tag of query.groupBy) {
    const values = query.filters.find((filter) => filter.tag === tag)?.values.length ?? counts.get(tag);
    if (values === undefined) return undefined;
    most *= Math.max(1, values);
  }
  const narrowed = query.filters.some(({ tag }) => !query.groupBy.includes(tag));
  return { most, exact: query.fields.length <= 1 && query.groupBy.length <= 1 && !narrowed };
}

/** How many lines, in words: `3 lines`, `at most 12 lines`; empty for one alone. */
export const countWords = (lines: Lines | undefined): string =>
  lines === undefined || lines.most === 1 ? '' : `${lines.exact ? '' : 'at most '}${count(lines.most)} lines`;

/** What an aggregate's own number is, if it has one. */
export const amountOf = (aggregate: string): 'percent' | 'unit' | undefined =>
  aggregate === 'percentile' ? 'percent' : /derivative|integral/.test(aggregate) ? 'unit' : undefined;

/** An aggregate with its number, as one says it: `95th percentile`, `derivative per 1 min`. */
export function aggregateWords({ aggregate, amount }: Pick<SeriesQuery, 'aggregate' | 'amount'>): string {
  if (amountOf(aggregate) === 'percent') return `${ordinal(amount ?? 95)} percentile`;
  return amountOf(aggregate) === 'unit' ? `${aggregate} per ${duration(amount ?? 1000)}` : aggregate;
}

function ordinal(value: number): string {
  const teen = Math.floor(value / 10) % 10 === 1;
  const ending = Number.isInteger(value) && !teen ? ['th', 'st', 'nd', 'rd'][value % 10] : undefined;
  return `${value}${ending ?? 'th'}`;
}

/** A query in one line: `cpu usage_user, mean every 1 h, one line per host, where region is north`. */
export function queryWords(query: SeriesQuery): string {
  if (query.text !== undefined) {
    const text = query.text.trim().replace(/\s+/g, ' ');
    return text === ''
      ? 'a text of your own, still empty'
      : `your own text: ${text.slice(0, 60)}${text.length > 60 ? ' …' : ''}`;
  }
  if (query.fields.length === 0) return 'nothing yet';
  const raw = query.aggregate === 'none';
  return [
    `${query.measurement} ${listed(query.fields)}`,
    raw ? 'raw points' : `${aggregateWords(query)} every ${duration(query.everyMs)}`,
    lower(lineWords(query).replace(/: .*/, '')),
    ...(query.filters.length > 0 ? [`where ${query.filters.map(filterWords).join(' and ')}`] : []),
  ].join(', ');
}

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

/** A large number as one says it: `86,000`, `5.2 million`. */
export const roughly = (value: number): string =>
  value >= 995_000_000
    ? `${Number((value / 1e9).toPrecision(2))} billion`
    : value >= 995_000
      ? `${Number((value / 1e6).toPrecision(value < 1e8 ? 2 : 3))} million`
      : count(value < 1000 ? value : Number(value.toPrecision(2)));

/** What a read that did not begin would bring, and what the interval offered would. */
export function offerWords({
  estimate,
  everyMs,
  query,
}: {
  readonly estimate: Estimate;
  readonly everyMs: number;
  readonly query: Pick<SeriesQuery, 'range'>;
}): string {
  const { points, series, exact } = estimate;
  const a = Math.ceil((query.range.stop - query.range.start) / everyMs);
  return `This would read ${exact ? '' : 'about '}${roughly(points)} points in ${count(series)} ${series === 1 ? 'line' : 'lines'}. Every ${duration(everyMs)} it is at most ${roughly(a)} a line.`;
}

/** The queries of the history whose text, database or server holds what is searched for; those with a star first. */
export function keptMatching(kept: readonly KeptQuery[], search: string): readonly KeptQuery[] {
  const wanted = search.trim().toLowerCase();
  const found = kept.filter(({ text, host, query }) =>
    [text, host, query.database].some((words) => words.toLowerCase().includes(wanted)),
  );
  return [...found.filter(({ starred }) => starred), ...found.filter(({ starred }) => !starred)];
}

/** What stands beside a name in the catalogue: a field's type, how many values a tag has, how many points a value. */
export function detailWords(kind: CatalogNode['kind'], detail?: string, many?: number): string | undefined {
  if (kind === 'tag') {
    return many === undefined
      ? 'tag'
      : `tag, ${count(many)}${many >= LISTED ? ' or more' : ''} ${many === 1 ? 'value' : 'values'}`;
  }
  return kind === 'value' && many !== undefined ? count(many) : detail;
}

/** What a computed series begins as: the difference of two, in the words of Prepare's arithmetic; empty where a name cannot be said in it. */
export const differenceOf = (one: string, other: string): string =>
  `${one}${other}`.includes('`') ? '' : `\`${one}\` - \`${other}\``;
