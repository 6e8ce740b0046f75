import type { Pace } from '../../math/pace';
import type { Nearest } from './nearest';
import { type Points, row, squaredDistance } from './points';

/** Where one start ended. */
export interface Fit {
  readonly k: number;
  /** k × width values. */
  readonly centers: Float64Array;
  readonly labels: Int32Array;
  /** Sum of squared distances to the centres. */
  readonly inertia: number;
  readonly iterations: number;
}

interface Start {
  centers: Float64Array;
  labels: Int32Array;
  iterations: number;
  settled: boolean;
}

/**
 * Lloyd's iterations from several sets of centres side by side, each until no row changes its cluster or `iterations` are
 * spent. A cluster that loses all its rows takes over the row farthest from its centre (as in scikit-learn).
 */
export async function lloyd(
  points: Points,
  seeds: readonly Float64Array[],
  { k, iterations, nearest, pace }: { k: number; iterations: number; nearest: Nearest; pace: Pace },
  onSettled: (settled: number) => void = () => {},
): Promise<readonly Fit[]> {
  const starts = seeds.map(
    (centers): Start => ({ centers, labels: new Int32Array(points.rows).fill(-1), iterations: 0, settled: false }),
  );
  for (;;) {
    const open = starts.filter((start) => !start.settled);
    if (open.length === 0) break;
    const stacked = new Float64Array(open.length * k * points.width);
    open.forEach((start, s) => {
      stacked.set(start.centers, s * k * points.width);
    });
    const labels = await nearest.assign(stacked, open.length, k);
    for (const [s, start] of open.entries()) {
      const found = labels.slice(s * points.rows, (s + 1) * points.rows);
      const changed = found.some((label, i) => label !== start.labels[i]);
      start.labels = found;
      start.settled = !changed || start.iterations === iterations;
      if (start.settled) continue;
      start.iterations++;
      start.centers = means(points, start, k);
      await pace(2 * points.rows * points.width);
    }
    onSettled(starts.filter((start) => start.settled).length);
  }
  return starts.map(({ centers, labels, iterations: spent }) => ({
    k,
    centers,
    labels,
    inertia: inertiaOf(points, centers, labels),
    iterations: spent,
  }));
}

/** Sum of squared distances of rows to their own centres, exact in float64. */
function inertiaOf(points: Points, centers: Float64Array, labels: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < points.rows; i++)
    sum += squaredDistance(points, i, centers, (labels[i] as number) * points.width);
  return sum;
}

/** The mean of each cluster, empty ones filled first (which changes `labels`); those that stay empty keep their centre. */
function means(points: Points, { centers, labels }: Start, k: number): Float64Array {
  const { rows, width } = points;
  const sizes = new Int32Array(k);
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1;
  if (sizes.includes(0)) fillEmpty(points, centers, labels, sizes);
  const result = new Float64Array(k * width);
  for (let i = 0; i < rows; i++) {
    const offset = (labels[i] as number) * width;
    const values = row(points, i);
    for (let j = 0; j < width; j++) result[offset + j] = (result[offset + j] as number) + (values[j] as number);
  }
  for (let c = 0; c < k; c++) {
    const size = sizes[c] as number;
    const center = result.subarray(c * width, (c + 1) * width);
    if (size === 0) center.set(centers.subarray(c * width, (c + 1) * width));
    else for (let j = 0; j < width; j++) center[j] = (center[j] as number) / size;
  }
  return result;
}

/** Hands each empty cluster the row farthest from its centre, of those that are off it and not alone. */
function fillEmpty(points: Points, centers: Float64Array, labels: Int32Array, sizes: Int32Array): void {
  const off = Float64Array.from(labels, (label, i) => squaredDistance(points, i, centers, label * points.width));
  const farthest = Array.from(off.keys()).sort((a, b) => (off[b] as number) - (off[a] as number));
  for (const [c, size] of sizes.entries()) {
    if (size > 0) continue;
    const taken = farthest.findIndex((i) => (off[i] as number) > 0 && (sizes[labels[i] as number] as number) > 1);
    const [i] = taken < 0 ? [] : farthest.splice(taken, 1);
    if (i === undefined) return;
    sizes[labels[i] as number] = (sizes[labels[i] as number] as number) - 1;
    labels[i] = c;
    sizes[c] = 1;
  }
}
