import type { SeriesQuery } from '../../../frame/query';

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
