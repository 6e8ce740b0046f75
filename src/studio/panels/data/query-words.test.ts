import { describe, expect, it } from 'vitest';
import { emptyQuery, type SeriesQuery } from '../../../frame/query';
import type { KeptQuery } from '../../../vault/types';
import {
  aggregateWords,
  amountOf,
  countWords,
  detailWords,
  differenceOf,
  filterWords,
  isFiltered,
  keptMatching,
  linesOf,
  lineWords,
  listed,
  offerWords,
  queryWords,
  roughly,
  toggled,
  toggleFilter,
} from './query-words';

describe('filters', () => {
  it('are added, joined to those of their tag, and taken out again', () => {
    const one = toggleFilter([], 'host', 'web-01');
    const two = toggleFilter(one, 'host', 'web-02');
    const other = toggleFilter(two, 'region', 'north');
    expect(other).toEqual([
      { tag: 'host', values: ['web-01', 'web-02'] },
      { tag: 'region', values: ['north'] },
    ]);
    expect(isFiltered(other, 'host', 'web-02')).toBe(true);
    expect(isFiltered(other, 'region', 'web-02')).toBe(false);
    expect(toggleFilter(toggleFilter(other, 'host', 'web-01'), 'host', 'web-02')).toEqual([
      { tag: 'region', values: ['north'] },
    ]);
  });

  it('are said in words', () => {
    expect(filterWords({ tag: 'host', values: ['a', 'b', 'c'] })).toBe('host is a, b or c');
  });
});

describe('lines', () => {
  const query = { fields: ['usage_user'], groupBy: [] as readonly string[], aggregate: 'mean' };

  it('are always said: one over all tags, per tag, per field', () => {
    expect(lineWords(query)).toBe('One line: the mean over all tags');
    expect(lineWords({ ...query, aggregate: 'none' })).toBe('One line: points of all tags in one row');
    expect(lineWords({ ...query, groupBy: ['host', 'region'] })).toBe('One line per host and region');
    expect(lineWords({ ...query, fields: ['a', 'b'] })).toBe('One line per field: the mean over all tags');
    expect(lineWords({ ...query, fields: ['a', 'b'], groupBy: ['host'] })).toBe('One line per field and host');
  });

  it('list names as one says them', () => {
    expect(listed([])).toBe('');
    expect(listed(['a'])).toBe('a');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });

  it('toggle names', () => {
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['b'], 'a')).toEqual(['b', 'a']);
  });
});

describe('how many lines a query makes', () => {
  const counts = new Map([
    ['host', 3],
    ['region', 4],
  ]);
  const query = { fields: ['usage'], groupBy: ['host'], filters: [] as SeriesQuery['filters'] };
  const said = (patch: Partial<typeof query>): string => countWords(linesOf({ ...query, ...patch }, counts));

  it('is the number of values of a tag, at most their product for several', () => {
    expect(said({})).toBe('3 lines');
    expect(said({ groupBy: ['host', 'region'] })).toBe('at most 12 lines');
    expect(said({ fields: ['a', 'b'] })).toBe('at most 6 lines');
    expect(said({ groupBy: [] })).toBe('');
  });

  it('heeds filters, and is left unsaid while a count is not known', () => {
    expect(said({ filters: [{ tag: 'host', values: ['a', 'b'] }] })).toBe('2 lines');
    expect(said({ filters: [{ tag: 'region', values: ['a'] }] })).toBe('at most 3 lines');
    expect(linesOf({ ...query, groupBy: ['rack'] }, counts)).toBeUndefined();
    expect(countWords(undefined)).toBe('');
  });
});

describe('a query in words', () => {
  const query: SeriesQuery = {
    ...emptyQuery,
    measurement: 'cpu',
    fields: ['usage_user'],
    everyMs: 3_600_000,
    groupBy: ['host'],
  };

  it('says what is read, how, and of which', () => {
    expect(queryWords(query)).toBe('cpu usage_user, mean every 1 h, one line per host');
    expect(queryWords({ ...query, aggregate: 'none', groupBy: [] })).toBe('cpu usage_user, raw points, one line');
    expect(queryWords({ ...query, filters: [{ tag: 'region', values: ['north'] }] })).toMatch(
      /, where region is north$/,
    );
    expect(queryWords({ ...query, text: ' SELECT\n 1 ' })).toBe('your own text: SELECT 1');
    expect(queryWords({ ...query, text: '' })).toMatch(/still empty/);
    expect(queryWords(emptyQuery)).toBe('nothing yet');
  });

  it('says the number of an aggregate', () => {
    expect(aggregateWords({ aggregate: 'percentile' })).toBe('95th percentile');
    expect(
      ['1', '2', '3', '11', '99.9'].map((n) => aggregateWords({ aggregate: 'percentile', amount: Number(n) })),
    ).toEqual(['1st percentile', '2nd percentile', '3rd percentile', '11th percentile', '99.9th percentile']);
    expect(aggregateWords({ aggregate: 'derivative', amount: 60_000 })).toBe('derivative per 1 min');
    expect(aggregateWords({ aggregate: 'mean', amount: 3 })).toBe('mean');
    expect([amountOf('integral'), amountOf('percentile'), amountOf('sum')]).toEqual(['unit', 'percent', undefined]);
  });
});

it('says what a large read would bring, and what an interval would', () => {
  expect(
    offerWords({
      estimate: { points: 5_184_000, series: 40, exact: false },
      everyMs: 300_000,
      query: { range: { start: 0, stop: 86_400 * 300_000 } },
    }),
  ).toBe('This would read about 5.2 million points in 40 lines. Every 5 min it is at most 86,000 a line.');
  expect([999, 12_345, 999_499, 999_600, 1.2e9].map(roughly)).toEqual([
    '999',
    '12,000',
    '1 million',
    '1 million',
    '1.2 billion',
  ]);
});

it('says counts in the catalogue where they are known', () => {
  expect(detailWords('tag')).toBe('tag');
  expect(detailWords('tag', undefined, 1)).toBe('tag, 1 value');
  expect(detailWords('tag', undefined, 3000)).toBe('tag, 3,000 values');
  expect(detailWords('tag', undefined, 10_000)).toBe('tag, 10,000 or more values');
  expect(detailWords('value', undefined, 12)).toBe('12');
  expect(detailWords('value', '7 points')).toBe('7 points');
  expect(detailWords('field', 'float')).toBe('float');
});

it('finds queries of the history by text, database and server, those with a star first', () => {
  const kept = (id: string, text: string, starred: boolean, host = 'db:1'): KeptQuery => ({
    id,
    text,
    language: 'flux',
    source: 'influxdb-2',
    host,
    query: { ...emptyQuery, database: 'Home' },
    at: 0,
    rows: 0,
    seconds: 0,
    starred,
  });
  const all = [kept('a', 'one', false), kept('b', 'two', true), kept('c', 'ONE', true, 'else:2')];
  const ids = (search: string): string =>
    keptMatching(all, search)
      .map(({ id }) => id)
      .join('');
  expect(ids('')).toBe('bca');
  expect(ids('one')).toBe('ca');
  expect(ids('else')).toBe('c');
  expect(ids('home')).toBe('bca');
});

it('begins a computed series as a difference, with names in their quotes', () => {
  expect(differenceOf('cpu host=a', 'b')).toBe('`cpu host=a` - `b`');
  expect(differenceOf('a`b', 'c')).toBe('');
});
