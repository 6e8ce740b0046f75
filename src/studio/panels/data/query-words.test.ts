import { describe, expect, it } from 'vitest';
import { filterWords, isFiltered, lineWords, listed, toggled, toggleFilter } from './query-words';

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
