import { throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { first } from '../frame/frame';
import type { Forecast, Layer, Weights } from '../frame/parts';
import type { Layout } from '../neural/network/layout';
import { predictPlain } from '../neural/network/predict';
import type { TrainState } from '../neural/train/state';
import { sequenceLayout } from './network-layers';
import { networkWeights, type TrainingRecord, trainedBy } from './network-training';
import { timesAfter, valuesOf } from './request';
import { extended, firstOrigin, type Part, type Shape, Viewer, type Views, viewsOf } from './sequence-views';
import { carried, type Scaler, scaled } from './sequence-windows';
import type { FittedForecaster, History } from './types';

/** Everything that networks over sequences have learned. */
export interface Learned {
  readonly shape: Shape;
  readonly layers: readonly Layer[];
  readonly scalers: readonly Scaler[];
  /** Flat, one network after the other. */
  readonly parameters: Float32Array;
  readonly record: TrainingRecord;
}

/** The values of these parts of a history, which add up to it. @throws StudioError where it has none. */
export type PartsOf = (history: History, parts: readonly Part[]) => readonly Float64Array[];

/** Windows forecast between two breaths. */
const CHUNK = 32;

/**
 * Trained networks. They forecast on the host, so the numbers are the same wherever they were trained, they hold nothing
 * on a device, and there is nothing to start.
 * @param partsOf the values of the shape's parts, in its order.
 */
export function fitted(learned: Learned, partsOf: PartsOf): FittedForecaster {
  const layout = sequenceLayout(learned.layers, learned.shape.lookback);
  const viewer = new Viewer(learned.shape);
  return {
    ...trainedBy(learned.record),
    async predict({ histories, horizon }, ctx) {
      const forecasts: Forecast[] = [];
      for (let at = 0; at < histories.length; at += CHUNK) {
        throwIfCancelled(ctx.signal);
        const some = histories.slice(at, at + CHUNK);
        forecasts.push(...together(learned, layout, viewer, partsOf, some, horizon, ctx));
        await breathe();
      }
      return forecasts;
    },
    weights: async () => weightsOf(learned),
    dispose: () => {},
  };
}

/** What the vault keeps; at a checkpoint also what the training needs to go on. */
export const weightsOf = ({ shape, layers, scalers, parameters, record }: Learned, resume?: TrainState): Weights =>
  networkWeights(sequenceLayout(layers, shape.lookback), shape.parts, parameters, { shape, scalers, record }, resume);

function together(
  learned: Learned,
  layout: Layout,
  viewer: Viewer,
  partsOf: PartsOf,
  histories: readonly History[],
  horizon: number,
  ctx: JobContext,
): Forecast[] {
  const { shape } = learned;
  const times = histories.map((history) => timesAfter(history.frame, horizon));
  for (const history of histories) valuesOf(history, firstOrigin(shape) + 1, 'lookback');
  let views = histories.map((history) => viewsOf(partsOf(history, shape.parts), shape.period));
  const sums = histories.flatMap(() => shape.parts.map(() => new Float64Array(horizon)));
  for (let done = 0; done < horizon; done += shape.head) {
    throwIfCancelled(ctx.signal);
    const block = blockAfter(learned, layout, viewer, views);
    const count = Math.min(shape.head, horizon - done);
    for (const [i, parts] of block.entries()) {
      for (const [p, values] of parts.entries())
        (sums[i * shape.parts.length + p] as Float64Array).set(values.subarray(0, count), done);
    }
    if (done + shape.head < horizon)
      views = views.map((view, i) => extended(view, block[i] as Float64Array[], shape.period));
  }
  return histories.map((history, i) => {
    const parts = shape.parts.map((part, p) => ({ part, values: sums[i * shape.parts.length + p] as Float64Array }));
    const point = new Float64Array(horizon);
    for (const { values } of parts)
      for (let h = 0; h < horizon; h++) point[h] = (point[h] as number) + (values[h] as number);
    const forecast = { target: first(history.frame).key, time: times[i] as Float64Array, point, quantiles: [] };
    return parts.length === 1 ? forecast : { ...forecast, parts };
  });
}

/** The next `head` steps of every part of every history. */
function blockAfter(
  { shape, scalers, parameters }: Learned,
  layout: Layout,
  viewer: Viewer,
  views: readonly Views[],
): Float64Array[][] {
  const { lookback, head, parts } = shape;
  const inputs = parts.map(() => new Float32Array(views.length * lookback));
  const seen = new Float64Array(lookback);
  const blocks = views.map((view, i) => {
    const origin = view.surprises.length - 1;
    viewer.look(view, origin);
    return parts.map((part, p) => {
      viewer.input(part, view, origin, seen);
      const scaler = scalers[p] as Scaler;
      for (let t = 0; t < lookback; t++)
        (inputs[p] as Float32Array)[i * lookback + t] = scaled(seen[t] as number, scaler);
      const values = new Float64Array(head);
      viewer.expected(part, view, origin, values);
      for (let h = 0; h < head; h++) {
        values[h] = (values[h] as number) + carried(scaler, part, h, lookback, seen);
      }
      return values;
    });
  });
  for (const [p, input] of inputs.entries()) {
    const { output } = scalers[p] as Scaler;
    if (output === 0) continue;
    const own = parameters.subarray(p * layout.size, (p + 1) * layout.size);
    const learned = predictPlain(layout, own, input, views.length);
    for (const [i, block] of blocks.entries()) {
      const values = block[p] as Float64Array;
      for (let h = 0; h < head; h++) values[h] = (values[h] as number) + output * (learned[i * head + h] as number);
    }
  }
  return blocks;
}
