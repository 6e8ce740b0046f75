import type { Pace } from './pace';

/**
 * The mean of the values present in a window of `span` points (odd) around each, cut at the ends; NaN where none is. Sums
 * are made of a block's rest and the next one's beginning (van Herk 1992), so that nothing is ever subtracted again.
 */
export function runningMean(values: Float64Array, span: number): Float64Array {
  const n = values.length;
  const half = (span - 1) / 2;
  // Padded by half a window at both ends: place j is that of values[j - half].
  const size = n + 2 * half;
  const rest = new Float64Array(size);
  const begun = new Float64Array(size);
  const counts = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) {
    const value = values[i] as number;
    const known = !Number.isNaN(value);
    counts[i + 1] = (counts[i] as number) + Number(known);
    rest[i + half] = begun[i + half] = known ? value : 0;
  }
  for (let j = 1; j < size; j++) if (j % span !== 0) begun[j] = (begun[j] as number) + (begun[j - 1] as number);
  for (let j = size - 2; j >= 0; j--) if ((j + 1) % span !== 0) rest[j] = (rest[j] as number) + (rest[j + 1] as number);
  return values.map((_, i) => {
    const last = i + 2 * half;
    const sum = i % span === 0 ? (begun[last] as number) : (rest[i] as number) + (begun[last] as number);
    return sum / ((counts[Math.min(n, i + half + 1)] as number) - (counts[Math.max(0, i - half)] as number));
  });
}

/**
 * The median of the values present in a window of `span` points (odd) around each, cut at the ends; NaN where none is.
 * The window is kept sorted: O(log span) to find a place in it, and a move of memory.
 */
export async function runningMedian(values: Float64Array, span: number, pace: Pace): Promise<Float64Array> {
  const half = (span - 1) / 2;
  const n = values.length;
  const medians = new Float64Array(n);
  const sorted = new Float64Array(span);
  let size = 0;
  const placeOf = (value: number): number => {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const add = (value: number): void => {
    if (Number.isNaN(value)) return;
    const place = placeOf(value);
    sorted.copyWithin(place + 1, place, size);
    sorted[place] = value;
    size++;
  };
  const remove = (value: number): void => {
    if (Number.isNaN(value)) return;
    const place = placeOf(value);
    sorted.copyWithin(place, place + 1, size);
    size--;
  };
  for (let j = 0; j < Math.min(half, n); j++) add(values[j] as number);
  for (let i = 0; i < n; i++) {
    if (i - half - 1 >= 0) remove(values[i - half - 1] as number);
    if (i + half < n) add(values[i + half] as number);
    const middle = size >>> 1;
    medians[i] =
      size === 0
        ? Number.NaN
        : size % 2 === 1
          ? (sorted[middle] as number)
          : (sorted[middle - 1] as number) / 2 + (sorted[middle] as number) / 2;
    if (i % 8192 === 0) await pace(8192 * (60 + span / 8));
  }
  return medians;
}

/**
 * Exponential smoothing that looks back only: s = w·x + (1 - w)·s, begun at the first value; what is missing is passed
 * over, and has the value before. pandas' `ewm(alpha=w, adjust=False, ignore_na=True).mean()`.
 */
export function exponential(values: Float64Array, weight: number): Float64Array {
  let level = Number.NaN;
  return values.map((value) => {
    if (!Number.isNaN(value)) level = Number.isNaN(level) ? value : weight * value + (1 - weight) * level;
    return level;
  });
}
