import { permutation } from '../../base/random';
import type { Pace } from '../../math/pace';
import { type Points, squaredDistance } from './points';

/** Above this many rows, a sample of so many is judged. */
const sampleSize = 2000;

/** Distances between some rows, measured once and used for every grouping of them. */
export interface Distances {
  /** Which rows. */
  readonly sample: Int32Array;
  /** Euclidean, of each pair once: (i, j > i) row by row. */
  readonly between: Float64Array;
}

/** Euclidean distances between all rows, or between 2,000 drawn at random where there are more. */
export async function distancesOf(points: Points, random: () => number, pace: Pace): Promise<Distances> {
  const sample =
    points.rows > sampleSize
      ? permutation(points.rows, random).subarray(0, sampleSize).sort()
      : Int32Array.from({ length: points.rows }, (_, i) => i);
  const count = sample.length;
  const between = new Float64Array((count * (count - 1)) / 2);
  let at = 0;
  for (let i = 0; i < count; i++) {
    await pace(3 * (count - i) * points.width);
    for (let j = i + 1; j < count; j++) {
      between[at++] = Math.sqrt(
        squaredDistance(points, sample[i] as number, points.data, (sample[j] as number) * points.width),
      );
    }
  }
  return { sample, between };
}

/**
 * The mean silhouette (Rousseeuw 1987), in [-1, 1]: (b - a) / max(a, b), a a row's mean distance to its own cluster, b to
 * the nearest other one. A row alone in its cluster counts 0, and so does a single cluster.
 */
export function silhouette({ sample, between }: Distances, labels: Int32Array, k: number): number {
  const count = sample.length;
  const own = Int32Array.from(sample, (i) => labels[i] as number);
  const sizes = new Int32Array(k);
  for (const label of own) sizes[label] = (sizes[label] as number) + 1;
  const sums = new Float64Array(count * k);
  const add = (i: number, j: number, distance: number): void => {
    const cell = i * k + (own[j] as number);
    sums[cell] = (sums[cell] as number) + distance;
  };
  let at = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const distance = between[at++] as number;
      add(i, j, distance);
      add(j, i, distance);
    }
  }
  let total = 0;
  for (let i = 0; i < count; i++) {
    const label = own[i] as number;
    const mates = (sizes[label] as number) - 1;
    let b = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      const size = sizes[c] as number;
      if (c !== label && size > 0) b = Math.min(b, (sums[i * k + c] as number) / size);
    }
    if (mates === 0 || b === Number.POSITIVE_INFINITY) continue;
    const a = (sums[i * k + label] as number) / mates;
    const wider = Math.max(a, b);
    if (wider > 0) total += (b - a) / wider;
  }
  return count === 0 ? 0 : total / count;
}
