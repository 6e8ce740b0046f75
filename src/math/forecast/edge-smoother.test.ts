import { expect, test } from 'vitest';
import { edgeSmoother, smoothEdge } from './edge-smoother';

test('the edge smoother keeps straight lines and never looks ahead', () => {
  const line = Float64Array.from({ length: 60 }, (_, i) => 3 + 0.5 * i);
  const levels = new Float64Array(5);
  const smoother = edgeSmoother(15, 5);
  smoothEdge(smoother, line, 0, 40, levels);
  for (const [k, level] of levels.entries()) expect(level).toBeCloseTo(line[36 + k] as number, 9);
  const changed = line.map((value, i) => (i > 40 ? -1e6 : value));
  const again = new Float64Array(5);
  smoothEdge(smoother, changed, 0, 40, again);
  expect(again).toEqual(levels);
});
