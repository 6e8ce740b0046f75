/**
 * The never falling values nearest to these in the least squares sense (isotonic regression), by pooling adjacent
 * violators (Ayer et al. 1955). Linear time.
 */
export function rising(values: ArrayLike<number>): Float64Array {
  const means: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < values.length; i++) {
    let mean = values[i] as number;
    let count = 1;
    while (means.length > 0 && (means.at(-1) as number) > mean) {
      const before = counts.pop() as number;
      mean = (mean * count + (means.pop() as number) * before) / (count + before);
      count += before;
    }
    means.push(mean);
    counts.push(count);
  }
  const fitted = new Float64Array(values.length);
  let at = 0;
  for (const [i, mean] of means.entries()) {
    const end = at + (counts[i] as number);
    fitted.fill(mean, at, end);
    at = end;
  }
  return fitted;
}
