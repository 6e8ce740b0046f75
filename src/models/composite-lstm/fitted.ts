import { throwIfCancelled } from '../../base/errors';
import { breathe, type JobContext } from '../../base/job';
import { first } from '../../frame/frame';
import type { Forecast, Layer, Weights } from '../../frame/parts';
import type { BackendFigure } from '../../neural/backend/figure';
import { type Layout, toNamed } from '../../neural/network/layout';
import { predictPlain } from '../../neural/network/predict';
import { toKept } from '../../neural/train/kept';
import type { TrainState } from '../../neural/train/state';
import { timesAfter, valuesOf } from '../request';
import type { FittedForecaster, History } from '../types';
import { compositeLayout } from './network';
import { extended, firstOrigin, type Part, type Shape, Viewer, type Views, viewsOf } from './views';
import { carried, type Scaler, scaled } from './windows';

/** Everything a fitted composite is made of. */
export interface Learned {
  readonly shape: Shape;
  readonly layers: readonly Layer[];
  readonly scalers: readonly Scaler[];
  /** Flat, one network after the other. */
  readonly parameters: Float32Array;
  /** What it was trained on and how each backend fared; plain JSON, for people. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** Windows forecast between two breaths. */
const CHUNK = 32;

/**
 * A trained composite. It forecasts on the host, so the numbers are the same wherever it was trained, it holds nothing
 * on a device, and there is nothing to start.
 */
export function fitted(learned: Learned): FittedForecaster {
  const layout = compositeLayout(learned.layers, learned.shape.lookback);
  const viewer = new Viewer(learned.shape);
  const { backend, figures, seconds } = learned.record;
  return {
    ...(typeof backend === 'string' && { backend }),
    ...(isFigures(figures) && { trials: figures }),
    ...(typeof seconds === 'number' && { seconds }),
    async predict({ histories, horizon }, ctx) {
      const forecasts: Forecast[] = [];
      for (let at = 0; at < histories.length; at += CHUNK) {
        throwIfCancelled(ctx.signal);
        forecasts.push(...(await together(learned, layout, viewer, histories.slice(at, at + CHUNK), horizon, ctx)));
        await breathe();
      }
      return forecasts;
    },
    weights: async () => weightsOf(learned),
    dispose: () => {},
  };
}

const isFigures = (value: unknown): value is readonly BackendFigure[] =>
  Array.isArray(value) &&
  value.every(
    (one) =>
      typeof one?.id === 'string' &&
      typeof one.ok === 'boolean' &&
      (one.msPerStep === undefined || Number.isFinite(one.msPerStep)) &&
      (one.reason === undefined || typeof one.reason === 'string'),
  );

/** What the vault keeps of a composite; at a checkpoint also what its training needs to go on. */
export function weightsOf({ shape, layers, scalers, parameters, record }: Learned, resume?: TrainState): Weights {
  const layout = compositeLayout(layers, shape.lookback);
  const kept = resume === undefined ? undefined : toKept(resume);
  return {
    state: { shape, scalers, record, ...(kept !== undefined && { training: kept.training }) },
    tensors: [...toNamed(layout, shape.parts, parameters), ...(kept?.tensors ?? [])],
    networks: shape.parts.map((part) => ({ part, inputShape: layout.inputShape, layers })),
  };
}

async function together(
  learned: Learned,
  layout: Layout,
  viewer: Viewer,
  histories: readonly History[],
  horizon: number,
  ctx: JobContext,
): Promise<Forecast[]> {
  const { shape } = learned;
  const times = histories.map((history) => timesAfter(history.frame, horizon));
  for (const history of histories) valuesOf(history, firstOrigin(shape) + 1, 'lookback');
  let views = histories.map((history) => viewsOf(history, shape.period));
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
      views = views.map((view, i) => extended(view, byPart(shape, block[i] as Float64Array[]), shape.period));
  }
  return histories.map((history, i) => {
    const parts = shape.parts.map((part, p) => ({ part, values: sums[i * shape.parts.length + p] as Float64Array }));
    const point = new Float64Array(horizon);
    for (const { values } of parts)
      for (let h = 0; h < horizon; h++) point[h] = (point[h] as number) + (values[h] as number);
    return { target: first(history.frame).key, time: times[i] as Float64Array, point, quantiles: [], parts };
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

/** A block as the parts it is made of; a part without a network is nothing. */
function byPart({ parts, head }: Shape, block: readonly Float64Array[]): Record<Part, Float64Array> {
  const of = (part: Part): Float64Array => block[parts.indexOf(part)] ?? new Float64Array(head);
  return { trend: of('trend'), seasonal: of('seasonal'), residual: of('residual') };
}
