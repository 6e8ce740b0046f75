import type { ParamSchema, ValuesOf } from '../../base/params';
import { lookback, networkParams, networkPlaces } from '../network-params';
import { defineModel } from '../types';

const { windows: _, ...shared } = networkParams;

const params = {
  lookback: {
    ...lookback,
    initial: 168,
    help: 'How many steps the networks see, all at once. The published form sees a week of hours.',
  },
  ...shared,
  units: { ...shared.units, initial: 50 },
  epochs: {
    ...shared.epochs,
    initial: 300,
    max: 700,
    help: 'The most passes of the season’s network; the residual’s learns for twice, the trend’s for seven times as many.',
  },
  patience: { ...shared.patience, initial: 200 },
  batch: { ...shared.batch, initial: 100 },
  loss: { ...shared.loss, initial: 'mape' },
  optimiser: { ...shared.optimiser, initial: 'adamax' },
  learningRate: { ...shared.learningRate, initial: 0.001, help: 'The step size; it stays the same.' },
} as const satisfies ParamSchema;

export type Params = ValuesOf<typeof params>;

export const publishedLstm = defineModel({
  id: 'published-lstm',
  title: 'Composite LSTM as published',
  summary:
    'Supralog’s networks for trend, season and residual, which see the whole window as one step, so their LSTM never recurs: take it to compare.',
  params,
  wantsParts: true,
  trains: true,
  phrase: ({ units, lookback }) => [
    'learn each part with ',
    { text: `Supralog’s network of ${units} × 2`, params: networkPlaces.filter((place) => place !== 'windows') },
    ' that sees ',
    { text: `${lookback} steps at once`, params: ['lookback'] },
  ],
  load: () => import('./forecaster').then((module) => module.publishedForecaster),
});
