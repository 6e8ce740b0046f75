export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance the line explains, 0..1; NaN when the values do not vary or there are fewer than two. */
  readonly r2: number;
}

/**
 * The least-squares line through values at `firstX`, `firstX` + 1, ...; values must have no gaps.
 * One value: a flat line through it.
 */
export function fitLine(values: Float64Array, firstX = 0): Line {
  const n = values.length;
  const middle = (n - 1) / 2;
  let sum = 0;
  for (const value of values) sum += value;
  const centre = sum / n;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const dy = (values[i] as number) - centre;
    products += (i - middle) * dy;
    squares += dy * dy;
  }
  const spread = (n * (n * n - 1)) / 12;
  const slope = n < 2 ? 0 : products / spread;
  return {
    slope,
    intercept: centre - slope * (firstX + middle),
    r2: squares > 0 && n > 1 ? Math.min(1, (slope * products) / squares) : Number.NaN,
  };
}

/** The values without their least-squares line. */
export function withoutLine(values: Float64Array): Float64Array {
  const { slope, intercept } = fitLine(values);
  return values.map((value, i) => value - intercept - slope * i);
}
