import { describe, expect, it } from 'vitest';
import { linePath } from './pictures';

describe('a line as a path', () => {
  it('fills its box, high values at the top, and stays finite for a constant', () => {
    expect(linePath([0, 10, 5], { x: 0, y: 0, width: 20, height: 10 })).toBe('M0.0 10.0L10.0 0.0L20.0 5.0');
    expect(linePath([4, 4], { x: 0, y: 0, width: 10, height: 10 })).not.toMatch(/NaN|Infinity/);
  });
});
