import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binned } from './bins';

it('counts every value once, between its edges', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 300 }),
      (values) => {
        const { edges, counts } = binned(Float64Array.from([...values, Number.NaN]));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(edges).toHaveLength(counts.length + 1);
        expect(counts.length).toBeLessThanOrEqual(102);
        const width = (edges[1] as number) - (edges[0] as number);
        expect(edges[0] as number).toBeLessThanOrEqual(Math.min(...values) + width * 1e-6);
        expect(edges.at(-1) as number).toBeGreaterThanOrEqual(Math.max(...values) - width * 1e-6);
      },
    ),
  );
});

it('puts a constant in one bin, and nothing in none', () => {
  expect([...binned(Float64Array.of(5, 5, 5)).counts]).toEqual([3]);
  expect([...binned(Float64Array.of(0)).counts]).toEqual([1]);
  expect(binned(Float64Array.of(Number.NaN)).counts).toHaveLength(0);
});

it('counts a sample of very many values, and reaches from the least to the most of them all', () => {
  const values = new Float64Array(1_000_000).map((_, i) => i % 1000);
  values[777_777] = -400;
  const { counts, edges, median, every } = binned(values);
  expect(every).toBe(8);
  expect(edges[0]).toBeLessThanOrEqual(-400);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_000_000);
  expect(median).toBeGreaterThan(490);
  expect(median).toBeLessThan(510);
});
