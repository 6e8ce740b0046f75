import { throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { Preference } from '../../neural/backend/backends';
import { initialParameters } from '../../neural/network/initial';
import type { LossId } from '../../neural/train/losses';
import { type OptimiserId, optimisers } from '../../neural/train/optimisers';
import { trainAnywhere } from '../../neural/train/resilient';
import { initialState } from '../../neural/train/state';
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
    return learn({ shape, layers, scalers: undefined, parameters, record: {} }, training, views, params, seed, ctx, {
      done: 0,
      earlier: 0,
    });
  },

  async restore(weights) {
    return fitted(parse(weights));
  },

  /**
   * After a stopped training: the epochs that were left of it. After a finished one: a third of the epochs at a third of
   * the rate. Both begin from the best weights so far with scalers as they were, but with the optimiser's averages empty,
   * the rate's rise and fall anew over these epochs and patience at nought: so what is stopped and goes on is not to the
   * bit what would have come without the stop. The same weights, history and seed always go on to the bit the same.
   */
  async continue(weights, training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const learned = parse(weights);
    needed(training, learned.shape);
    const views = viewsOf(training.history, learned.shape.period);
    const { finished } = learned.record;
    const done = epochsOf(learned.record.epochs);
    const earlier = finished === false ? epochsOf(learned.record.earlier) : done;
    const anew = finished !== false || earlier > 0;
    const planned = anew ? Math.ceil(params.epochs / 3) : params.epochs;
    const rest = {
      ...params,
      epochs: Math.max(1, earlier + planned - done),
      learningRate: anew ? params.learningRate / 3 : params.learningRate,
    };
    const seed = Math.floor(ctx.random() * 2 ** 31);
    return learn(learned, training, views, rest, seed, counting(ctx, done), { done, earlier });
  },
};

const epochsOf = (kept: unknown): number => (typeof kept === 'number' ? kept : 0);

/** Epochs done before this training, and those of them that belong to trainings which were finished. */
interface Before {
  readonly done: number;
  readonly earlier: number;
}

/** A context whose epochs count on from those already done. */
const counting = (ctx: JobContext, done: number): JobContext => ({
  ...ctx,
  progress: ({ epoch, ...report }) =>
    ctx.progress({
      ...report,
      ...(epoch && { epoch: { ...epoch, epoch: epoch.epoch + done, epochs: epoch.epochs + done } }),
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
  ctx: JobContext,
  { done, earlier }: Before,
) {
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
        loss: params.loss as LossId,
        optimiser,
        learningRate: params.learningRate,
        clip: 1,
        patience: params.patience,
      },
      onCheckpoint: ({ best, epoch }) =>
        training.onCheckpoint?.(weightsOf(learned(best, { epochs: done + epoch, earlier, finished: false }))),
    },
    initialState(layout, start.parameters, seed, optimisers[optimiser].slots),
    params.backend as Preference,
    ctx,
  );
  const record = {
    backend: backend.id,
    figures: backend.figures,
    epochs: done + state.epoch,
    finished: true,
    validationLoss: state.bestLoss,
  };
  return fitted(learned(state.best, record));
}
