import { maskKey } from '../../network/dropout';
import type { Layout } from '../../network/layout';
import { batchesOf } from '../../session/batches';
import type { Engine, Opening, Plan, Rows, Session } from '../../session/session';
import { type Loss, levelsOf, lossOf } from '../../train/losses';
import { optimisers } from '../../train/optimisers';
import { forward } from './network';

/**
 * Networks trained one after the other in plain TypeScript: what every engine is checked against, and what trains where
 * nothing else starts. Sums are in double precision; parameters and averages are rounded to single after each step, so
 * that a training stopped and gone on with is the same to the bit.
 */
export const reference: Engine = { open: async (opening) => openSession(opening) };

function openSession({ layout, groups, first, ...given }: Opening): Session {
  const parameters = given.parameters.slice();
  const slots = given.slots.map((slot) => slot.slice());
  const own = (values: Float32Array, g: number): Float32Array =>
    values.subarray(g * layout.size, (g + 1) * layout.size);
  return {
    async train(rows, plan, pace) {
      const losses = new Float64Array(groups);
      for (const { from, count, index } of batchesOf(rows.count, plan.batch)) {
        for (let g = 0; g < groups; g++) {
          if (!plan.active[g]) continue;
          const keys = layout.layers.map((_, layer) => maskKey(plan.seed, plan.step + index, first + g, layer));
          const { x, y } = examples(rows, groups, g, from, count);
          const run = forward(layout, new Float64Array(own(parameters, g)), x, count, keys);
          const { loss, slope } = measured(run.output, y, plan.loss, layout);
          const weights = { parameters: own(parameters, g), slots: slots.map((slot) => own(slot, g)) };
          const norm = step(weights, run.back(slope), plan, index);
          losses[g] = (losses[g] as number) + (Number.isFinite(norm) ? loss * count : Number.NaN);
        }
        await pace(1);
      }
      return Float32Array.from(losses, (loss) => loss / rows.count);
    },

    async evaluate(rows, loss, batch, pace) {
      const losses = new Float64Array(groups);
      for (const { from, count } of batchesOf(rows.count, batch)) {
        for (let g = 0; g < groups; g++) {
          const { x, y } = examples(rows, groups, g, from, count);
          const { output } = forward(layout, new Float64Array(own(parameters, g)), x, count);
          losses[g] = (losses[g] as number) + measured(output, y, loss, layout).loss * count;
        }
        await pace(1);
      }
      return Float32Array.from(losses, (total) => total / rows.count);
    },

    read: async () => ({ parameters: parameters.slice(), slots: slots.map((slot) => slot.slice()) }),
    dispose: () => {},
  };
}

/** One network's examples of a batch, in double precision. */
function examples(
  rows: Rows,
  groups: number,
  g: number,
  from: number,
  count: number,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const part = (values: Float32Array): Float64Array => {
    const width = values.length / (groups * rows.count);
    const start = (g * rows.count + from) * width;
    return new Float64Array(values.subarray(start, start + count * width));
  };
  return { x: part(rows.x), y: part(rows.y) };
}

/** The mean loss of outputs [rows, outputs], and its gradient. */
function measured(
  output: Float64Array,
  target: Float64Array,
  loss: Loss,
  { outputs }: Layout,
): { readonly loss: number; readonly slope: Float64Array } {
  const levels = levelsOf(loss, outputs);
  const slope = new Float64Array(output.length);
  let total = 0;
  for (const [k, value] of output.entries()) {
    const one = lossOf(loss.id, value, target[k] as number, levels[k % outputs] as number);
    total += one.value;
    slope[k] = one.slope / output.length;
  }
  return { loss: total / output.length, slope };
}

/** One step of the optimiser, in place, after the gradient is clipped by its norm, which is returned. */
function step(
  { parameters, slots: [a, b] }: { readonly parameters: Float32Array; readonly slots: readonly Float32Array[] },
  gradient: Float64Array,
  { optimiser, clip, rates, step: done, weightDecay }: Plan,
  index: number,
): number {
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  const scale = clip > 0 ? Math.min(1, clip / (norm + 1e-12)) : 1;
  const { change } = optimisers[optimiser];
  for (const [k, parameter] of parameters.entries()) {
    const now = { parameter, gradient: scale * (gradient[k] as number), a: a?.[k] ?? 0, b: b?.[k] ?? 0 };
    const after = change(now, done + index + 1, rates[index] as number, weightDecay);
    parameters[k] = parameter - after.change;
    if (a !== undefined) a[k] = after.a;
    if (b !== undefined) b[k] = after.b;
  }
  return norm;
}
