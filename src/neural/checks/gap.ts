/** The greatest absolute difference; infinite where lengths differ or anything is not a number. */
export function gap(found: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (found?.length !== expected.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let k = 0; k < found.length; k++) {
    const difference = Math.abs((found[k] as number) - (expected[k] as number));
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, difference);
  }
  return most;
}

/** Gradients this small have vanished, and count as nothing. */
const VANISHED = 1e-8;

/** `gap` in units of the greatest value expected. */
export const relativeGap = (found: ArrayLike<number> | undefined, expected: ArrayLike<number>): number =>
  gap(found, expected) / Math.max(VANISHED, gap(expected, new Float32Array(expected.length)));
