/** Rows of one length in one array: row i is at [i × width, (i + 1) × width). */
export interface Points {
  readonly rows: number;
  readonly width: number;
  readonly data: Float64Array;
}

export const row = (points: Points, i: number): Float64Array =>
  points.data.subarray(i * points.width, (i + 1) * points.width);

/**
 * Each series with mean 0 and (population) deviation 1, so that only its shape counts. A constant series, up to rounding,
 * becomes zeros: it has no shape, and lies equally far from all that have one.
 */
export function shapesOf(series: readonly Float64Array[]): Points {
  const width = series[0]?.length ?? 0;
  const data = new Float64Array(series.length * width);
  series.forEach((values, i) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / width;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width);
    if (deviation <= Math.abs(mean) * 1e-12) return;
    data.set(
      values.map((value) => (value - mean) / deviation),
      i * width,
    );
  });
  return { rows: series.length, width, data };
}

/** Squared Euclidean distance of row `i` to the `width` values of `others` from `offset`. */
export function squaredDistance({ data, width }: Points, i: number, others: Float64Array, offset: number): number {
  const start = i * width;
  let sum = 0;
  for (let j = 0; j < width; j++) {
    const difference = (data[start + j] as number) - (others[offset + j] as number);
    sum += difference * difference;
  }
  return sum;
}
