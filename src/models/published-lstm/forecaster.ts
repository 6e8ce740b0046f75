import { StudioError, throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { extent } from '../../math/stats';
import type { Preference } from '../../neural/backend/backends';
import { initialParameters } from '../../neural/network/initial';
import type { Loss } from '../../neural/train/losses';
import type { OptimiserId } from '../../neural/train/optimisers';
import type { TrainState } from '../../neural/train/state';
import { layersOf } from '../network-layers';
import { earlierEpochs, trainNetworks } from '../network-training';
import { valuesOf } from '../request';
import type { FittedForecaster, Forecaster, Training } from '../types';
import { fitted, type Learned, type Part, partsOf, publishedLayout, weightsOf } from './fitted';
import type { Params } from './index';
import { parse } from './saved';
import { spread, windowsBefore } from './windows';

/** How many times the epochs asked for each part learns, as published. */
const TIMES: Readonly<Record<Part, number>> = { trend: 7, seasonal: 1, residual: 2 };
/** Validation windows looked at after each epoch. */
const VALIDATION_WINDOWS = 256;
/** The published retraining: the last three windows' length, so many epochs, one window at a time. */
const AGAIN = { windows: 3, epochs: 10, batch: 1 };

/**
 * Supralog's composite as its code has it (gregoritoo/UI_Anomaly_Detection, Forecasting/): for each part LSTM with ReLU,
 * dropout, LSTM, dropout, dense with ReLU and one value; the window is one step of `lookback` features, so that nothing recurs;
 * the next value alone is learned, and a forecast goes step by step over its own forecasts. MAPE, Adamax at a steady rate,
 * no clipping, and each part for its own number of epochs.
 *
 * Not as published: the window of a split's edge is not dropped, as no value is missing there; the best weights on points
 * held back are kept, not the last, and all parts stop after `patience` epochs without better ones, where only the trend
 * did, by its training loss; the trend's up to 250 epochs more while its loss is above 2 % are left out.
 */
export const publishedForecaster: Forecaster<Params> = {
  async fit(training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const { lookback } = params;
    needed(training, lookback);
    const season = (training.history.parts?.seasonal.length ?? 0) > 0;
    const parts: readonly Part[] = season ? ['trend', 'seasonal', 'residual'] : ['trend', 'residual'];
    const ranges = partsOf(training.history, parts).map((values) => rangeOf(values));
    const still = 1e-9 * Math.max(...ranges);
    const shape = { parts, lookback, constant: ranges.map((range) => range <= still) };
    const layers = layersOf(params, 1, 'relu');
    const seed = Math.floor(ctx.random() * 2 ** 31);
    const parameters = initialParameters(publishedLayout(layers, shape), parts.length, ctx.random);
    return learn({ shape, layers, parameters, record: {} }, training, params, seed, ctx);
  },

  async restore(weights) {
    return fitted(parse(weights));
  },

  continuesSince: true,

  /** After a stopped training to its end; after a finished one the published retraining, from the best weights. */
  async continue(weights, training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const start = parse(weights);
    needed(training, start.shape.lookback);
    return learn(start, training, params, Math.floor(ctx.random() * 2 ** 31), ctx);
  },
};

/** @throws StudioError `too-short` where no window fits, at `lookback`. */
function needed({ history, validation }: Training, lookback: number): void {
  const points = history.frame.time.length - validation;
  const fewest = lookback + 2;
  if (points < fewest) {
    throw new StudioError(
      'too-short',
      `Looking back ${lookback} steps needs ${fewest} points to learn from; there are ${Math.max(0, points)}.`,
      { next: 'Look back less far, or read a longer time range.', place: 'lookback', value: lookback },
    );
  }
  valuesOf(history, fewest, 'lookback');
}

type Start = Learned & { readonly resume?: TrainState | undefined };

async function learn(
  start: Start,
  training: Training,
  params: Params,
  seed: number,
  ctx: JobContext,
): Promise<FittedForecaster> {
  const { shape, layers } = start;
  const { parts, lookback, constant } = shape;
  const values = partsOf(training.history, parts);
  const points = training.history.frame.time.length;
  const cut = points - training.validation;
  const earlier = earlierEpochs(start.record);
  const again = earlier > 0;
  const limits = parts.map((part, p) =>
    constant[p] === true ? 0 : again ? AGAIN.epochs : TIMES[part] * params.epochs,
  );
  const from = again ? Math.max(lookback, training.since ?? cut - AGAIN.windows * lookback) : lookback;
  const options = {
    epochs: Math.max(1, ...limits),
    limits,
    batch: again ? AGAIN.batch : params.batch,
    perEpoch: Number.MAX_SAFE_INTEGER,
    loss: { id: params.loss } as Loss,
    optimiser: params.optimiser as OptimiserId,
    learningRate: params.learningRate,
    steadyRate: true,
    clip: 0,
    patience: params.patience,
  };
  const learned = (parameters: Float32Array, record: Learned['record']): Learned => ({
    shape,
    layers,
    parameters,
    record,
  });
  const { parameters, record } = await trainNetworks(
    {
      layout: publishedLayout(layers, shape),
      parts,
      training: windowsBefore(spread(from, cut), values, lookback),
      validation: windowsBefore(spread(cut, points, VALIDATION_WINDOWS), values, lookback),
      options,
      backend: params.backend as Preference,
      earlier,
      settings: options,
      onCheckpoint: (best, record, resume) => training.onCheckpoint?.(weightsOf(learned(best, record), resume)),
    },
    { ...start, seed },
    ctx,
  );
  return fitted(learned(parameters, record));
}

function rangeOf(values: Float64Array): number {
  const [least, most] = extent(values);
  return most - least;
}
