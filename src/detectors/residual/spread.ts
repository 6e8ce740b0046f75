import type { Pace } from '../../math/pace';
import { quantileSorted } from '../../math/quantile';
import { mean, present } from '../../math/stats';

/** Median of |normal| times this is the normal's standard deviation. */
const normalPerMad = 1.4826;
/** How far a local spread may lie from the global one, as a factor either way. */
const reach = 4;
/** Observations that weigh as much as the global spread. */
const prior = { slot: 10, past: 100 };
/** A deviation of more usual ones than this is no part of what is usual after it: an anomaly must not hide the next. */
const outlying = 4;

/**
 * The usual deviation, positive, at every point: a robust standard deviation about zero of `deviations` (NaN = missing)
 * that follows the time of the season (the median |deviation| of the point's slot over all cycles) and the recent past
 * (a trailing median over three of the `longest` seasons, 200 to 1000 points, of what was not itself outlying), each drawn
 * towards the global spread by how little it rests on and at most 4 times off it. `period`, the shortest season in points,
 * 1 or less = none; with `local` false, and where most deviations are zero, the global spread alone counts. Never under
 * `floor`.
 */
export async function usualDeviation(
  deviations: Float64Array,
  {
    period,
    longest = period,
    local,
    floor,
  }: { readonly period: number; readonly longest?: number; readonly local: boolean; readonly floor: number },
  pace: Pace,
): Promise<Float64Array> {
  const sizes = deviations.map(Math.abs);
  const { spread: wide, still } = globalSpread(sizes);
  const overall = Math.max(wide, floor);
  const spread = new Float64Array(sizes.length).fill(overall);
  if (local && !still) {
    const slots = slotFactors(sizes, period, overall);
    for (let i = 0; i < spread.length; i++) spread[i] = (spread[i] as number) * (slots[i % slots.length] as number);
    await followPast(spread, sizes, Math.min(1000, Math.max(200, 4 * period, 3 * longest)), pace);
  }
  return spread.map((value) => Math.max(floor, value));
}

/**
 * 1.4826 × the median size; in a `still` series, where half of them or more are (as good as) zero, 1.2533 × their mean, a
 * normal's too. 0 of nothing.
 */
function globalSpread(sizes: Float64Array): { readonly spread: number; readonly still: boolean } {
  const sorted = present(sizes).sort();
  if (sorted.length === 0) return { spread: 0, still: true };
  const average = mean(sorted);
  const byMedian = normalPerMad * quantileSorted(sorted, 0.5);
  return byMedian > average * 1e-6
    ? { spread: byMedian, still: false }
    : { spread: average * Math.sqrt(Math.PI / 2), still: true };
}

/** How much wider (or narrower) than overall each slot of the season is; one slot of 1 where the season is too short or seldom seen. */
function slotFactors(sizes: Float64Array, period: number, overall: number): Float64Array {
  const cycles = sizes.length / period;
  const side = Math.max(0, Math.ceil((24 / cycles - 1) / 2));
  if (period < 4 || cycles < 3 || 3 * (2 * side + 1) > period) return Float64Array.of(1);
  return Float64Array.from({ length: period }, (_, slot) => {
    const near: number[] = [];
    for (let k = slot - side; k <= slot + side; k++) {
      for (let i = (k + period) % period; i < sizes.length; i += period) {
        const size = sizes[i] as number;
        if (!Number.isNaN(size)) near.push(size);
      }
    }
    const own = normalPerMad * quantileSorted(Float64Array.from(near).sort(), 0.5);
    return drawn(own / overall, near.length, prior.slot);
  });
}

/**
 * Scales `spread` in place by the median of size / spread over the last `width` values before each point, outlying ones
 * left out. A true widening of the spread still gets through: most of its values are no outliers, and each pass of them
 * moves the bar.
 */
async function followPast(spread: Float64Array, sizes: Float64Array, width: number, pace: Pace): Promise<void> {
  const queue = new Float64Array(width);
  const sorted = new Float64Array(width);
  let held = 0;
  let seen = 0;
  for (let i = 0; i < sizes.length; i++) {
    await pace(width);
    const usual = spread[i] as number;
    const lately = drawn(normalPerMad * quantileSorted(sorted.subarray(0, held), 0.5), held, prior.past);
    spread[i] = usual * lately;
    const ratio = (sizes[i] as number) / usual;
    if (Number.isNaN(ratio) || ratio > outlying * lately) continue;
    if (held === width) {
      const leaving = position(sorted, held, queue[seen % width] as number);
      sorted.copyWithin(leaving, leaving + 1, held);
      held--;
    }
    const entering = position(sorted, held, ratio);
    sorted.copyWithin(entering + 1, entering, held);
    sorted[entering] = ratio;
    held++;
    queue[seen % width] = ratio;
    seen++;
  }
}

/** A factor drawn towards 1, on a log scale, by the weight of `prior` observations against its own `count`; within reach. */
function drawn(factor: number, count: number, weight: number): number {
  const clipped = Math.min(reach, Math.max(1 / reach, factor));
  return Number.isNaN(clipped) ? 1 : clipped ** (count / (count + weight));
}

/** The first index in sorted[0, count) whose value is not below `value`. */
function position(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
