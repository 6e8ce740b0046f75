import { solvePositive } from './cholesky';
import { addGram, padded, weightedProducts } from './gram';

export interface RidgeProblem {
  /** `width` columns of `rows` values each, one after the other. */
  readonly x: Float64Array;
  readonly rows: number;
  readonly width: number;
  /** `targets` columns of `rows` values each. */
  readonly y: Float64Array;
  readonly targets: number;
  /** One per row; summing to 1, the penalty does not depend on how many rows there are. */
  readonly weight: Float64Array;
  /** Added to the diagonal of X'WX, one per column; 0 leaves a column free. */
  readonly penalty: Float64Array;
}

/**
 * Weighted ridge regression, (X'WX + diag(penalty))⁻¹ X'WY (Hoerl and Kennard 1970), of several targets on the same
 * columns. No intercept is added. Answers `width` × `targets` coefficients, the targets of a column side by side.
 */
export function ridge({ x, rows, width, y, targets, weight, penalty }: RidgeProblem): Float64Array {
  const wide = padded(width);
  const columns = new Float64Array(wide * rows);
  columns.set(x.subarray(0, width * rows));
  const weighted = new Float64Array(wide * rows);
  const gram = new Float64Array(wide * wide);
  addGram(gram, columns, weight, weighted, { rows, width: wide, from: 0 });
  for (let j = 0; j < wide; j++) gram[j * wide + j] = (gram[j * wide + j] as number) + (penalty[j] ?? 1);
  const solution = new Float64Array(wide * targets);
  for (let target = 0; target < targets; target++) {
    const products = weightedProducts(weighted, y.subarray(target * rows, (target + 1) * rows), rows, width);
    for (let j = 0; j < width; j++) solution[j * targets + target] = products[j] as number;
  }
  solvePositive(gram, solution, wide, targets);
  return solution.slice(0, width * targets);
}
