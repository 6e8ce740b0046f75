import { loess } from './loess';
import type { Pace } from './pace';
import { select } from './quantile';

export interface StlOptions {
  /** Steps in one cycle, at least 2. */
  readonly period: number;
  /** Cycles each seasonal value looks at, odd, at least 3 (statsmodels' default: 7). */
  readonly seasonal: number;
  /** Points each trend value looks at, odd, above the period. Absent = `trendSpan`. */
  readonly trend?: number | undefined;
  /** Passes of seasonal, then trend, within each round. */
  readonly inner: number;
  /** Rounds of weighing outliers down; 0 = none. */
  readonly outer: number;
}

export interface Stl {
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
}

const odd = (n: number): number => n + 1 - (n % 2);

/** The default trend smoother: the smallest odd number not under 1.5·period / (1 - 1.5/seasonal) (Cleveland 1990). */
export const trendSpan = (period: number, seasonal: number): number =>
  odd(Math.ceil((1.5 * period) / (1 - 1.5 / seasonal)));

/** How often STL smooths by default: once in five passes, or sixteen rounds of two when outliers are weighed down. */
export const stlRounds = (robust: boolean): { readonly inner: number; readonly outer: number } =>
  robust ? { inner: 2, outer: 15 } : { inner: 5, outer: 0 };

/**
 * Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae and Terpenning 1990), local lines throughout and
 * every point smoothed: the numbers of `statsmodels.tsa.seasonal.STL` with its defaults. Additive: what is left of
 * `y` after trend and seasonal is the residual. `y` has no gaps and at least two cycles.
 * @param onPass called after each pass, for progress.
 * @throws StudioError `cancelled` through the pace.
 */
export async function stl(y: Float64Array, options: StlOptions, pace: Pace, onPass?: () => void): Promise<Stl> {
  const { period, inner, outer } = options;
  const n = y.length;
  const smoothers = {
    seasonal: loess(options.seasonal),
    lowPass: loess(odd(period + 1)),
    trend: loess(options.trend ?? trendSpan(period, options.seasonal)),
  };
  const trend = new Float64Array(n);
  const seasonal = new Float64Array(n);
  const rest = new Float64Array(n);
  const cycles = new Float64Array(n + 2 * period);
  const low = new Float64Array(n + 2 * period);
  const averages = new Float64Array(n + 2 * period);
  let robustness: Float64Array | undefined;
  for (let round = 0; ; round++) {
    for (let pass = 0; pass < inner; pass++) {
      for (let i = 0; i < n; i++) rest[i] = (y[i] as number) - (trend[i] as number);
      await smoothCycles(rest, period, smoothers.seasonal, cycles, pace, robustness);
      movingAverage(cycles, n + 2 * period, period, averages);
      movingAverage(averages, n + period + 1, period, low);
      movingAverage(low, n + 2, 3, averages);
      await smoothers.lowPass.smooth(averages, n, low, { pace });
      for (let i = 0; i < n; i++) {
        seasonal[i] = (cycles[period + i] as number) - (low[i] as number);
        rest[i] = (y[i] as number) - (seasonal[i] as number);
      }
      await smoothers.trend.smooth(rest, n, trend, { pace, robustness });
      onPass?.();
    }
    if (round >= outer) return { trend, seasonal };
    robustness = bisquare(y, trend, seasonal);
  }
}

/** Smooths each cycle-subseries (all Mondays, all 8 o'clocks) and extends it by one cycle at either end. */
async function smoothCycles(
  x: Float64Array,
  period: number,
  smoother: ReturnType<typeof loess>,
  out: Float64Array,
  pace: Pace,
  robustness: Float64Array | undefined,
): Promise<void> {
  const most = Math.ceil(x.length / period);
  const values = new Float64Array(most);
  const weights = robustness && new Float64Array(most);
  const smooth = new Float64Array(most + 2);
  for (let phase = 0; phase < period; phase++) {
    let count = 0;
    for (let i = phase; i < x.length; i += period, count++) {
      values[count] = x[i] as number;
      if (weights && robustness) weights[count] = robustness[i] as number;
    }
    await smoother.smooth(values, count, smooth, { pace, robustness: weights, offset: 1 });
    const before = smoother.extend(values, count, -1, weights);
    const after = smoother.extend(values, count, count, weights);
    smooth[0] = Number.isNaN(before) ? (smooth[1] as number) : before;
    smooth[count + 1] = Number.isNaN(after) ? (smooth[count] as number) : after;
    for (let cycle = 0; cycle < count + 2; cycle++) out[cycle * period + phase] = smooth[cycle] as number;
  }
}

/** The running mean of `length` neighbours among the first `n` values; gives n - length + 1 values. */
function movingAverage(x: Float64Array, n: number, length: number, out: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += x[i] as number;
  out[0] = sum / length;
  for (let i = length; i < n; i++) {
    sum += (x[i] as number) - (x[i - length] as number);
    out[i - length + 1] = sum / length;
  }
}

/** Robustness weights: 1 for small residuals, 0 from six median absolute residuals on, bisquare between. */
function bisquare(y: Float64Array, trend: Float64Array, seasonal: Float64Array): Float64Array {
  const n = y.length;
  const size = y.map((value, i) => Math.abs(value - (trend[i] as number) - (seasonal[i] as number)));
  const ordered = size.slice();
  const limit = 3 * (select(ordered, n >> 1) + select(ordered, n - (n >> 1) - 1));
  return size.map((r) => {
    if (limit === 0 || r <= 0.001 * limit) return 1;
    return r > 0.999 * limit ? 0 : (1 - (r / limit) ** 2) ** 2;
  });
}
