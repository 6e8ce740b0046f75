import { expect, it } from 'vitest';
import { aboutFile, columnRole, toggledValue } from './file-words';

it('says what a column is taken for', () => {
  expect(columnRole({ name: 'Month', kind: 'time', detail: 'ISO 8601' })).toBe('time, ISO 8601');
  expect(columnRole({ name: 'Milk', kind: 'value', detail: 'decimal comma' })).toBe('numbers, decimal comma');
  expect(columnRole({ name: 'Milk', kind: 'value' })).toBe('numbers');
  expect(columnRole({ name: 'Cow', kind: 'tag' })).toBe('words, to group by');
});

it('says what a file holds, and when only its beginning is known', () => {
  const preview = { columns: [], rows: [], notes: [], skipped: 0, gaps: 0, shape: '2 columns', count: 1200 };
  expect(aboutFile({ ...preview, whole: true })).toBe('1,200 rows of 2 columns');
  expect(aboutFile({ ...preview, whole: false })).toBe('A long file of 2 columns; its beginning is shown');
});

it('adds and takes out columns of numbers', () => {
  expect(toggledValue(['a', 'b'], 'c')).toBe('a, b, c');
  expect(toggledValue(['a', 'b'], 'a')).toBe('b');
});
