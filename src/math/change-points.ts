import { acf } from './acf';
import { mad, median } from './quantile';

/** Where a series without its seasons begins to behave otherwise. */
export interface ChangePoint {
  /** The first point of the new stretch. */
  readonly at: number;
  readonly kind: 'level' | 'slope' | 'spread';
  /** Level: how much it jumps. Slope: by how much a step's rise changes. Spread: how many times as wide it is after. */
  readonly size: number;
  /** How many standard errors the change is large, for what it is. */
  readonly strength: number;
}

/** More points than this are taken together in means: then a change is found to that many points. */
const MOST = 1500;
/** A stretch has at least this many points of those. */
const SHORTEST = 12;

/**
 * Change points of a series without seasons and gaps: it is cut into stretches, each a straight line with noise of its own
 * width, so that the sum of n·log(residual variance) plus a price for each stretch is the least (optimal partitioning,
 * Jackson et al. 2005; the price is Schwarz's for four numbers a stretch, times how much the noise is like its
 * neighbours). Lone outliers do not count, and no stretch counts as quieter than its numbers are fine. The kind is what stands out most at a border: the jump, the slope, or the spread.
 */
export function changePoints(values: Float64Array): readonly ChangePoint[] {
  const by = Math.max(1, Math.ceil(values.length / MOST));
  const points = withoutOutliers(by === 1 ? values : means(values, by));
  const n = points.length;
  if (n < 2 * SHORTEST) return [];
  const stretch = fits(points);
  const price = 4 * Math.log(n) * likeness(points);
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(n + 1);
  best[0] = -price;
  for (let end = SHORTEST; end <= n; end++) {
    for (let start = 0; start <= end - SHORTEST; start++) {
      const cost = (best[start] as number) + price + stretch(start, end).cost;
      if (cost < (best[end] as number)) {
        best[end] = cost;
        from[end] = start;
      }
    }
  }
  const borders = [n];
  for (let end = n; end > 0; end = from[end] as number) borders.unshift(from[end] as number);
  return borders.slice(1, -1).map((border, i) => {
    const before = stretch(borders[i] as number, border);
    const after = stretch(border, borders[i + 2] as number);
    return { ...changeBetween(before, after, by), at: border * by };
  });
}

/** Means of `by` points each; what is left over at the end is a mean of its own. */
function means(values: Float64Array, by: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(values.length / by) }, (_, i) => {
    const part = values.subarray(i * by, (i + 1) * by);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

/** The width of the noise by the changes from point to point, which jumps and outliers hardly move. */
const noiseOf = (points: Float64Array): number => (1.4826 * mad(changesOf(points))) / Math.SQRT2;

const changesOf = (points: Float64Array): Float64Array =>
  points.slice(1).map((value, i) => value - (points[i] as number));

/** Points farther than five widths of the noise from the median of the five around them stand at that median (Hampel). */
function withoutOutliers(points: Float64Array): Float64Array {
  const most = 5 * noiseOf(points);
  if (most === 0) return points;
  return points.map((value, i) => {
    const middle = median(points.subarray(Math.max(0, i - 2), i + 3));
    return Math.abs(value - middle) > most ? middle : value;
  });
}

/** The least variance that numbers can tell: that of their rounding, and a hundredth of the noise's. */
function finest(points: Float64Array): number {
  const steps = changesOf(points)
    .map(Math.abs)
    .filter((step) => step > 0);
  const least = steps.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const rounding = Number.isFinite(least) ? least ** 2 / 12 : 0;
  return Math.max(rounding, (0.1 * noiseOf(points)) ** 2, Number.MIN_VALUE);
}

/** How many times less neighbouring points tell than independent ones, from the changes' noise: 1 for white noise. */
function likeness(points: Float64Array): number {
  const changes = changesOf(points);
  // Differences of white noise have -½ at lag 1; of noise with memory φ, (φ - 1) / 2.
  const memory = Math.min(0.9, Math.max(0, 1 + 2 * (acf(changes, 1)[1] ?? -0.5)));
  return (1 + memory) / (1 - memory);
}

interface Fit {
  readonly n: number;
  readonly slope: number;
  /** The line at its first and behind its last point. */
  readonly first: number;
  readonly end: number;
  readonly variance: number;
  readonly cost: number;
}

/** Least-squares lines of any stretch in constant time, from running sums. */
function fits(points: Float64Array): (start: number, end: number) => Fit {
  const n = points.length;
  const centre = points.reduce((sum, value) => sum + value, 0) / n;
  const y = new Float64Array(n + 1);
  const ty = new Float64Array(n + 1);
  const yy = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const value = (points[i] as number) - centre;
    y[i + 1] = (y[i] as number) + value;
    ty[i + 1] = (ty[i] as number) + i * value;
    yy[i + 1] = (yy[i] as number) + value * value;
  }
  const floor = finest(points);
  const over = (sums: Float64Array, start: number, end: number): number =>
    (sums[end] as number) - (sums[start] as number);
  return (start, end) => {
    const length = end - start;
    const middle = start + (length - 1) / 2;
    const sum = over(y, start, end);
    const products = over(ty, start, end) - middle * sum;
    const spread = (length * (length * length - 1)) / 12;
    const slope = products / spread;
    const mean = sum / length;
    const variance = Math.max((over(yy, start, end) - mean * sum - slope * products) / length, floor);
    const half = (slope * (length - 1)) / 2;
    return {
      n: length,
      slope,
      first: mean - half,
      end: mean + half + slope,
      variance,
      cost: length * Math.log(variance),
    };
  };
}

function changeBetween(before: Fit, after: Fit, by: number): Omit<ChangePoint, 'at'> {
  const jump = after.first - before.end;
  // Variances of a line's end and of its slope, per variance of the noise.
  const jumpError = Math.sqrt((4 * before.variance) / before.n + (4 * after.variance) / after.n);
  const slopeError = Math.sqrt((12 * before.variance) / before.n ** 3 + (12 * after.variance) / after.n ** 3);
  const ratio = Math.sqrt(after.variance / before.variance);
  const candidates = [
    { kind: 'level', size: jump, strength: Math.abs(jump) / jumpError },
    {
      kind: 'slope',
      size: (after.slope - before.slope) / by,
      strength: Math.abs(after.slope - before.slope) / slopeError,
    },
    {
      kind: 'spread',
      size: ratio,
      strength: Math.abs(Math.log(ratio)) / Math.sqrt(1 / (2 * before.n) + 1 / (2 * after.n)),
    },
  ] as const;
  return candidates.reduce((most, candidate) => (candidate.strength > most.strength ? candidate : most));
}
