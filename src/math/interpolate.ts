/** Gaps (NaN) filled by straight lines in time between their neighbours, and by the nearest value at both ends. */
export function interpolatedIn(time: Float64Array, values: Float64Array): Float64Array {
  const result = Float64Array.from(values);
  let before = -1;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && Number.isNaN(values[i])) continue;
    for (let gap = before + 1; gap < i; gap++) result[gap] = between(time, values, before, i, gap);
    before = i;
  }
  return result;
}

/** The line from point `before` to point `after`, at point `at`; the ends lie outside the array where there is none. */
function between(time: Float64Array, values: Float64Array, before: number, after: number, at: number): number {
  if (before < 0) return values[after] ?? Number.NaN;
  const from = values[before] as number;
  if (after >= values.length) return from;
  const start = time[before] as number;
  const share = ((time[at] as number) - start) / ((time[after] as number) - start);
  return from + ((values[after] as number) - from) * share;
}

/** Gaps filled with the value before; those before the first value with that one. All missing stays all missing. */
export function heldOver(values: Float64Array): Float64Array {
  let held = values.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  return values.map((value) => {
    if (!Number.isNaN(value)) held = value;
    return held;
  });
}
