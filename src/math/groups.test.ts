/*
 * fixtures/groups.json: kmeans(rows, 4) of reference_forecasts.py (numpy) on 30 rows of 4 figures, begun at the row farthest
 * from the mean: rows[i][j] = noise(11i + j) + 2 ((i (j + 2)) % 3 == 0) + 40 (i == 5 and j == 1),
 *   noise = lambda t: ((t * 7919 * 3) % 101) / 101 - 0.5
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { permutation, seeded } from '../base/random';
import { alikeScaled, groupAlike } from './groups';

const expected: readonly number[] = JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/groups.json`, 'utf8'));
const noise = (t: number): number => ((t * 7919 * 3) % 101) / 101 - 0.5;
const rows = Array.from({ length: 30 }, (_, i) =>
  Float64Array.from({ length: 4 }, (__, j) => {
    const mark = (i * (j + 2)) % 3 === 0 ? 2 : 0;
    return noise(11 * i + j) + mark + (i === 5 && j === 1 ? 40 : 0);
  }),
);

/** Groups renamed in the order they first appear. */
const named = (labels: ArrayLike<number>): readonly number[] => {
  const seen = [...new Set(Array.from(labels))];
  return Array.from(labels, (label) => seen.indexOf(label));
};

describe('groupAlike', () => {
  it('groups as the reference does', () => {
    expect(Array.from(groupAlike(rows, 4))).toEqual(expected);
  });

  it('does not depend on the order of the rows', () => {
    const order = permutation(rows.length, seeded(7));
    const shuffled = groupAlike(
      Array.from(order, (i) => rows[i] as Float64Array),
      4,
    );
    const back = rows.map((_, i) => shuffled[order.indexOf(i)] as number);
    expect(named(back)).toEqual(named(expected));
  });

  it('takes none, one, and fewer rows than groups', () => {
    expect(groupAlike([], 3).length).toBe(0);
    expect(Array.from(groupAlike([Float64Array.of(1, 2)], 3))).toEqual([0]);
  });
});

it('puts figures on one scale that a far one does not spoil, and constant ones at 0', () => {
  const scaled = alikeScaled(rows.map((row) => Float64Array.of(...row, 7)));
  const column = (j: number): number[] => scaled.map((row) => row[j] as number);
  expect(column(4).every((value) => value === 0)).toBe(true);
  for (const j of [0, 1, 2, 3]) {
    expect(column(j).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
    expect(column(j).reduce((sum, value) => sum + value ** 2, 0) / 30).toBeCloseTo(1, 9);
  }
});
