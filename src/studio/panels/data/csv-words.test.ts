import { describe, expect, it } from 'vitest';
import { columnRole, toggledValue } from './csv-words';

const preview = { time: { name: 'Month', format: 'iso' }, decimal: 'comma' } as const;

describe('columns of a file', () => {
  it('say what they are taken for', () => {
    expect(columnRole({ name: 'Month', kind: 'time' }, preview)).toBe('time, ISO 8601');
    expect(columnRole({ name: 'Milk', kind: 'value' }, preview)).toBe('numbers, decimal comma');
    expect(columnRole({ name: 'Milk', kind: 'value' }, { ...preview, decimal: 'point' })).toBe('numbers');
    expect(columnRole({ name: 'Cow', kind: 'tag' }, preview)).toBe('words, to group by');
  });

  it('are taken in and left out by name', () => {
    expect(toggledValue(['a'], 'b')).toBe('a, b');
    expect(toggledValue(['a', 'b'], 'a')).toBe('b');
  });
});
