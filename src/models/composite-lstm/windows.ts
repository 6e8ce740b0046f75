import type { Examples } from '../../neural/train/train';
import type { Part, Shape, Viewer, Views } from './views';

/** How a part's numbers are made small and what needs no network: learned once, from training points. Plain JSON. */
export interface Scaler {
  readonly input: number;
  /** 0 = a network has nothing to add, ever: the part is constant. */
  readonly output: number;
  /** For each step ahead, the share of the surprise at hand that is still there then. */
  readonly carry: readonly number[];
}

/** Unscaled windows of some origins: inputs [part][origin, lookback], targets [part][origin, head] against `expected`. */
export interface Windows {
  readonly count: number;
  readonly inputs: readonly Float32Array[];
  readonly targets: readonly Float32Array[];
}

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
      for (let h = 0; h < head; h++) {
        (targets[p] as Float32Array)[row * head + h] =
          (views.parts[part][origin + h + 1] as number) - (expected[h] as number);
      }
    }
  }
  return { count: origins.length, inputs, targets };
}

/** Which input step `h` ahead is carried from: the last; for a season the one at the same place of the cycle. */
export const carriedFrom = (part: Part, h: number, lookback: number): number =>
  part === 'seasonal' ? Math.min(h, lookback - 1) : lookback - 1;

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
      const row = (k - h) / shape.head;
      const from = inputs[row * shape.lookback + carriedFrom(part, h, shape.lookback)] as number;
      left[k] = (left[k] as number) - (carry[h] as number) * from;
    }
    const input = rms(inputs);
    const output = rms(left);
    return { input: input > least ? input : 1, output: output > least ? output : 0, carry };
  });
}

/** Least squares with a little shrinkage, step by step, held within ±1. */
function carryOf(part: Part, inputs: Float32Array, targets: Float32Array, { lookback, head }: Shape): number[] {
  return Array.from({ length: head }, (_, h) => {
    let both = 0;
    let own = 0;
    for (let row = 0; row * head < targets.length; row++) {
      const from = inputs[row * lookback + carriedFrom(part, h, lookback)] as number;
      both += from * (targets[row * head + h] as number);
      own += from * from;
    }
    return own > 0 ? Math.max(-1, Math.min(1, both / (1.02 * own))) : 0;
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
            const from = inputs[row * lookback + carriedFrom(part, h, lookback)] as number;
            const left = (targets[row * head + h] as number) - (scaler.carry[h] as number) * from;
            y[toY + h] = left / scaler.output;
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
