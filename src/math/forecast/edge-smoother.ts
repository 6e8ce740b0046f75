/**
 * A smoother that never looks ahead: what a local line says about the last `count` points of a series when the series
 * ends there. A decomposition's trend in the middle of a series knows what came after, the one at its end does not; a
 * network must learn from what it will be shown.
 */
export interface EdgeSmoother {
  /** Points it looks at, back from the end. */
  readonly span: number;
  /** weights[k][j]: the share of the value j steps before the end in the level k steps before the end. */
  readonly weights: readonly Float64Array[];
}

/**
 * Local lines with tricube weights over `span` points (Cleveland 1979), one-sided towards the end.
 * @param count how many points back from the end are smoothed.
 */
export function edgeSmoother(span: number, count: number): EdgeSmoother {
  const weights = Array.from({ length: count }, (_, k) => {
    const first = Math.max(0, k - Math.floor((span - 1) / 2));
    const reach = Math.max(k - first, first + span - 1 - k) + 1;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    const row = new Float64Array(first + span);
    for (let j = first; j < first + span; j++) {
      const w = (1 - (Math.abs(j - k) / reach) ** 3) ** 3;
      row[j] = w;
      s0 += w;
      s1 += w * (j - k);
      s2 += w * (j - k) ** 2;
    }
    const determinant = s0 * s2 - s1 * s1;
    for (let j = first; j < first + span; j++) {
      row[j] = determinant > 0 ? ((row[j] as number) * (s2 - s1 * (j - k))) / determinant : (row[j] as number) / s0;
    }
    return row;
  });
  return { span, weights };
}

/** The levels of the last `levels.length` points up to `end`, oldest first, from the values from `first` to `end` alone. */
export function smoothEdge(
  { weights }: EdgeSmoother,
  values: Float64Array,
  first: number,
  end: number,
  levels: Float64Array,
): void {
  const count = levels.length;
  for (let k = 0; k < count; k++) {
    const row = weights[k] as Float64Array;
    let level = 0;
    for (let j = 0; j < row.length; j++) level += (row[j] as number) * (values[Math.max(first, end - j)] as number);
    levels[count - 1 - k] = level;
  }
}
