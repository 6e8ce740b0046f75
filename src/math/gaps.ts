/**
 * The values with gaps (NaN) filled by straight lines between their neighbours; edges hold the nearest value.
 * All missing stays all missing.
 */
export function interpolated(values: Float64Array): Float64Array {
  const filled = values.slice();
  let last = -1;
  for (let i = 0; i < filled.length; i++) {
    if (Number.isNaN(filled[i])) continue;
    const to = filled[i] as number;
    const from = last < 0 ? to : (filled[last] as number);
    for (let j = last + 1; j < i; j++) filled[j] = from + ((to - from) * (j - last)) / (i - last);
    last = i;
  }
  if (last >= 0) filled.fill(filled[last] as number, last + 1);
  return filled;
}
