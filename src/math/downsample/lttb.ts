import { minMax, type Span } from './min-max';
import { type Look, NOWHERE } from './pyramid';

/**
 * Largest-Triangle-Three-Buckets (Steinarsson 2013, "Downsampling Time Series for Visual Representation", 4.2): positions
 * of `count` points that keep the shape of a line. First and last are kept; of each bucket between them the point that
 * spans the largest triangle with the one chosen before and the mean of the next bucket.
 * @param y without gaps, of the length of the ascending `x`
 * @param count 3 at least, else (or for no more points than that) all are given
 */
export function lttb(x: Float64Array, y: Float64Array, count: number): Uint32Array<ArrayBuffer> {
  const n = x.length;
  if (count < 3 || n <= count) return Uint32Array.from({ length: n }, (_, i) => i);
  const chosen = new Uint32Array(count);
  const every = (n - 2) / (count - 2);
  let before = 0;
  for (let bucket = 0; bucket < count - 2; bucket++) {
    const from = Math.floor(bucket * every) + 1;
    const to = Math.floor((bucket + 1) * every) + 1;
    const nextTo = Math.min(n, Math.floor((bucket + 2) * every) + 1);
    let meanX = 0;
    let meanY = 0;
    for (let i = to; i < nextTo; i++) {
      meanX += x[i] as number;
      meanY += y[i] as number;
    }
    meanX /= nextTo - to;
    meanY /= nextTo - to;
    const x0 = x[before] as number;
    const y0 = y[before] as number;
    let largest = -1;
    let best = from;
    for (let i = from; i < to; i++) {
      const area = Math.abs((x0 - meanX) * ((y[i] as number) - y0) - (x0 - (x[i] as number)) * (meanY - y0));
      if (area > largest) {
        largest = area;
        best = i;
      }
    }
    chosen[bucket + 1] = best;
    before = best;
  }
  chosen[count - 1] = n - 1;
  return chosen;
}

/** Candidates for each point chosen (Van der Donckt et al. 2023 find no visible gain above 4). */
const RATIO = 4;

/**
 * MinMaxLTTB (Van der Donckt et al. 2023): LTTB among the extremes of many small buckets, as good as LTTB of all points
 * and far quicker. Each stretch between two gaps gets points by its share of candidates, its ends at least, so that the
 * answer may be a few points over `count`. Gaps as in `minMax`; a span of at most `count` points is given whole.
 */
export function minMaxLttb(
  time: Float64Array,
  values: Float64Array,
  look: Look,
  span: Span,
  count: number,
  breakMs = Number.POSITIVE_INFINITY,
): Uint32Array<ArrayBuffer> {
  if (span.to - span.from <= count) return minMax(time, values, look, span, count, breakMs);
  const candidates = minMax(time, values, look, span, Math.ceil((RATIO * count) / 2), breakMs);
  const kept: number[] = [];
  for (let from = 0; from < candidates.length; ) {
    const gap = candidates.indexOf(NOWHERE, from);
    const to = gap < 0 ? candidates.length : gap;
    const run = candidates.subarray(from, to);
    const share = Math.max(3, Math.round((count * run.length) / candidates.length));
    const [x, y] = [time, values].map((column) => Float64Array.from(run, (i) => column[i] as number));
    if (from > 0) kept.push(NOWHERE);
    for (const i of lttb(x as Float64Array, y as Float64Array, share)) kept.push(run[i] as number);
    from = to + 1;
  }
  return Uint32Array.from(kept);
}
