import type { Examples } from '../neural/train/train';
import type { Part, Shape, Viewer, Views } from './sequence-views';

/** How a part's numbers are made small and what needs no network: learned once, from training points. Plain JSON. */
export interface Scaler {
  readonly input: number;
  /** 0 = a network has nothing to add, ever: the part is constant. */
  readonly output: number;
  /** For each step ahead, the shares of the surprises in `carriedFrom` that will be there again. */
  readonly carry: readonly (readonly number[])[];
}

/** Unscaled windows of some origins: inputs [part][origin, lookback], targets [part][origin, head] against `expected`. */
export interface Windows {
  readonly count: number;
  readonly inputs: readonly Float32Array[];
  readonly targets: readonly Float32Array[];
}

/** How much the squares of what is carried from count too much, so that shares are rather too small. */
const SHRINK = 1.02;

/** The windows at these origins. Every origin needs `head` points after it. */
export function windowsAt(
  viewer: Viewer,
  views: Views,
  { parts, lookback, head }: Shape,
  origins: Int32Array,
): Windows {
  const inputs = parts.map(() => new Float32Array(origins.length * lookback));
  const targets = parts.map(() => new Float32Array(origins.length * head));
  const seen = new Float64Array(lookback);
  const expected = new Float64Array(head);
  for (const [row, origin] of origins.entries()) {
    viewer.look(views, origin);
    for (const [p, part] of parts.entries()) {
      viewer.input(part, views, origin, seen);
      (inputs[p] as Float32Array).set(seen, row * lookback);
      viewer.expected(part, views, origin, expected);
      const values = views.parts[p] as Float64Array;
      for (let h = 0; h < head; h++) {
        (targets[p] as Float32Array)[row * head + h] = (values[origin + h + 1] as number) - (expected[h] as number);
      }
    }
  }
  return { count: origins.length, inputs, targets };
}

/**
 * Which inputs step `h` ahead is carried from: the last one; for residual and series also the one at the same place a window
 * ago (with a window of a day, the same time yesterday); for a season the one at the same place of the cycle.
 */
export function carriedFrom(part: Part, h: number, lookback: number): readonly number[] {
  if (part === 'trend') return [lookback - 1];
  if (part === 'seasonal') return [Math.min(h, lookback - 1)];
  return [lookback - 1, h % lookback];
}

/** What is carried `h` steps ahead from the window that starts at `at` in `inputs`. */
export function carried(
  { carry }: Pick<Scaler, 'carry'>,
  part: Part,
  h: number,
  lookback: number,
  inputs: ArrayLike<number>,
  at = 0,
): number {
  const shares = carry[h] as readonly number[];
  return carriedFrom(part, h, lookback).reduce(
    (sum, from, k) => sum + (shares[k] as number) * (inputs[at + from] as number),
    0,
  );
}

/** One scaler for each part, from training windows. `spread` is what a constant is measured against. */
export function scalersFor(windows: Windows, shape: Shape, spread: number): Scaler[] {
  const least = 1e-9 * spread;
  return shape.parts.map((part, p) => {
    const inputs = windows.inputs[p] as Float32Array;
    const targets = windows.targets[p] as Float32Array;
    const carry = carryOf(part, inputs, targets, shape);
    const left = targets.slice();
    for (let k = 0; k < left.length; k++) {
      const h = k % shape.head;
      const at = ((k - h) / shape.head) * shape.lookback;
      left[k] = (left[k] as number) - carried({ carry }, part, h, shape.lookback, inputs, at);
    }
    const input = rms(inputs);
    const output = rms(left);
    return { input: input > least ? input : 1, output: output > least ? output : 0, carry };
  });
}

/** Least squares with a little shrinkage, step by step, one or two shares each. */
function carryOf(part: Part, inputs: Float32Array, targets: Float32Array, { lookback, head }: Shape): number[][] {
  return Array.from({ length: head }, (_, h) => {
    const [first, second] = carriedFrom(part, h, lookback) as readonly [number, number | undefined];
    let aa = 0;
    let ab = 0;
    let bb = 0;
    let ay = 0;
    let by = 0;
    for (let row = 0; row * head < targets.length; row++) {
      const a = inputs[row * lookback + first] as number;
      const b = second === undefined ? 0 : (inputs[row * lookback + second] as number);
      const y = targets[row * head + h] as number;
      aa += a * a;
      ab += a * b;
      bb += b * b;
      ay += a * y;
      by += b * y;
    }
    if (second === undefined) return [aa > 0 ? ay / (SHRINK * aa) : 0];
    const determinant = SHRINK * aa * SHRINK * bb - ab * ab;
    if (!(determinant > 0)) return [aa > 0 ? ay / (SHRINK * aa) : 0, aa === 0 && bb > 0 ? by / (SHRINK * bb) : 0];
    return [(SHRINK * bb * ay - ab * by) / determinant, (SHRINK * aa * by - ab * ay) / determinant];
  });
}

/** Scaled windows as examples for the networks, part by part. */
export function examplesOf(windows: Windows, scalers: readonly Scaler[], { parts, lookback, head }: Shape): Examples {
  return {
    count: windows.count,
    fill(rows, x, y) {
      for (const [p, part] of parts.entries()) {
        const scaler = scalers[p] as Scaler;
        const inputs = windows.inputs[p] as Float32Array;
        const targets = windows.targets[p] as Float32Array;
        for (const [k, row] of rows.entries()) {
          const toX = (p * rows.length + k) * lookback;
          const toY = (p * rows.length + k) * head;
          for (let t = 0; t < lookback; t++) x[toX + t] = scaled(inputs[row * lookback + t] as number, scaler);
          if (scaler.output === 0) continue;
          for (let h = 0; h < head; h++) {
            const known = carried(scaler, part, h, lookback, inputs, row * lookback);
            y[toY + h] = ((targets[row * head + h] as number) - known) / scaler.output;
          }
        }
      }
    },
  };
}

/** An input on the network's scale, held within ±8 so that a wild point cannot saturate everything. */
export const scaled = (value: number, { input }: Scaler): number => Math.max(-8, Math.min(8, value / input));

const rms = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
