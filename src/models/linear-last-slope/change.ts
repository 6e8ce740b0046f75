import { extent } from '../../math/stats';

/**
 * The index of the first point after the last slope change, 0 when there is none. As in Supralog's pipeline (InfluxData
 * blog, 2020): peaks of |dy| higher than (severity + j) % of the range of dy, j raised by 1 until at most a tenth of
 * the points are peaks. Peaks that leave fewer than `shortest` points (0 = a tenth of them, 10 at least) are passed
 * over: on noise Supralog's own rule ends up with the last few points.
 */
export function lastChange(values: Float64Array, severity: number, shortest: number): number {
  const n = values.length;
  const dy = Float64Array.from({ length: n - 1 }, (_, i) => (values[i + 1] as number) - (values[i] as number));
  const [low, high] = extent(dy);
  const size = dy.map(Math.abs);
  const all = peaks(size);
  const higher = (percent: number): readonly number[] =>
    all.filter((at) => (size[at] as number) >= (percent / 100) * (high - low));
  let percent = severity;
  let changes = higher(percent);
  while (changes.length > n / 10) changes = higher(++percent);
  const fewest = shortest === 0 ? Math.max(10, n / 10) : Math.max(2, shortest);
  return (changes.findLast((at) => n - (at + 1) >= fewest) ?? -1) + 1;
}

/** Local maxima as SciPy's `find_peaks` has them: the middle of a flat top, never an end. */
export function peaks(values: Float64Array): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i < values.length - 1; i++) {
    if (!((values[i - 1] as number) < (values[i] as number))) continue;
    let right = i;
    while (right < values.length - 1 && values[right + 1] === values[i]) right++;
    if (right < values.length - 1 && (values[right + 1] as number) < (values[i] as number))
      found.push((i + right) >>> 1);
    i = right;
  }
  return found;
}
