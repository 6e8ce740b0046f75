import { throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { Preference } from '../../neural/backend/backends';
import { initialParameters } from '../../neural/network/initial';
import type { Loss } from '../../neural/train/losses';
import { type OptimiserId, optimisers } from '../../neural/train/optimisers';
import { trainAnywhere } from '../../neural/train/resilient';
import { initialState, type TrainState } from '../../neural/train/state';
import type { Forecaster, Training } from '../types';
import { fitted, type Learned, weightsOf } from './fitted';
import type { Params } from './index';
import { compositeLayout, layersOf } from './network';
import { parse } from './saved';
import { needed, origins, shapeFor, spreadOf } from './shape';
import { Viewer, type Views, viewsOf } from './views';
import { examplesOf, type Scaler, scalersFor, windowsAt } from './windows';

/** Trend, season and residual, each learned by a network of its own, side by side in one training. */
export const compositeForecaster: Forecaster<Params> = {
  async fit(training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const shape = shapeFor(training, params.lookback);
    const views = viewsOf(training.history, shape.period);
    const layers = layersOf(params, shape.head);
    const layout = compositeLayout(layers, shape.lookback);
    const seed = Math.floor(ctx.random() * 2 ** 31);
    const parameters = initialParameters(layout, shape.parts.length, ctx.random);
    const start = { shape, layers, scalers: undefined, parameters, record: {} };
    return learn(start, training, views, params, seed, ctx, 0, undefined);
  },

  async restore(weights) {
    return fitted(parse(weights));
  },

  /**
   * After a stopped training: to its end, with the very losses that would have come without the stop. After a finished
   * one: a third of the epochs at a third of the rate, from the best weights, with scalers as they were.
   */
  async continue(weights, training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const { resume, ...learned } = parse(weights);
    needed(training, learned.shape);
    const views = viewsOf(training.history, learned.shape.period);
    const { finished } = learned.record;
    const done = numberOf(learned.record.epochs);
    const earlier = finished === false ? numberOf(learned.record.earlier) : done;
    const rest =
      earlier > 0 ? { ...params, epochs: Math.ceil(params.epochs / 3), learningRate: params.learningRate / 3 } : params;
    const seed = Math.floor(ctx.random() * 2 ** 31);
    // Under other settings the averages, the schedule and the order of windows would be others: that begins anew.
    const same = JSON.stringify(learned.record.settings) === JSON.stringify(settingsOf(rest));
    const from = finished === false && same ? resume : undefined;
    return learn(learned, training, views, rest, seed, ctx, earlier, from);
  },
};

/** What a training must have in common with one that goes on from its checkpoint. */
const settingsOf = ({ optimiser, loss, batch, windows, epochs, learningRate }: Params) => ({
  optimiser,
  loss,
  batch,
  windows,
  epochs,
  learningRate,
});

const numberOf = (kept: unknown): number => (typeof kept === 'number' && Number.isFinite(kept) ? kept : 0);

/** Milliseconds between two checkpoints: an epoch may take ten. */
const CHECKPOINT_MS = 500;

/** A context whose epochs count on from those of earlier trainings. */
const counting = (ctx: JobContext, earlier: number): JobContext => ({
  ...ctx,
  progress: ({ epoch, ...report }) =>
    ctx.progress({
      ...report,
      ...(epoch && { epoch: { ...epoch, epoch: epoch.epoch + earlier, epochs: epoch.epochs + earlier } }),
    }),
});

/** A composite before (again) learning: scalers are absent the first time. */
type Start = Omit<Learned, 'scalers'> & { readonly scalers: readonly Scaler[] | undefined };

async function learn(
  start: Start,
  training: Training,
  views: Views,
  params: Params,
  seed: number,
  outer: JobContext,
  /** Epochs of trainings that were finished before this one. */
  earlier: number,
  from: TrainState | undefined,
) {
  const ctx = counting(outer, earlier);
  const { shape, layers } = start;
  const layout = compositeLayout(layers, shape.lookback);
  const viewer = new Viewer(shape);
  const { fit, validation } = origins(views.surprises.length, training.validation, shape);
  const fitWindows = windowsAt(viewer, views, shape, fit);
  const scalers = start.scalers ?? scalersFor(fitWindows, shape, spreadOf(views));
  const learned = (parameters: Float32Array, record: Learned['record']): Learned => ({
    shape,
    layers,
    scalers,
    parameters,
    record,
  });
  const optimiser = params.optimiser as OptimiserId;
  const started = ctx.clock();
  const before = from === undefined ? 0 : numberOf(start.record.seconds);
  const seconds = (): number => before + (ctx.clock() - started) / 1000;
  for (const [k, losses] of (from?.history ?? []).entries()) {
    const epoch = { epoch: k + 1, epochs: params.epochs, losses };
    ctx.progress({ phase: 'Going on', done: k + 1, total: params.epochs, unit: 'epochs', epoch });
  }
  const { state, backend } = await trainAnywhere(
    {
      layout,
      parts: shape.parts,
      training: examplesOf(fitWindows, scalers, shape),
      validation: examplesOf(windowsAt(viewer, views, shape, validation), scalers, shape),
      options: {
        epochs: params.epochs,
        batch: params.batch,
        perEpoch: params.windows,
        loss: { id: params.loss } as Loss,
        optimiser,
        learningRate: params.learningRate,
        clip: 1,
        patience: params.patience,
        checkpointMs: CHECKPOINT_MS,
      },
      onCheckpoint: (resume) => {
        const settings = settingsOf(params);
        const record = { epochs: earlier + resume.epoch, earlier, settings, seconds: seconds(), finished: false };
        training.onCheckpoint?.(weightsOf(learned(resume.best, record), resume));
      },
    },
    from ?? initialState(layout, start.parameters, seed, optimisers[optimiser].slots),
    params.backend as Preference,
    ctx,
  );
  const record = {
    backend: backend.id,
    figures: backend.figures,
    epochs: earlier + state.epoch,
    seconds: seconds(),
    finished: true,
    validationLoss: state.bestLoss,
  };
  return fitted(learned(state.best, record));
}
