import { present } from './stats';

/**
 * The quantile of sorted values at `level` in [0, 1], by linear interpolation between order statistics: type 7 of
 * Hyndman and Fan (1996), the default of R, numpy and Excel. NaN for no values.
 */
export function quantileSorted(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * level;
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (at - below) * (high - low);
}

/** The type 7 quantile of the values present (NaN = missing), in any order. */
export const quantile = (values: Float64Array, level: number): number => quantileSorted(present(values).sort(), level);

/**
 * Type 7 quantiles of the values present, at ascending levels: in linear time on average, for series far too long to be
 * sorted. NaN for no values.
 */
export function quantiles(values: Float64Array, levels: readonly number[]): readonly number[] {
  const kept = present(values);
  const last = kept.length - 1;
  if (last < 0) return levels.map(() => Number.NaN);
  // What stands before `done` is smaller than all after it: the next one is looked for in the rest only.
  let done = 0;
  const ranked = (k: number): number => {
    if (k < done) return kept[k] as number;
    const value = select(kept.subarray(done), k - done);
    done = k + 1;
    return value;
  };
  return levels.map((level) => {
    const at = last * level;
    const below = Math.floor(at);
    const low = ranked(below);
    const high = at === below ? low : ranked(below + 1);
    return low + (at - below) * (high - low);
  });
}

/** The median of the values present; NaN when there are none. */
export function median(values: Float64Array): number {
  const kept = present(values);
  const n = kept.length;
  if (n === 0) return Number.NaN;
  const half = n >>> 1;
  return n % 2 === 1 ? select(kept, half) : (select(kept, half - 1) + select(kept, half)) / 2;
}

/** The median distance from the median: a spread that outliers do not move. 1.4826 times it estimates a normal's std. */
export function mad(values: Float64Array): number {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}

/**
 * The `k`-th smallest value (from 0), in linear time on average, by Hoare's quickselect with the middle of three as
 * pivot. Reorders `values`, which must hold no NaN.
 */
export function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const a = values[left] as number;
    const b = values[(left + right) >>> 1] as number;
    const c = values[right] as number;
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const held = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = held;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k] as number;
}
