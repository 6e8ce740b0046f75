import { solvePositive } from '../cholesky';
import type { Pace } from '../pace';

/**
 * Means of products over the windows of a series: `lookback` inputs then `horizon` targets, each less the window's last
 * input. Symmetric, (lookback + horizon)². All that least squares asks of the windows.
 */
export interface WindowSums {
  readonly lookback: number;
  readonly horizon: number;
  readonly means: Float64Array;
}

/** Windows of a series by what they are asked for. */
export interface Windows {
  /** Targets lie in [from, to); inputs may come before. */
  readonly from: number;
  readonly to: number;
  readonly lookback: number;
  readonly horizon: number;
}

/**
 * The sums of all windows, one step apart; undefined where there is none. Products of neighbouring lags differ by two terms
 * only, so the whole costs n × size + size² instead of n × size².
 */
export function windowSums(x: Float64Array, { from, to, lookback, horizon }: Windows): WindowSums | undefined {
  const size = lookback + horizon;
  const first = Math.max(0, from - lookback);
  const windows = to - size - first + 1;
  if (windows < 1) return undefined;
  const z = x.subarray(first, to);
  const products = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let sum = 0;
    for (let t = 0; t < windows; t++) sum += (z[t] as number) * (z[t + j] as number);
    products[j * size] = sum;
    for (let i = j + 1, k = 1; i < size; i++, k++) {
      const gone = (z[i - 1] as number) * (z[k - 1] as number);
      const come = (z[windows + i - 1] as number) * (z[windows + k - 1] as number);
      products[i * size + k] = (products[(i - 1) * size + k - 1] as number) - gone + come;
    }
  }
  const at = (i: number, j: number): number => products[Math.max(i, j) * size + Math.min(i, j)] as number;
  const means = new Float64Array(size * size);
  const last = lookback - 1;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (at(i, j) - at(i, last) - at(last, j) + at(last, last)) / windows;
      means[i * size + j] = value;
      means[j * size + i] = value;
    }
  }
  return { lookback, horizon, means };
}

/** The mean of several series' sums. */
export function meanSums(all: readonly WindowSums[]): WindowSums {
  const [head] = all as readonly [WindowSums];
  const means = new Float64Array(head.means.length);
  for (const one of all)
    for (let i = 0; i < means.length; i++) means[i] = (means[i] as number) + (one.means[i] as number);
  return { ...head, means: means.map((value) => value / all.length) };
}

/**
 * The ridge regression of these steps ahead (0 = the first) on the inputs.
 * @param penalty relative to the mean square of the inputs
 * @returns `lookback` × `steps.length`, the steps of an input side by side
 */
export function solveWindows(
  { lookback, horizon, means }: WindowSums,
  penalty: number,
  steps: readonly number[],
): Float64Array {
  const size = lookback + horizon;
  const left = new Float64Array(lookback * lookback);
  const right = new Float64Array(lookback * steps.length);
  let trace = 0;
  for (let i = 0; i < lookback; i++) {
    left.set(means.subarray(i * size, i * size + lookback), i * lookback);
    trace += means[i * size + i] as number;
    for (const [c, step] of steps.entries()) right[i * steps.length + c] = means[i * size + lookback + step] as number;
  }
  // The last input less itself is always 0: any penalty keeps its weight there.
  const ridge = Math.max((penalty * trace) / lookback, Number.MIN_VALUE * 1e20);
  for (let i = 0; i < lookback; i++) left[i * lookback + i] = (left[i * lookback + i] as number) + ridge;
  solvePositive(left, right, lookback, steps.length);
  return right;
}

/** The mean squared error of such weights over the windows of these sums. */
export function windowError(
  { lookback, horizon, means }: WindowSums,
  weights: Float64Array,
  steps: readonly number[],
): number {
  const size = lookback + horizon;
  const count = steps.length;
  let sum = 0;
  const row = new Float64Array(count);
  for (const step of steps) sum += means[(lookback + step) * size + lookback + step] as number;
  for (let i = 0; i < lookback; i++) {
    row.fill(0);
    for (let j = 0; j < lookback; j++) {
      const product = means[i * size + j] as number;
      for (let c = 0; c < count; c++) row[c] = (row[c] as number) + product * (weights[j * count + c] as number);
    }
    for (const [c, step] of steps.entries())
      sum +=
        (weights[i * count + c] as number) * ((row[c] as number) - 2 * (means[i * size + lookback + step] as number));
  }
  return sum / count;
}

/** What a choice is made among: the sums learned from, and those tried on, of one length of window. */
export interface Candidate {
  readonly learned: WindowSums;
  readonly tried: WindowSums;
}

/** A penalty and a length of window, and how far off they were. */
export interface Choice {
  readonly lookback: number;
  readonly penalty: number;
  /** Mean squared error where it was tried. */
  readonly error: number;
}

/** Steps ahead that stand for all when it is chosen. */
const SAMPLED = 12;

/** Of the horizon's steps, those that a choice looks at. */
export const sampledSteps = (horizon: number): readonly number[] =>
  horizon <= SAMPLED
    ? Array.from({ length: horizon }, (_, h) => h)
    : Array.from({ length: SAMPLED }, (_, i) => Math.round((i * (horizon - 1)) / (SAMPLED - 1)));

/** The candidate and penalty with the least error where they are tried. */
export async function chooseWindow(
  candidates: readonly Candidate[],
  penalties: readonly number[],
  pace: Pace,
): Promise<Choice> {
  let best: Choice = { lookback: 1, penalty: penalties[0] ?? 1, error: Number.POSITIVE_INFINITY };
  for (const { learned, tried } of candidates) {
    const { lookback, horizon } = learned;
    const steps = sampledSteps(horizon);
    for (const penalty of penalties) {
      const error = windowError(tried, solveWindows(learned, penalty, steps), steps);
      if (error < best.error || best.error === Number.POSITIVE_INFINITY) best = { lookback, penalty, error };
      await pace(lookback ** 3 / 3 + 3 * lookback ** 2 * steps.length);
    }
  }
  return best;
}
