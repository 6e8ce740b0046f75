import {
  add,
  dispose,
  div,
  minimum,
  mul,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tensor3d,
  tidy,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import { maskKey } from '../../network/dropout';
import { batchesOf } from '../../session/batches';
import type { Engine, Opening, Plan, Rows, Session } from '../../session/session';
import { measured } from './losses';
import { forward } from './network';
import { formulas } from './optimisers';

/**
 * Whole training steps composed of the current tfjs backend's operations, for devices without kernels of our own (WebGL)
 * and where those fail. The backend must have been started, and stay current while the session is open.
 */
export const composed: Engine = { open: async (opening) => openSession(opening) };

type Held = { readonly parameters: Tensor2D; readonly slots: Tensor2D[] };

function openSession({ layout, groups, first, ...given }: Opening): Session {
  // Copies: the JavaScript backend computes on the very arrays it is handed.
  const held = (values: Float32Array): Tensor2D => tensor2d(values.slice(), [groups, layout.size]);
  const read = async (tensor: Tensor2D): Promise<Float32Array> => (await tensor.data<'float32'>()).slice();
  let now: Held = { parameters: held(given.parameters), slots: given.slots.map(held) };
  const batch = (rows: Rows, from: number, count: number): { readonly x: Tensor3D; readonly y: Tensor3D } => ({
    x: timeMajor(rows, groups, layout.inputShape, from, count),
    y: targets(rows, groups, layout.outputs, from, count),
  });

  return {
    async train(rows, plan, pace) {
      let totals = zeros([groups]) as Tensor1D;
      const active = tensor2d(plan.active.map(Number), [groups, 1], 'bool');
      try {
        for (const { from, count, index } of batchesOf(rows.count, plan.batch)) {
          const keys = (layer: number): number[] =>
            Array.from({ length: groups }, (_, g) => maskKey(plan.seed, plan.step + index, first + g, layer));
          const next = tidy(() => {
            const { x, y } = batch(rows, from, count);
            const run = forward(layout, now.parameters, x, keys);
            const { loss, slope } = measured(run.output, y, plan.loss);
            const gradient = run.back(slope());
            const norms: Tensor2D = sqrt(sum(square(gradient), 1, true));
            // A gradient that is no number makes the loss none, which by itself may still look like one.
            const known = add(loss, mul(reshape(norms, [groups]), 0));
            return {
              totals: add(totals, mul(known, count)) as Tensor1D,
              ...step(now, gradient, norms, plan, index, active),
            };
          });
          dispose([totals, now.parameters, ...now.slots]);
          totals = next.totals;
          now = next;
          await pace(1);
        }
        return (await totals.data<'float32'>()).map((total) => total / rows.count);
      } finally {
        dispose([totals, active]);
      }
    },

    async evaluate(rows, loss, most, pace) {
      let totals = zeros([groups]) as Tensor1D;
      try {
        for (const { from, count } of batchesOf(rows.count, most)) {
          const next = tidy(() => {
            const { x, y } = batch(rows, from, count);
            const { output } = forward(layout, now.parameters, x);
            return add(totals, mul(measured(output, y, loss).loss, count)) as Tensor1D;
          });
          totals.dispose();
          totals = next;
          await pace(1);
        }
        return (await totals.data<'float32'>()).map((total) => total / rows.count);
      } finally {
        totals.dispose();
      }
    },

    async read() {
      return { parameters: await read(now.parameters), slots: await Promise.all(now.slots.map(read)) };
    },
    dispose: () => dispose([now.parameters, ...now.slots]),
  };
}

/** Inside `tidy`: one step of the optimiser after each gradient is clipped by its norm; what is not active stays. */
function step(
  { parameters, slots }: Held,
  gradient: Tensor2D,
  norms: Tensor2D,
  { optimiser, clip, rates, step: done, weightDecay }: Plan,
  index: number,
  active: Tensor2D,
): Held {
  const scaled: Tensor2D = clip > 0 ? mul(gradient, minimum(1, div(clip, add(norms, 1e-12)))) : gradient;
  const now = { parameters, gradient: scaled, slots };
  const after = formulas[optimiser](now, done + index + 1, rates[index] as number, weightDecay);
  const chosen = (next: Tensor2D, before: Tensor2D): Tensor2D => where(active, next, before);
  return {
    parameters: chosen(sub(parameters, after.change), parameters),
    slots: slots.map((slot, k) => chosen(after.slots[k] ?? slot, slot)),
  };
}

/** Windows of a batch as rows in order of time, [groups, steps · count, features]. */
function timeMajor(
  { x, count: all }: Rows,
  groups: number,
  [steps, features]: readonly [number, number],
  from: number,
  count: number,
): Tensor3D {
  const rows = new Float32Array(groups * steps * count * features);
  let to = 0;
  for (let g = 0; g < groups; g++) {
    for (let t = 0; t < steps; t++) {
      for (let b = 0; b < count; b++) {
        const at = ((g * all + from + b) * steps + t) * features;
        for (let k = 0; k < features; k++) rows[to++] = x[at + k] as number;
      }
    }
  }
  return tensor3d(rows, [groups, steps * count, features]);
}

function targets({ y, count: all }: Rows, groups: number, outputs: number, from: number, count: number): Tensor3D {
  const rows = new Float32Array(groups * count * outputs);
  for (let g = 0; g < groups; g++) {
    const at = (g * all + from) * outputs;
    rows.set(y.subarray(at, at + count * outputs), g * count * outputs);
  }
  return tensor3d(rows, [groups, count, outputs]);
}
