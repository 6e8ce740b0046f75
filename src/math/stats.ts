/** The values that are there: NaN means missing in every series. */
export function present(values: Float64Array): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) kept[count++] = value;
  return kept.slice(0, count);
}

/** The arithmetic mean of the values present; NaN when there are none. */
export function mean(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

/**
 * The sample variance (divided by count - 1) of the values present, in two passes.
 * 0 for one value, NaN for none.
 */
export function variance(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += (value - centre) ** 2;
    count++;
  }
  if (count === 0) return Number.NaN;
  return count === 1 ? 0 : sum / (count - 1);
}

/** The sample standard deviation of the values present; 0 for one value, NaN for none. */
export const std = (values: Float64Array): number => Math.sqrt(variance(values));

/** The smallest and largest value present; both NaN when there are none. */
export function extent(values: Float64Array): readonly [number, number] {
  let low = Number.NaN;
  let high = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!(value >= low)) low = value;
    if (!(value <= high)) high = value;
  }
  return [low, high];
}
