import type { Examples } from '../../neural/train/train';

/** The `lookback` values before each of `targets` as one step of as many features, and the one value there; part by part. */
export const windowsBefore = (targets: Int32Array, parts: readonly Float64Array[], lookback: number): Examples => ({
  count: targets.length,
  fill(rows, x, y) {
    for (const [p, values] of parts.entries()) {
      for (const [k, row] of rows.entries()) {
        const target = targets[row] as number;
        const at = p * rows.length + k;
        x.set(values.subarray(target - lookback, target), at * lookback);
        y[at] = values[target] as number;
      }
    }
  },
});

/** Whole numbers from `first` up to, not with, `end`; all or `most` of them evenly spread. */
export function spread(first: number, end: number, most = Number.POSITIVE_INFINITY): Int32Array {
  const all = Math.max(0, end - first);
  const count = Math.min(all, most);
  return Int32Array.from({ length: count }, (_, k) => first + Math.floor((k * all) / count));
}
