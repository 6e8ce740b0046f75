import type { Examples } from '../../neural/train/train';
import type { Part, Shape, Viewer, Views } from './views';

/** How a part's numbers are made small: learned once, from training points only. Plain JSON. */
export interface Scaler {
  readonly center: number;
  readonly input: number;
  /** 0 = what the network would add is nothing, always: the part is constant. */
  readonly output: number;
}

/** Unscaled windows of every origin: inputs [part, origin, lookback], targets [part, origin, head] against `expected`. */
export interface Windows {
  readonly count: number;
  readonly inputs: readonly Float32Array[];
  readonly targets: readonly Float32Array[];
}

/** The windows at these origins. Every origin needs `lookback` points up to it and `head` after it. */
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

/** One scaler for each part, from training windows. A part that does not move gets an output of 0. */
export function scalersFor(windows: Windows, parts: readonly Part[], spread: number): Scaler[] {
  return parts.map((part, p) => {
    const inputs = windows.inputs[p] as Float32Array;
    const center = part === 'seasonal' ? mean(inputs) : 0;
    const least = 1e-9 * spread;
    const input = rms(inputs, center);
    const output = rms(windows.targets[p] as Float32Array, 0);
    return { center, input: input > least ? input : 1, output: output > least ? output : 0 };
  });
}

/** Scaled windows as examples for the networks, part by part. */
export function examplesOf(windows: Windows, scalers: readonly Scaler[], { lookback, head }: Shape): Examples {
  return {
    count: windows.count,
    fill(rows, x, y) {
      for (const [p, scaler] of scalers.entries()) {
        const inputs = windows.inputs[p] as Float32Array;
        const targets = windows.targets[p] as Float32Array;
        for (const [k, row] of rows.entries()) {
          const toX = (p * rows.length + k) * lookback;
          const toY = (p * rows.length + k) * head;
          for (let t = 0; t < lookback; t++) x[toX + t] = scaled(inputs[row * lookback + t] as number, scaler);
          for (let h = 0; h < head; h++) {
            y[toY + h] = scaler.output === 0 ? 0 : (targets[row * head + h] as number) / scaler.output;
          }
        }
      }
    },
  };
}

/** An input on the network's scale, held within ±8 so that a wild point cannot saturate everything. */
export const scaled = (value: number, { center, input }: Scaler): number =>
  Math.max(-8, Math.min(8, (value - center) / input));

const mean = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const rms = (values: Float32Array, center: number): number =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / Math.max(1, values.length));
