/** A function to make small: answers its value at `x` and writes its gradient; infinite or NaN where it has no value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Pairs of steps and gradient changes remembered. */
const MEMORY = 10;
/** Share of the promised decrease a step must bring (Armijo). */
const ENOUGH = 1e-4;

/**
 * A local minimum by limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) with backtracking:
 * steps that lead where there is no value are shortened. Ends when a step gains less than `gain` (`value` itself should be
 * of order 1), when no step gains anything, or after `iterations`.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { gain = 1e-7, iterations = 500 }: { readonly gain?: number; readonly iterations?: number } = {},
): { readonly x: Float64Array; readonly value: number } {
  const n = start.length;
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(x, gradient);
  let pairs: Pair[] = [];
  let small = 0;
  for (let iteration = 0; iteration < iterations; iteration++) {
    let direction = quasiNewton(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs = [];
      direction = quasiNewton(gradient, pairs);
      slope = dot(direction, gradient);
      if (!(slope < 0)) break;
    }
    const next = searched(objective, x, value, direction, slope, pairs.length === 0);
    if (next === undefined) {
      if (pairs.length === 0) break;
      pairs = [];
      continue;
    }
    const step = next.x.map((to, i) => to - (x[i] as number));
    const change = next.gradient.map((to, i) => to - (gradient[i] as number));
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) pairs = [...pairs.slice(1 - MEMORY), { step, change, curvature }];
    small = value - next.value < gain ? small + 1 : 0;
    ({ x, gradient, value } = next);
    if (small === 2) break;
  }
  return { x, value };
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** Minus the gradient times what the pairs know of the inverse curvature: the two-loop recursion. */
function quasiNewton(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const { step, change, curvature } of pairs.toReversed()) {
    const share = dot(step, direction) / curvature;
    shares.push(share);
    add(direction, change, -share);
  }
  const last = pairs.at(-1);
  const scale = last === undefined ? 1 : last.curvature / dot(last.change, last.change);
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale;
  for (const { step, change, curvature } of pairs) {
    const share = (shares.pop() as number) - dot(change, direction) / curvature;
    add(direction, step, share);
  }
  return direction;
}

/** The first point along the direction that is enough lower, with its gradient; undefined where none is. */
function searched(
  objective: Objective,
  from: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
  first: boolean,
): { readonly x: Float64Array; readonly gradient: Float64Array; readonly value: number } | undefined {
  const gradient = new Float64Array(from.length);
  let length = first ? Math.min(1, 0.1 / Math.sqrt(dot(direction, direction))) : 1;
  for (let tries = 0; tries < 30; tries++) {
    const x = from.map((at, i) => at + length * (direction[i] as number));
    const reached = objective(x, gradient);
    if (reached <= value + ENOUGH * length * slope && gradient.every(Number.isFinite))
      return { x, gradient, value: reached };
    const parabola = (-slope * length * length) / (2 * (reached - value - slope * length));
    length = Number.isFinite(parabola) ? Math.min(0.5 * length, Math.max(0.1 * length, parabola)) : 0.2 * length;
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function add(to: Float64Array, values: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (values[i] as number);
}
