import { throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import type { Preference } from '../neural/backend/backends';
import { initialParameters } from '../neural/network/initial';
import type { Loss } from '../neural/train/losses';
import type { OptimiserId } from '../neural/train/optimisers';
import type { TrainState } from '../neural/train/state';
import { layersOf, sequenceLayout } from './network-layers';
import type { NetworkParams } from './network-params';
import { earlierEpochs, trainNetworks } from './network-training';
import { fitted, type Learned, type PartsOf, weightsOf } from './sequence-fitted';
import { parse } from './sequence-saved';
import { needed, origins, shapeFor, spreadOf } from './sequence-shape';
import { type Part, Viewer, viewsOf } from './sequence-views';
import { examplesOf, type Scaler, scalersFor, windowsAt } from './sequence-windows';
import type { FittedForecaster, Forecaster, History, Training } from './types';

/** What a member with networks over sequences decides: which parts they learn, and against which season. */
export interface Sequences<P> {
  /** The member's name in the middle of a sentence. */
  readonly title: string;
  /** Every part it may learn. */
  readonly known: readonly Part[];
  /** The parts of this history, and the season in steps that values are compared with, 0 = none. */
  plan(history: History, params: P): { readonly parts: readonly Part[]; readonly period: number };
  readonly partsOf: PartsOf;
}

/**
 * A forecaster whose networks, one for each part, read a window as a sequence of steps and say the next steps at once.
 * All learn side by side in one training.
 */
export const sequenceForecaster = <P extends NetworkParams & { readonly lookback: number }>(
  sequences: Sequences<P>,
): Forecaster<P> => ({
  async fit(training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const { parts, period } = sequences.plan(training.history, params);
    const shape = shapeFor(training, parts, period, params.lookback);
    const layers = layersOf(params, shape.head);
    const layout = sequenceLayout(layers, shape.lookback);
    const seed = Math.floor(ctx.random() * 2 ** 31);
    const parameters = initialParameters(layout, shape.parts.length, ctx.random);
    return learn(sequences, { shape, layers, scalers: undefined, parameters, record: {} }, training, params, seed, ctx);
  },

  async restore(weights) {
    return fitted(parse(weights, sequences.known, sequences.title), sequences.partsOf);
  },

  continuesSince: true,

  /**
   * After a stopped training: to its end, with the very losses that would have come without the stop. After a finished
   * one: a third of the epochs at a third of the rate, from the best weights, with scalers as they were.
   */
  async continue(weights, training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const start = parse(weights, sequences.known, sequences.title);
    needed(training, start.shape);
    const rest =
      earlierEpochs(start.record) > 0
        ? { ...params, epochs: Math.ceil(params.epochs / 3), learningRate: params.learningRate / 3 }
        : params;
    const seed = Math.floor(ctx.random() * 2 ** 31);
    return learn(sequences, start, training, rest, seed, ctx);
  },
});

/** What a training must have in common with one that goes on from its checkpoint. */
const settingsOf = ({ optimiser, loss, batch, windows, epochs, learningRate }: NetworkParams) => ({
  optimiser,
  loss,
  batch,
  windows,
  epochs,
  learningRate,
});

/** Networks before they learn (again): scalers are absent the first time. */
type Start = Omit<Learned, 'scalers'> & {
  readonly scalers: readonly Scaler[] | undefined;
  readonly resume?: TrainState | undefined;
};

async function learn<P>(
  { partsOf }: Sequences<P>,
  start: Start,
  training: Training,
  params: NetworkParams,
  seed: number,
  ctx: JobContext,
): Promise<FittedForecaster> {
  const { shape, layers } = start;
  const views = viewsOf(partsOf(training.history, shape.parts), shape.period);
  const viewer = new Viewer(shape);
  const { fit, validation } = origins(views.surprises.length, training.validation, shape, training.since);
  const fitWindows = windowsAt(viewer, views, shape, fit);
  const scalers = start.scalers ?? scalersFor(fitWindows, shape, spreadOf(views));
  const learned = (parameters: Float32Array, record: Learned['record']): Learned => ({
    shape,
    layers,
    scalers,
    parameters,
    record,
  });
  const { parameters, record } = await trainNetworks(
    {
      layout: sequenceLayout(layers, shape.lookback),
      parts: shape.parts,
      training: examplesOf(fitWindows, scalers, shape),
      validation: examplesOf(windowsAt(viewer, views, shape, validation), scalers, shape),
      options: {
        epochs: params.epochs,
        batch: params.batch,
        perEpoch: params.windows,
        loss: { id: params.loss } as Loss,
        optimiser: params.optimiser as OptimiserId,
        learningRate: params.learningRate,
        clip: 1,
        patience: params.patience,
      },
      backend: params.backend as Preference,
      earlier: earlierEpochs(start.record),
      settings: settingsOf(params),
      onCheckpoint: (best, record, resume) => training.onCheckpoint?.(weightsOf(learned(best, record), resume)),
    },
    { ...start, seed },
    ctx,
  );
  return fitted(learned(parameters, record), partsOf);
}
