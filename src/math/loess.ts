import type { Pace } from './pace';

/** Weighted points a loess pass sums up between two looks at the pace. */
const OPERATIONS_A_SLICE = 1_000_000;

/**
 * Tricube weights at distances 0..half from the point, for the bandwidth `half`: 1 within 0.001 of it, 0 beyond 0.999
 * of it, as in the netlib Fortran of STL. Written into `table`, which is at least half + 1 long.
 */
function tricube(half: number, table: Float64Array, farthest: number): void {
  const near = 0.001 * half;
  const far = 0.999 * half;
  for (let d = 0; d <= farthest; d++) {
    const share = d / half;
    const rest = 1 - share * share * share;
    table[d] = d <= near ? 1 : d > far ? 0 : rest * rest * rest;
  }
}

/**
 * The value at `at` of the line fitted to y[left..right] with weights table[distance]·robustness. Falls back to the
 * weighted mean where the points are too close together for a slope, and to NaN where every weight is 0.
 */
function localLine(
  y: Float64Array,
  n: number,
  at: number,
  left: number,
  right: number,
  table: Float64Array,
  robustness: Float64Array | undefined,
): number {
  let w0 = 0;
  let w1 = 0;
  let w2 = 0;
  let y0 = 0;
  let y1 = 0;
  for (let j = left; j <= right; j++) {
    const d = j - at;
    const tri = table[d < 0 ? -d : d] as number;
    const w = robustness === undefined ? tri : tri * (robustness[j] as number);
    const wd = w * d;
    const value = y[j] as number;
    w0 += w;
    w1 += wd;
    w2 += wd * d;
    y0 += w * value;
    y1 += wd * value;
  }
  if (w0 <= 0) return Number.NaN;
  const offset = w1 / w0;
  const spread = w2 / w0 - offset * offset;
  const level = y0 / w0;
  return Math.sqrt(spread) > 0.001 * (n - 1) ? level - (offset / spread) * (y1 / w0 - offset * level) : level;
}

/** One loess smoother: a local line over the `span` nearest of evenly spaced points (span odd). Holds its scratch space. */
export interface Loess {
  /** Smooths the first `n` values of `y` into `out`, starting at out[offset]. A value all of whose weights are 0 stays. */
  smooth(
    y: Float64Array,
    n: number,
    out: Float64Array,
    options: { readonly pace: Pace; readonly robustness?: Float64Array | undefined; readonly offset?: number },
  ): Promise<void>;
  /** The line's value at one place; `at` may lie one step outside 0..n-1, to extend a series. NaN when all weights are 0. */
  extend(y: Float64Array, n: number, at: number, robustness?: Float64Array): number;
}

/**
 * Loess of degree 1 (Cleveland 1979) on points one step apart, with the windows and edge rules of the netlib Fortran
 * of STL (Cleveland and others 1990). O(n·span); inside, where the window is symmetric and no robustness weights
 * apply, the local line is one fixed symmetric kernel.
 * @param span how many points each line sees, odd; longer than the series widens the weights instead.
 */
export function loess(span: number): Loess {
  const reach = (span - 1) / 2;
  const scratch = new Float64Array(span + 2);
  const centred = new Float64Array(span + 2);
  tricube(Math.max(reach, 1), centred, reach);
  if (reach === 0) centred[0] = 1;
  let total = centred[0] as number;
  for (let d = 1; d <= reach; d++) total += 2 * (centred[d] as number);
  const kernel = centred.map((weight) => weight / total);

  const lineAt = (y: Float64Array, n: number, at: number, robustness: Float64Array | undefined): number => {
    const left = Math.max(0, Math.min(at - reach, n - span));
    const right = Math.min(n - 1, left + span - 1);
    const farthest = Math.max(at - left, right - at);
    if (span <= n && at - left === right - at) return localLine(y, n, at, left, right, centred, robustness);
    tricube(farthest + (span > n ? (span - n) >> 1 : 0), scratch, farthest);
    return localLine(y, n, at, left, right, scratch, robustness);
  };

  const smoothRange = (
    y: Float64Array,
    n: number,
    out: Float64Array,
    offset: number,
    from: number,
    to: number,
    robustness: Float64Array | undefined,
  ): void => {
    for (let i = from; i < to; i++) {
      if (robustness === undefined && i >= reach && i + reach < n) {
        let sum = (kernel[0] as number) * (y[i] as number);
        for (let d = 1; d <= reach; d++) {
          sum += (kernel[d] as number) * ((y[i - d] as number) + (y[i + d] as number));
        }
        out[offset + i] = sum;
      } else {
        const value = lineAt(y, n, i, robustness);
        out[offset + i] = Number.isNaN(value) ? (y[i] as number) : value;
      }
    }
  };

  return {
    async smooth(y, n, out, { pace, robustness, offset = 0 }) {
      if (n < 2) {
        if (n === 1) out[offset] = y[0] as number;
        return;
      }
      const width = Math.min(span, n);
      const slice = Math.max(1, Math.floor(OPERATIONS_A_SLICE / width));
      for (let from = 0; from < n; from += slice) {
        const to = Math.min(n, from + slice);
        smoothRange(y, n, out, offset, from, to, robustness);
        await pace((to - from) * width * 3);
      }
    },
    extend: lineAt,
  };
}
