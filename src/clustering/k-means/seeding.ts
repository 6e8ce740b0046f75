import { permutation } from '../../base/random';
import type { Pace } from '../../math/pace';
import { type Points, row, squaredDistance } from './points';

/** Above this many rows, seeds are drawn from a sample of so many. */
const sampleSize = 4096;

/**
 * Greedy k-means++ (Arthur and Vassilvitskii 2007; the greedy form as in scikit-learn): each next centre is the best of
 * 2 + ln k rows drawn with probability proportional to the squared distance to the centres so far. Answers k × width values.
 */
export async function seedCenters(points: Points, k: number, random: () => number, pace: Pace): Promise<Float64Array> {
  const { width } = points;
  const sample =
    points.rows > sampleSize
      ? permutation(points.rows, random).subarray(0, sampleSize)
      : Int32Array.from({ length: points.rows }, (_, i) => i);
  const centers = new Float64Array(k * width);
  const trials = 2 + Math.floor(Math.log(k));
  const distancesTo = async (candidate: number, bound: Float64Array): Promise<Float64Array> => {
    await pace(3 * sample.length * width);
    return bound.map((nearest, i) =>
      Math.min(nearest, squaredDistance(points, sample[i] as number, points.data, candidate * width)),
    );
  };
  const uniform = (): number => sample[Math.floor(random() * sample.length)] as number;
  let chosen = uniform();
  let nearest = await distancesTo(chosen, new Float64Array(sample.length).fill(Number.POSITIVE_INFINITY));
  centers.set(row(points, chosen), 0);
  for (let c = 1; c < k; c++) {
    const total = nearest.reduce((sum, distance) => sum + distance, 0);
    let least = Number.POSITIVE_INFINITY;
    let next = nearest;
    for (let trial = 0; trial < trials; trial++) {
      const candidate = total > 0 ? (sample[drawIndex(nearest, random() * total)] as number) : uniform();
      const distances = await distancesTo(candidate, nearest);
      const potential = distances.reduce((sum, distance) => sum + distance, 0);
      if (potential >= least) continue;
      least = potential;
      chosen = candidate;
      next = distances;
    }
    nearest = next;
    centers.set(row(points, chosen), c * width);
  }
  return centers;
}

/** The index at which the running sum of weights passes `target`; never one of weight 0. */
function drawIndex(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    last = i;
    sum += weight;
    if (sum > target) return i;
  }
  return last;
}
