/**
 * Centred moving average over one `period`, as classical decomposition takes it: for an even period the two ends
 * count half, so that the window is symmetric. NaN on the floor(period / 2) points at each edge.
 */
export function centredAverage(values: Float64Array, period: number): Float64Array {
  const n = values.length;
  const half = period >>> 1;
  const average = new Float64Array(n).fill(Number.NaN);
  if (n < 2 * half + 1) return average;
  let sum = 0;
  for (let i = 0; i <= 2 * half; i++) sum += values[i] as number;
  for (let i = half; ; i++) {
    const ends = period % 2 === 0 ? ((values[i - half] as number) + (values[i + half] as number)) / 2 : 0;
    average[i] = (sum - ends) / period;
    if (i + half + 1 >= n) return average;
    sum += (values[i + half + 1] as number) - (values[i - half] as number);
  }
}

/** The mean of the values present at each phase of a season: [mean of 0, p, 2p, ...; of 1, p + 1, ...; ...]. */
export function phaseMeans(values: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (let i = 0, phase = 0; i < values.length; i++, phase = phase + 1 === period ? 0 : phase + 1) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    sums[phase] = (sums[phase] as number) + value;
    counts[phase] = (counts[phase] as number) + 1;
  }
  return sums.map((sum, phase) => sum / (counts[phase] as number));
}
