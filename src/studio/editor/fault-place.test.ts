import { describe, expect, it } from 'vitest';
import { faultPlace, faultSpan } from './fault-place';

describe('the place of a fault', () => {
  it('is read from what each server says', () => {
    expect(faultPlace({ message: '', value: 'compilation failed: error @2:6-2:9: undefined identifier foo' })).toEqual({
      line: 2,
      column: 6,
      end: { line: 2, column: 9 },
    });
    expect(faultPlace({ message: '', value: 'line 1, character 30' })).toEqual({ line: 1, column: 30 });
    expect(faultPlace({ message: 'found FROM (line 3, column 7)' })).toEqual({ line: 3, column: 7 });
    expect(faultPlace({ message: '', value: 'Expected: ), found: FROM at Line: 1, Column: 15' })).toEqual({
      line: 1,
      column: 15,
    });
    expect(faultPlace({ message: 'The server went away.' })).toBeUndefined();
  });

  it('is a stretch of the text, never empty, never outside', () => {
    const text = 'from(bucket: "a")\n  |> rnge(start: 0)';
    const word = ({ from, to }: { from: number; to: number }): string => text.slice(from, to);
    expect(word(faultSpan(text, { line: 2, column: 6 }))).toBe('rnge');
    expect(word(faultSpan(text, { line: 2, column: 6, end: { line: 2, column: 10 } }))).toBe('rnge');
    expect(word(faultSpan(text, { line: 1, column: 1, end: { line: 2, column: 3 } }))).toBe('from(bucket: "a")\n  ');
    expect(word(faultSpan(text, { line: 9, column: 9 }))).toBe(')');
    expect(word(faultSpan(text, { line: 1, column: 99 }))).toBe('\n');
    expect(faultSpan('', { line: 1, column: 1 })).toEqual({ from: 0, to: 0 });
  });
});
