import { describe, expect, it } from 'vitest';
import { ago, amount } from './read-words';

describe('words on a read', () => {
  it.each([
    [0, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 minute ago'],
    [3 * 3_600_000 + 59 * 60_000, '3 hours ago'],
    [50 * 3_600_000, '2 days ago'],
    [-5, 'just now'],
  ])('%d ms: %s', (ms, words) => expect(ago(ms)).toBe(words));

  it('tell what came now from what there is', () => {
    const result = { frames: [], rows: 5012, notes: [], text: '' };
    expect(amount({ rows: 5012, bytes: 0 }, result)).toBe('5,012 rows');
    expect(amount({ rows: 1, bytes: 0 }, { ...result, rows: 1 })).toBe('1 row');
    expect(amount({ rows: 12, bytes: 480 }, result)).toMatch(/^12 new rows, 480\sB; 5,012 in all$/);
  });
});
