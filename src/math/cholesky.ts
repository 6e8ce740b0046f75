/**
 * Solves A x = b for a symmetric positive definite A by Cholesky's factorisation, in place (Golub and Van Loan, Matrix
 * Computations, 4.2).
 * @param a `size` × `size`, of which the lower triangle is read; holds the factor afterwards
 * @param b `size` × `columns`, one right-hand side a column; holds the solutions afterwards
 *
 * A pivot that rounding has brought to nothing counts as endlessly large, which sets its unknown to 0.
 */
export function solvePositive(a: Float64Array, b: Float64Array, size: number, columns = 1): void {
  factor(a, size);
  const scaled = (row: number, by: number): void => {
    for (let c = row * columns; c < (row + 1) * columns; c++) b[c] = (b[c] as number) * by;
  };
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) subtract(b, i, k, a[i * size + k] as number, columns);
    scaled(i, 1 / (a[i * size + i] as number));
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) subtract(b, i, k, a[k * size + i] as number, columns);
    scaled(i, 1 / (a[i * size + i] as number));
  }
}

/** The lower triangle of A replaced by L with A = L L'. */
function factor(a: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      const other = j * size;
      let sum = a[row + j] as number;
      for (let k = 0; k < j; k++) sum -= (a[row + k] as number) * (a[other + k] as number);
      a[row + j] = sum / (a[other + j] as number);
    }
    const diagonal = a[row + i] as number;
    let pivot = diagonal;
    for (let k = 0; k < i; k++) pivot -= (a[row + k] as number) ** 2;
    a[row + i] = pivot > 1e-14 * diagonal ? Math.sqrt(pivot) : Number.POSITIVE_INFINITY;
  }
}

/** Row `i` of b less `times` row `k`. */
function subtract(b: Float64Array, i: number, k: number, times: number, columns: number): void {
  const to = i * columns;
  const from = k * columns;
  for (let c = 0; c < columns; c++) b[to + c] = (b[to + c] as number) - times * (b[from + c] as number);
}
