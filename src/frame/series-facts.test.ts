import { describe, expect, it } from 'vitest';
import { regular } from './frame';
import { factsOf } from './series-facts';

const MINUTE = 60_000;

describe('facts of a series', () => {
  it('count values, gaps between them and the last one', () => {
    const values = Float64Array.of(Number.NaN, 1, 2, Number.NaN, Number.NaN, 5, 6, Number.NaN);
    expect(factsOf('a', regular(0, MINUTE, values))).toEqual({
      name: 'a',
      points: 4,
      gaps: 1,
      longestGapMs: 2 * MINUTE,
      last: 6,
      regular: true,
      stepMs: MINUTE,
      from: MINUTE,
      to: 6 * MINUTE,
    });
  });

  it('see a gap in times that are simply absent', () => {
    const time = Float64Array.of(0, 1, 2, 3, 10, 11).map((t) => t * MINUTE);
    const frame = { time, columns: [{ key: 'a', values: Float64Array.from(time, () => 1), labels: {} }] };
    expect(factsOf('a', frame)).toMatchObject({ points: 6, gaps: 1, longestGapMs: 6 * MINUTE });
  });

  it('hold for nothing at all, and for one point', () => {
    expect(factsOf('a', regular(0, MINUTE, Float64Array.of(Number.NaN, Number.NaN)))).toMatchObject({
      points: 0,
      gaps: 0,
      last: Number.NaN,
    });
    const one = factsOf('a', {
      time: Float64Array.of(7),
      columns: [{ key: 'a', values: Float64Array.of(3), labels: {} }],
    });
    expect(one).toMatchObject({ points: 1, gaps: 0, last: 3, stepMs: Number.NaN, from: 7, to: 7 });
  });
});
