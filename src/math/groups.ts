import { moments } from './moments';
import { median } from './quantile';

const MOST_ROUNDS = 50;

/** Rows of features, all of the same length. */
type Rows = readonly Float64Array[];

/**
 * The group of each row, 0..`groups`-1, by k-means (Lloyd 1982) on its features. No seed is needed and the order of the rows
 * does not matter: the first centre is the row farthest from the mean of all, each further one the row farthest from the
 * centres so far (Gonzalez 1985). Features are first put on one scale by `alikeScaled`. Some groups may stay empty.
 * @param first the row to begin with instead, to compare with an outside reference
 */
export function groupAlike(features: Rows, groups: number, first?: number): Int32Array {
  const points = alikeScaled(features);
  const [start] = points;
  if (start === undefined) return new Int32Array(0);
  const begin = points[first ?? farthest(points, [start.map(() => 0)])] as Float64Array;
  const centres = [begin];
  while (centres.length < groups) centres.push(points[farthest(points, centres)] as Float64Array);
  let labels = nearestOf(points, centres);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (const [k, centre] of centres.entries()) {
      const own = points.filter((_, i) => labels[i] === k);
      if (own.length > 0)
        centres[k] = centre.map((_, j) => own.reduce((sum, row) => sum + (row[j] as number), 0) / own.length);
    }
    const next = nearestOf(points, centres);
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
  }
  return labels;
}

/** Each feature less its median, in (population) deviations cut at three, then with mean 0 and deviation 1. */
export function alikeScaled(features: Rows): Rows {
  const columns = Array.from(features[0] ?? [], (_, j) => {
    const values = Float64Array.from(features, (row) => row[j] as number);
    const centre = median(values);
    const spread = moments(values).deviation + 1e-9;
    const cut = values.map((value) => Math.max(-3, Math.min(3, (value - centre) / spread)));
    const { mean, deviation } = moments(cut);
    return cut.map((value) => (value - mean) / Math.max(deviation, 1e-9));
  });
  return features.map((_, i) => Float64Array.from(columns, (column) => column[i] as number));
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += ((a[j] as number) - (b[j] as number)) ** 2;
  return sum;
}

/** The row whose nearest centre is farthest; the first of several. */
function farthest(points: Rows, centres: Rows): number {
  let best = 0;
  let most = -1;
  for (const [i, point] of points.entries()) {
    const distance = Math.min(...centres.map((centre) => squaredDistance(point, centre)));
    if (distance <= most) continue;
    most = distance;
    best = i;
  }
  return best;
}

/** The nearest centre of each row; the first of several. */
function nearestOf(points: Rows, centres: Rows): Int32Array {
  return Int32Array.from(points, (point) => {
    const distances = centres.map((centre) => squaredDistance(point, centre));
    return distances.indexOf(Math.min(...distances));
  });
}
