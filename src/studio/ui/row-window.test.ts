import { describe, expect, it } from 'vitest';
import { rowWindow } from './row-window';

describe('the window on a long list', () => {
  it('draws short lists whole', () => {
    expect(rowWindow(200, 28, 500, 300)).toEqual({ first: 0, last: 200, above: 0, below: 0 });
  });

  it('draws what is in sight and some beyond; the rest is held as room', () => {
    const { first, last, above, below } = rowWindow(10_000, 28, 28_000, 280);
    expect([first, last]).toEqual([980, 1030]);
    expect(above + (last - first) * 28 + below).toBe(10_000 * 28);
  });

  it('reaches both ends, and a list that became shorter', () => {
    expect(rowWindow(1000, 28, 0, 280).first).toBe(0);
    expect(rowWindow(1000, 28, 1000 * 28 - 280, 280)).toMatchObject({ last: 1000, below: 0 });
    const shrunk = rowWindow(300, 28, 100_000, 280);
    expect(shrunk.first).toBeLessThan(shrunk.last);
    expect(shrunk.last).toBe(300);
  });
});
