import { StudioError, throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { Preference } from '../../neural/backend/backends';
import { initialParameters } from '../../neural/network/initial';
import type { LossId } from '../../neural/train/losses';
import { type OptimiserId, optimisers } from '../../neural/train/optimisers';
import { trainAnywhere } from '../../neural/train/resilient';
import { initialState } from '../../neural/train/state';
import { valuesOf } from '../request';
import type { Forecaster, Training } from '../types';
import { fitted, type Learned, weightsOf } from './fitted';
import type { Params } from './index';
import { compositeLayout, layersOf } from './network';
import { parse } from './saved';
import { firstOrigin, type Part, type Shape, Viewer, type Views, viewsOf } from './views';
import { examplesOf, type Scaler, scalersFor, windowsAt } from './windows';

/** The longest forecast made at once; longer ones go on in blocks. */
const LONGEST_HEAD = 168;
/** Validation windows looked at after each epoch. */
const VALIDATION_WINDOWS = 256;
/** Windows kept ready for training; of longer series, evenly spread ones. */
const MOST_WINDOWS = 20_000;

/** Trend, season and residual, each learned by a network of its own, side by side in one training. */
export const compositeForecaster: Forecaster<Params> = {
  async fit(training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const shape = shapeFor(training, params);
    needed(training, shape);
    const views = viewsOf(training.history, shape.period);
    const layers = layersOf(params, shape.head);
    const layout = compositeLayout(layers, shape.lookback);
    const seed = Math.floor(ctx.random() * 2 ** 31);
    const parameters = initialParameters(layout, shape.parts.length, ctx.random);
    return learn({ shape, layers, scalers: undefined, parameters, record: {} }, training, views, params, seed, ctx);
  },

  async restore(weights) {
    return fitted(parse(weights));
  },

  /** After a finished training: a third of the epochs at a third of the rate. After a stopped one: what was left. */
  async continue(weights, training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const learned = parse(weights);
    needed(training, learned.shape);
    const views = viewsOf(training.history, learned.shape.period);
    const { epochs: done, finished } = learned.record;
    const seed = Math.floor(ctx.random() * 2 ** 31);
    const stopped = finished === false && typeof done === 'number';
    const gentle = stopped
      ? { ...params, epochs: Math.max(1, params.epochs - done) }
      : { ...params, epochs: Math.max(1, Math.ceil(params.epochs / 3)), learningRate: params.learningRate / 3 };
    return learn(learned, training, views, gentle, seed, ctx);
  },
};

/** A composite before (again) learning: scalers are absent the first time. */
type Start = Omit<Learned, 'scalers'> & { readonly scalers: readonly Scaler[] | undefined };

async function learn(start: Start, training: Training, views: Views, params: Params, seed: number, ctx: JobContext) {
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
        training.onCheckpoint?.(weightsOf(learned(best, { epochs: epoch, finished: false }))),
    },
    initialState(layout, start.parameters, seed, optimisers[optimiser].slots),
    params.backend as Preference,
    ctx,
  );
  const record = {
    backend: backend.id,
    figures: backend.figures,
    epochs: state.epoch,
    finished: true,
    validationLoss: state.bestLoss,
  };
  return fitted(learned(state.best, record));
}

/** The networks' sizes for this series. @throws StudioError `too-short`, `bad-input`. */
function shapeFor({ history, horizon, validation }: Training, { lookback }: Params): Shape {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new StudioError('bad-input', 'A forecast needs a horizon of at least one step.', {
      next: 'Choose how far to look ahead.',
      place: 'horizon',
      value: horizon,
    });
  }
  const points = history.frame.time.length - validation;
  const period = Math.max(0, ...(history.parts?.seasonal ?? []).map((season) => season.period));
  const parts: readonly Part[] = period === 0 ? ['trend', 'residual'] : ['trend', 'seasonal', 'residual'];
  // A third of what is left after the first window may be spent on looking ahead.
  const head = Math.max(1, Math.min(horizon, LONGEST_HEAD, Math.floor((points - period - lookback) / 3)));
  const span = Math.max(7, Math.min(period === 0 ? 25 : 2 * Math.floor(0.75 * period) + 1, Math.floor(points / 4)));
  return { parts, lookback, head, period, span };
}

/** @throws StudioError `too-short` where no window fits, at `lookback`. */
function needed({ history, validation }: Training, shape: Shape): void {
  const points = history.frame.time.length - validation;
  const fewest = firstOrigin(shape) + shape.head + 1;
  if (points < fewest) {
    const { lookback, head, period } = shape;
    const after = period === 0 ? '' : ` after a first season of ${period}`;
    throw new StudioError(
      'too-short',
      `Looking back ${lookback} steps${after} to forecast ${head} needs ${fewest} points to learn from; there are ${Math.max(0, points)}.`,
      { next: 'Look back less far, or read a longer time range.', place: 'lookback', value: lookback },
    );
  }
  valuesOf(history, fewest, 'lookback');
}

/** Origins to learn from, whose targets all lie before the validation part, and to validate on, whose targets lie in it. */
function origins(points: number, validation: number, shape: Shape): { fit: Int32Array; validation: Int32Array } {
  const first = firstOrigin(shape);
  const cut = points - validation;
  return {
    fit: spread(first, cut - shape.head - 1, MOST_WINDOWS),
    validation: spread(Math.max(first, cut - 1), points - shape.head - 1, VALIDATION_WINDOWS),
  };
}

/** Whole numbers from `first` to `last`, all or `most` of them evenly spread. */
function spread(first: number, last: number, most: number): Int32Array {
  const all = Math.max(0, last - first + 1);
  const count = Math.min(all, most);
  return Int32Array.from({ length: count }, (_, k) => first + Math.floor((k * all) / count));
}

/** The greatest range of a part: what “constant” is measured against. */
const spreadOf = ({ parts }: Views): number =>
  Math.max(Number.MIN_VALUE, ...Object.values(parts).map((values) => maximum(values) - minimum(values)));
const maximum = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
const minimum = (values: Float64Array): number =>
  values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
