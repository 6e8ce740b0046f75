import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../base/random';
import { solvePositive } from './cholesky';
import { addGram, padded, weightedProducts } from './gram';
import { ridge } from './ridge';

const draws = (n: number, seed: number): Float64Array => {
  const random = seeded(seed);
  return Float64Array.from({ length: n }, () => normal(random));
};

/** A'A + I of a random square A: positive definite. */
function positive(size: number, seed: number): Float64Array {
  const a = draws(size * size, seed);
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < size; k++) sum += (a[k * size + i] as number) * (a[k * size + j] as number);
    return sum;
  });
}

describe('solvePositive', () => {
  it('finds what was multiplied, column by column', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4 }), fc.nat(), (size, columns, seed) => {
        const a = positive(size, seed);
        const x = draws(size * columns, seed + 1);
        const b = Float64Array.from({ length: size * columns }, (_, at) => {
          const [i, c] = [Math.floor(at / columns), at % columns];
          let sum = 0;
          for (let k = 0; k < size; k++) sum += (a[i * size + k] as number) * (x[k * columns + c] as number);
          return sum;
        });
        solvePositive(a, b, size, columns);
        x.forEach((value, i) => {
          expect(Math.abs((b[i] as number) - value)).toBeLessThan(1e-6);
        });
      }),
    );
  });

  it('sets an unknown that nothing determines to 0', () => {
    const b = Float64Array.of(8, 7, 18);
    solvePositive(Float64Array.of(4, 0, 0, 0, 0, 0, 0, 0, 9), b, 3);
    expect(Array.from(b)).toEqual([2, 0, 2]);
  });
});

describe('addGram', () => {
  it('adds the weighted products of the columns asked for, and leaves the rest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.nat(),
        (rows, quads, before, seed) => {
          const width = 4 * (quads + before);
          const from = 4 * before;
          const x = draws(rows * width, seed);
          const weight = draws(rows, seed + 1).map(Math.abs);
          const gram = new Float64Array(width * width).fill(1);
          const weighted = new Float64Array(rows * width);
          addGram(gram, x, weight, weighted, { rows, width, from });
          for (let i = 0; i < width; i++) {
            for (let j = 0; j <= i; j++) {
              let sum = 1;
              for (let r = 0; r < rows && i >= from; r++) {
                sum += (weight[r] as number) * (x[i * rows + r] as number) * (x[j * rows + r] as number);
              }
              expect(Math.abs((gram[i * width + j] as number) - sum)).toBeLessThan(1e-8 * rows);
            }
          }
          const own = weightedProducts(weighted, weight, rows, width)[width - 1] as number;
          let sum = 0;
          for (let r = 0; r < rows; r++) sum += (weight[r] as number) ** 2 * (x[(width - 1) * rows + r] as number);
          expect(Math.abs(own - sum)).toBeLessThan(1e-8 * rows);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('wants columns by fours', () => {
    expect([0, 1, 4, 5].map(padded)).toEqual([0, 4, 4, 8]);
  });
});

describe('ridge', () => {
  const [rows, width, targets] = [60, 5, 3];
  const x = draws(rows * width, 1);
  const beta = draws(width * targets, 2);
  const y = Float64Array.from({ length: targets * rows }, (_, at) => {
    const [target, r] = [Math.floor(at / rows), at % rows];
    let sum = 0;
    for (let j = 0; j < width; j++) sum += (x[j * rows + r] as number) * (beta[j * targets + target] as number);
    return sum;
  });
  const weight = new Float64Array(rows).fill(1 / rows);
  const solved = (penalty: number): Float64Array =>
    ridge({ x, rows, width, y, targets, weight, penalty: new Float64Array(width).fill(penalty) });

  it('without a penalty finds what made the targets', () => {
    solved(0).forEach((value, i) => {
      expect(value).toBeCloseTo(beta[i] as number, 9);
    });
  });

  it('with a great one finds next to nothing', () => {
    expect(Math.max(...solved(1e9).map(Math.abs))).toBeLessThan(1e-8);
  });
});
