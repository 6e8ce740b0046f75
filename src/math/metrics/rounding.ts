/** Below this share of a series' largest absolute value, an error is rounding. */
const ROUNDING = 1e-9;

/** The largest absolute value of several columns; 0 without any. */
export function largestOf(...columns: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const size = Math.abs(column[i] as number);
      if (size > largest) largest = size;
    }
  }
  return largest;
}

/** An error without what is only rounding: 0 below a thousand-millionth of the largest value. NaN stays NaN. */
export const beyondRounding = (error: number, largest: number): number => (error < ROUNDING * largest ? 0 : error);
