import type { Threshold } from '../../../math/crossing';
import type { Glance } from '../../../pipeline/fleet';

/** What an SVG of `WIDE` by `HIGH` draws of a series: outlines as path data, the threshold as a height. */
export interface SparkPaths {
  readonly history: string;
  readonly middle: string;
  readonly band: string;
  /** Where the forecast begins, from the left. */
  readonly now: number;
  /** From the top; absent = out of sight. */
  readonly threshold?: number;
}

export const WIDE = 200;
export const HIGH = 60;
const PAD = 3;
/** A threshold this many times the series' own range away still comes into sight. */
const REACH = 2;

/**
 * A series and its forecast as paths, on a scale of its own. The threshold widens the scale where it is near; the band never does
 * by more than the series' own range to each side, and is cut off at the edge.
 */
export function sparkPaths(glance: Glance, threshold?: Threshold): SparkPaths {
  const { start, end, until, values, lower, middle, upper } = glance;
  const line = known([...values, ...middle]);
  const [least, most] = [Math.min(...line), Math.max(...line)];
  const range = most - least || Math.abs(most) || 1;
  let [low, high] = [
    Math.min(least, Math.max(least - range, ...known(lower).slice(-1))),
    Math.max(most, Math.min(most + range, ...known(upper).slice(-1))),
  ];
  const near =
    threshold !== undefined && threshold.value > low - REACH * range && threshold.value < high + REACH * range;
  if (near) [low, high] = [Math.min(low, threshold.value), Math.max(high, threshold.value)];
  const whole = until > start ? until - start : 1;
  const x = (time: number): number => (WIDE * (time - start)) / whole;
  const y = (value: number): number => PAD + (HIGH - 2 * PAD) * (1 - (value - low) / (high - low || 1));
  const inside = (value: number): number => Math.min(HIGH, Math.max(0, y(value)));
  const times = (count: number, from: number, to: number): readonly number[] =>
    Array.from({ length: count }, (_, i) => x(from + ((i + 0.5) / count) * (to - from)));
  const ahead = times(middle.length, end, until);
  const edge = (of: Float32Array): readonly (readonly [number, number])[] =>
    Array.from(of, (value, i) => [ahead[i] ?? 0, inside(value)] as const);
  const last = known(values).at(-1);
  const root = last === undefined ? [] : [[x(end), y(last)] as const];
  return {
    history: pathOf(times(values.length, start, end).map((at, i) => [at, y(values[i] as number)] as const)),
    middle: pathOf([...root, ...Array.from(middle, (value, i) => [ahead[i] ?? 0, inside(value)] as const)]),
    band: outlineOf([...root, ...edge(upper), ...edge(lower).toReversed()]),
    now: round(x(end)),
    ...(near && { threshold: round(y(threshold.value)) }),
  };
}

const known = (values: Iterable<number>): readonly number[] => [...values].filter(Number.isFinite);

const round = (value: number): number => Math.round(value * 10) / 10;

/** Points as path data; a missing one lifts the pen. */
function pathOf(points: readonly (readonly [number, number])[]): string {
  let path = '';
  let down = false;
  for (const [x, y] of points) {
    if (Number.isNaN(y)) {
      down = false;
      continue;
    }
    path += `${down ? 'L' : 'M'}${round(x)} ${round(y)}`;
    down = true;
  }
  return path;
}

const outlineOf = (points: readonly (readonly [number, number])[]): string => {
  const path = pathOf(points.filter(([, y]) => !Number.isNaN(y)));
  return path === '' ? '' : `${path}Z`;
};
