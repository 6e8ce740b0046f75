import type { TimeRange } from '../frame/frame';
import { isMonthly } from '../math/calendar';
import type { Pace } from '../math/pace';
import { mad, median, quantiles } from '../math/quantile';
import { runningMedian } from '../math/smoothing';
import { extent, mean } from '../math/stats';
import type { Grid } from './grid';
import type { Constant, Interval, Outliers, Quality, Shift } from './results';

/** So many are named; the rest is counted. */
const NAMED = 12;
/** A residual further out than so many robust deviations may be an outlier: chance has one in 10^15 of a normal's. */
const FAR = 8;
/** The least that counts as a stretch of one value. */
const SHORTEST = 6;

/**
 * What is wrong with a series' data, looked for in all of its points: gaps, drift of the interval, stretches of one value
 * beyond chance, outliers from a running median, and lasting jumps of the level.
 * @param periods seasons in steps, which a running median must follow; shortest first
 */
export async function qualityOf(
  time: Float64Array,
  values: Float64Array,
  grid: Grid,
  periods: readonly number[],
  pace: Pace,
): Promise<Quality> {
  const known = values.reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0);
  await pace(10 * values.length);
  const constants = constantsOf(time, values);
  await pace(30 * values.length);
  const interval = intervalOf(time, grid.stepMs);
  await pace(30 * values.length);
  const outliers = await outliersOf(time, values, periods[0], pace);
  const shifts = shiftsOf(time, values, periods.at(-1) ?? 1);
  await pace(30 * values.length);
  return {
    stepMs: grid.stepMs,
    gaps: grid.gaps,
    longestGap: longest(grid.gaps),
    missingShare: grid.slots === 0 ? 0 : (grid.slots - known) / grid.slots,
    longestConstant: constants.longest,
    isConstant: known > 0 && values.every((value) => Number.isNaN(value) || value === constants.value),
    constants: constants.beyondChance,
    interval,
    outliers,
    shifts,
  };
}

function longest(gaps: readonly TimeRange[]): TimeRange | undefined {
  let most: TimeRange | undefined;
  for (const gap of gaps) if (most === undefined || gap.stop - gap.start > most.stop - most.start) most = gap;
  return most;
}

interface StillRun {
  readonly from: number;
  readonly length: number;
  readonly value: number;
}

/** The longest run of one value, and those longer than chance and the value's own habit allow. */
function constantsOf(
  time: Float64Array,
  values: Float64Array,
): { readonly longest: number; readonly value: number; readonly beyondChance: readonly Constant[] } {
  const runs: StillRun[] = [];
  let [most, from, equal, pairs] = [0, 0, 0, 0];
  const close = (end: number): void => {
    const length = end - from;
    if (length <= 0 || Number.isNaN(values[from])) return;
    most = Math.max(most, length);
    pairs += length;
    equal += length - 1;
    if (length >= SHORTEST) runs.push({ from, length, value: values[from] as number });
  };
  for (let i = 1; i <= values.length; i++) {
    if (i < values.length && values[i] === values[i - 1]) continue;
    close(i);
    from = i;
  }
  // How likely a neighbour is the same, the few longest runs left out: those are what is asked about.
  const byLength = runs.sort((a, b) => b.length - a.length);
  const usual = byLength
    .slice(0, 5)
    .reduce((rest, { length }) => ({ equal: rest.equal - length + 1, pairs: rest.pairs - length }), { equal, pairs });
  const likely = Math.min(0.999, Math.max(0.02, usual.pairs > 20 ? usual.equal / usual.pairs : 0.02));
  const expected = Math.log(Math.max(values.length, 2) / 0.001) / -Math.log(likely);
  const lengths = new Map<number, number[]>();
  for (const { value, length } of byLength) {
    const known = lengths.get(value);
    if (known === undefined) lengths.set(value, [length]);
    else known.push(length);
  }
  const beyondChance = byLength
    .filter(({ length, value }) => {
      const habit = lengths.get(value)?.[4];
      return length >= Math.max(SHORTEST, expected) && !(habit !== undefined && length < 3 * habit);
    })
    .filter(({ length }) => length < 0.98 * values.length)
    .slice(0, NAMED)
    .map((run) => ({
      start: time[run.from] as number,
      stop: (time[run.from + run.length - 1] as number) + 1,
      points: run.length,
      value: run.value,
    }))
    .sort((a, b) => a.start - b.start);
  return { longest: most, value: values.find((value) => !Number.isNaN(value)) ?? Number.NaN, beyondChance };
}

/** Steps that tremble by more than this share of one are no steps. */
const UNEVEN = 0.15;
/** Blocks a series' steps are compared in. */
const BLOCKS = 48;

/** Whether the typical step changes along the series, and how far steps tremble about it. Calendar months do not count. */
function intervalOf(time: Float64Array, stepMs: number): Interval {
  const steps = time.length - 1;
  if (steps < 24 || isMonthly(stepMs)) return { changes: [], jitter: 0 };
  const stepAt = (i: number): number => (time[i + 1] as number) - (time[i] as number);
  const blocks = Math.min(BLOCKS, Math.floor(steps / 12));
  const edge = (block: number): number => Math.round((block * steps) / blocks);
  const typical = Array.from({ length: blocks }, (_, block) => {
    const [from, to] = [edge(block), edge(block + 1)];
    const stride = Math.max(1, Math.floor((to - from) / 999));
    return median(Float64Array.from({ length: Math.ceil((to - from) / stride) }, (__, k) => stepAt(from + k * stride)));
  });
  const changes: Interval['changes'][number][] = [];
  for (let block = 1; block < blocks; block++) {
    const [before, after] = [typical[block - 1] as number, typical[block] as number];
    const last = changes.at(-1)?.to ?? before;
    // One block may hold the change itself; what comes after it must have kept to it.
    const next = typical[Math.min(block + 1, blocks - 1)] as number;
    const isOther = Math.abs(after / last - 1) > 0.05 && Math.abs(next / after - 1) < 0.05;
    if (!isOther) continue;
    const at = splitAt(stepAt, edge(Math.max(0, block - 2)), edge(block + 1), last, after);
    changes.push({ at: time[at] as number, from: last, to: after });
  }
  const stride = Math.max(1, Math.floor(steps / 200_000));
  const away = Float64Array.from({ length: Math.floor(steps / stride) }, (_, k) => {
    const i = k * stride;
    const own = typical[Math.min(blocks - 1, Math.floor((i * blocks) / steps))] as number;
    const step = stepAt(i);
    const whole = Math.max(1, Math.round(step / own)) * own;
    return Math.abs(step - whole) / own;
  });
  const jitter = mean(away);
  // Where no step is like the one before it, none becomes another.
  return { changes: jitter < UNEVEN ? changes.slice(0, NAMED) : [], jitter };
}

/** The place in [from, to) before which steps are rather `before` and from which on they are rather `after`. */
function splitAt(stepAt: (i: number) => number, from: number, to: number, before: number, after: number): number {
  const middle = Math.sqrt(before * after);
  const isAfter = (step: number): boolean => step > middle === after > before;
  let [score, best, place] = [0, 0, from];
  for (let i = from; i < to; i++) {
    score += isAfter(stepAt(i)) ? -1 : 1;
    if (score > best) {
      best = score;
      place = i + 1;
    }
  }
  return place;
}

/** Values far from the running median of their neighbours, by the robust spread of all such distances. */
async function outliersOf(
  time: Float64Array,
  values: Float64Array,
  season: number | undefined,
  pace: Pace,
): Promise<Outliers> {
  const quarter = season === undefined ? 11 : Math.max(5, Math.min(25, 2 * Math.floor(season / 8) + 1));
  const centre = await runningMedian(values, quarter, pace);
  const away = values.map((value, i) => value - (centre[i] as number));
  await pace(20 * values.length);
  const sizes = sampled(away).map(Math.abs);
  // What one in a hundred does is a series' nature, however far from its neighbours.
  const rare = 1 - Math.max(3, 0.01 * sizes.length) / sizes.length;
  const [half = Number.NaN, most = Number.NaN] = quantiles(sizes, [0.5, Math.max(0.5, rare)]);
  const robust = 1.4826 * half;
  // Where most values are their own median, the spread of the others is what there is.
  const spread = robust > 0 ? robust : 3 * mean(away.map(Math.abs));
  await pace(60 * values.length);
  const limit = Math.max(FAR * spread, 2 * most);
  if (!(limit > 0)) return { count: 0, limit: Number.NaN, inside: extent(values), far: [] };
  let count = 0;
  let [low, high] = [Number.NaN, Number.NaN];
  const far: { readonly i: number; readonly size: number }[] = [];
  for (let i = 0; i < away.length; i++) {
    const size = Math.abs(away[i] as number);
    if (!(size > limit)) {
      const value = values[i] as number;
      if (!(value >= low) && !Number.isNaN(value)) low = value;
      if (!(value <= high) && !Number.isNaN(value)) high = value;
      continue;
    }
    count++;
    if (far.length === NAMED && size <= (far.at(-1)?.size ?? 0)) continue;
    far.push({ i, size });
    far.sort((a, b) => b.size - a.size);
    far.length = Math.min(far.length, NAMED);
  }
  return {
    count,
    limit,
    inside: [low, high],
    far: far.map(({ i, size }) => ({
      time: time[i] as number,
      value: values[i] as number,
      typical: centre[i] as number,
      spreads: size / spread,
    })),
  };
}

/** Every so many values, so that at most a million are left: enough for a spread. */
function sampled(values: Float64Array): Float64Array {
  const stride = Math.ceil(values.length / 1_000_000);
  if (stride <= 1) return values;
  return Float64Array.from({ length: Math.floor(values.length / stride) }, (_, i) => values[i * stride] as number);
}

/** Places from which on the level stays clearly elsewhere, against how it moves from block to block otherwise. */
function shiftsOf(time: Float64Array, values: Float64Array, season: number): readonly Shift[] {
  const length = season * Math.max(1, Math.ceil(Math.max(8, values.length / 64) / season));
  const blocks = Math.floor(values.length / length);
  if (blocks < 8) return [];
  const levels = Float64Array.from({ length: blocks }, (_, b) => median(values.subarray(b * length, (b + 1) * length)));
  const moves = levels.slice(1).map((level, b) => level - (levels[b] as number));
  const usual = median(moves);
  const noise = 1.4826 * mad(moves);
  const inside = median(
    Float64Array.from({ length: blocks }, (_, b) => mad(values.subarray(b * length, (b + 1) * length))),
  );
  const limit = Math.max(FAR * noise, 2 * inside);
  const shifts: Shift[] = [];
  for (let b = 2; b + 3 < blocks; b++) {
    // Between the block before and the one after: the change may stand inside of a block.
    const before = median(levels.subarray(Math.max(0, b - 2), b + 1));
    const after = median(levels.subarray(b + 2, b + 5));
    const size = Math.abs(after - before - 2 * usual);
    const beside = (k: number): number => Math.abs((levels[k + 2] ?? 0) - (levels[k] ?? 0));
    const isPeak = beside(b) >= beside(b - 1) && beside(b) >= beside(b + 1);
    if (!(limit > 0) || !(size > limit) || !isPeak) continue;
    const last = shifts.at(-1);
    const at = time[placeOf(values, b * length, (b + 3) * length, before, after)] as number;
    if (last !== undefined && at - last.at < 3 * length * ((time[1] as number) - (time[0] as number))) continue;
    shifts.push({ at, from: before, to: after });
  }
  return shifts.slice(0, NAMED);
}

/** The place in [from, to) that best parts values near `before` from those near `after`. */
function placeOf(values: Float64Array, from: number, to: number, before: number, after: number): number {
  const middle = (before + after) / 2;
  let [score, best, place] = [0, Number.NEGATIVE_INFINITY, from];
  for (let i = from; i < to; i++) {
    if (score > best) {
      best = score;
      place = i;
    }
    const value = values[i] as number;
    if (!Number.isNaN(value)) score += value < middle === before < middle ? 1 : -1;
  }
  return place;
}
