import type { Pace } from './pace';

/**
 * Savitzky and Golay (1964): each value replaced by that of the polynomial of least squares through the `span` points
 * around it (odd); at the ends the first and the last such polynomial goes on, as SciPy's `savgol_filter` with
 * `mode='interp'`. A series shorter than the window is fitted as one. Values without gaps.
 */
export async function savitzkyGolay(
  values: Float64Array,
  span: number,
  degree: number,
  pace: Pace,
): Promise<Float64Array> {
  const n = values.length;
  const width = Math.min(span, n);
  if (n === 0) return new Float64Array();
  const basis = orthonormal(width, Math.min(degree, width - 1));
  const half = (span - 1) / 2;
  const smooth = new Float64Array(n);
  const fitAt = (start: number, place: number): number => {
    let value = 0;
    for (const row of basis) {
      let weight = 0;
      for (let j = 0; j < width; j++) weight += (row[j] as number) * (values[start + j] as number);
      value += weight * (row[place] as number);
    }
    return value;
  };
  if (width < span) return smooth.map((_, i) => fitAt(0, i));
  const kernel = Float64Array.from({ length: width }, (_, j) =>
    basis.reduce((sum, row) => sum + (row[half] as number) * (row[j] as number), 0),
  );
  for (let i = 0; i < n; i++) {
    if (i < half) smooth[i] = fitAt(0, i);
    else if (i >= n - half) smooth[i] = fitAt(n - width, i - (n - width));
    else {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (kernel[j] as number) * (values[i - half + j] as number);
      smooth[i] = sum;
    }
    if (i % 256 === 0) await pace(256 * (width + 20));
  }
  return smooth;
}

/** Polynomials of degree 0 to `degree`, orthonormal over `width` even places (Gram-Schmidt, done twice). */
function orthonormal(width: number, degree: number): readonly Float64Array[] {
  const rows: Float64Array[] = [];
  for (let power = 0; power <= degree; power++) {
    const row = Float64Array.from({ length: width }, (_, j) =>
      width === 1 ? 1 : ((2 * j) / (width - 1) - 1) ** power,
    );
    for (const before of [...rows, ...rows]) {
      const share = dot(row, before);
      for (let j = 0; j < width; j++) row[j] = (row[j] as number) - share * (before[j] as number);
    }
    const length = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
