import {
  type Candidate,
  type Choice,
  chooseWindow,
  meanSums,
  sampledSteps,
  solveWindows,
  type WindowSums,
  windowError,
  windowSums,
} from '../../math/forecast/linear-window';
import type { Pace } from '../../math/pace';
import { valuesOf } from '../request';
import type { Training } from '../types';

export interface Params {
  /** 0 = chosen. */
  readonly lookback: number;
  /** 0 = chosen. */
  readonly penalty: number;
}

/** Weights of a window: `lookback` × `horizon`, the steps ahead of an input side by side. */
export interface LinearMap {
  readonly lookback: number;
  readonly horizon: number;
  readonly weights: Float32Array;
}

/** A series as it is learned from: on a scale of its own, and which part of it serves to choose. */
export interface Lesson {
  readonly z: Float64Array;
  /** Choices are tried on [fit, tried). */
  readonly fit: number;
  readonly tried: number;
  /** In the end it is learned from [0, all): what was only held back to choose is not left out. */
  readonly all: number;
  readonly horizon: number;
  readonly lookbacks: readonly number[];
}

/** Fewest points there is a window in, with one to try it on. */
export const FEWEST = 8;
const PENALTIES = [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3];
/** Without a validation part, so much is held back to choose. */
const HELD_BACK = 0.2;
/** Longest window that is chosen. */
const LONGEST = 700;
/** Most steps ahead with weights of their own; farther ones go on from these. Sums take the square of it. */
const MOST_AHEAD = 1000;

/** @throws StudioError `too-short` at `range` */
export function lessonOf({ history, validation, horizon: asked }: Training, { lookback }: Params): Lesson {
  const x = valuesOf(history, FEWEST, 'range');
  const n = x.length;
  const given = validation >= asked && n - validation >= FEWEST;
  const horizon = Math.max(1, Math.min(asked, MOST_AHEAD, Math.floor((given ? n - validation : n) / 4)));
  const held = given ? validation : Math.max(horizon, Math.round(n * HELD_BACK));
  const fit = n - held;
  const most = Math.max(1, Math.floor((fit - horizon) / 2));
  const lookbacks = lookback > 0 ? [Math.min(lookback, most)] : windowsFor(history.periods ?? [history.period], most);
  return { z: scaled(x, fit), fit, tried: n, all: given ? fit : n, horizon, lookbacks };
}

/** One to four rounds of each season; without one, powers of two. */
function windowsFor(periods: readonly number[], most: number): readonly number[] {
  const seasons = periods.filter((period) => period > 1);
  const rounds =
    seasons.length > 0 ? seasons.flatMap((period) => [1, 2, 3, 4].map((k) => k * period)) : [4, 8, 16, 32, 64];
  const fitting = [...new Set(rounds)].filter((length) => length <= Math.min(most, LONGEST)).sort((a, b) => a - b);
  return fitting.length > 0 ? fitting : [most];
}

/** Mean 0 and variance 1 over the first `n` values: weights do not depend on it, rounding and pools do. */
function scaled(x: Float64Array, n: number): Float64Array {
  const known = x.subarray(0, n);
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  return x.map((value) => (value - mean) / (deviation || 1));
}

/** Learns one series by itself. */
export async function learnAlone(
  lesson: Lesson,
  { penalty }: Params,
  pace: Pace,
): Promise<{ readonly map: LinearMap; readonly choice: Choice }> {
  const candidates = await candidatesOf([lesson], pace);
  const choice = await chooseWindow(candidates, penalty > 0 ? [penalty] : PENALTIES, pace);
  return { map: await solved([lesson], choice, pace), choice };
}

/**
 * Learns one map from all these series, of one horizon and the same windows, and for each series the error it had where it
 * was tried.
 */
export async function learnShared(
  lessons: readonly Lesson[],
  { penalty }: Params,
  pace: Pace,
): Promise<{ readonly map: LinearMap; readonly errors: readonly number[] }> {
  const candidates = await candidatesOf(lessons, pace);
  const choice = await chooseWindow(candidates, penalty > 0 ? [penalty] : PENALTIES, pace);
  const { learned } = candidates.find((one) => one.learned.lookback === choice.lookback) as Candidate;
  const steps = sampledSteps(learned.horizon);
  const weights = solveWindows(learned, choice.penalty, steps);
  const errors: number[] = [];
  for (const lesson of lessons) {
    const tried = sumsOf(lesson, choice.lookback, lesson.fit, lesson.tried);
    errors.push(tried === undefined ? Number.NaN : windowError(tried, weights, steps));
    await pace(lesson.z.length * choice.lookback);
  }
  return { map: await solved(lessons, choice, pace), errors };
}

const sumsOf = ({ z, horizon }: Lesson, lookback: number, from: number, to: number): WindowSums | undefined =>
  windowSums(z, { from, to, lookback, horizon });

async function candidatesOf(lessons: readonly Lesson[], pace: Pace): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  for (const lookback of lessons[0]?.lookbacks ?? []) {
    const learned: WindowSums[] = [];
    const tried: WindowSums[] = [];
    for (const lesson of lessons) {
      const [one, other] = [
        sumsOf(lesson, lookback, 0, lesson.fit),
        sumsOf(lesson, lookback, lesson.fit, lesson.tried),
      ];
      if (one !== undefined && other !== undefined) {
        learned.push(one);
        tried.push(other);
      }
      await pace(lesson.z.length * (lookback + lesson.horizon));
    }
    if (learned.length > 0) candidates.push({ learned: meanSums(learned), tried: meanSums(tried) });
  }
  return candidates;
}

async function solved(lessons: readonly Lesson[], { lookback, penalty }: Choice, pace: Pace): Promise<LinearMap> {
  const learned: WindowSums[] = [];
  for (const lesson of lessons) {
    const sums = sumsOf(lesson, lookback, 0, lesson.all);
    if (sums !== undefined) learned.push(sums);
    await pace(lesson.z.length * (lookback + lesson.horizon));
  }
  const horizon = lessons[0]?.horizon ?? 1;
  const steps = Array.from({ length: horizon }, (_, h) => h);
  return { lookback, horizon, weights: Float32Array.from(solveWindows(meanSums(learned), penalty, steps)) };
}
