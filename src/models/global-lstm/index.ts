import type { ParamSchema, ValuesOf } from '../../base/params';
import { networkParams } from '../network-params';
import { defineModel } from '../types';

const params = {
  lookback: {
    kind: 'number',
    label: 'Look back',
    initial: 7,
    min: 1,
    max: 60,
    integer: true,
    unit: 'seasons',
    help: 'How many of the shortest seasons (days, say) the network sees before each forecast; without one, four steps count as a season.',
  },
  units: { ...networkParams.units, initial: 64 },
  layers: {
    kind: 'number',
    label: 'Layers',
    initial: 1,
    min: 1,
    max: 4,
    integer: true,
    help: 'LSTM layers one above the other.',
  },
  seeds: {
    kind: 'number',
    label: 'Networks',
    initial: 4,
    min: 1,
    max: 16,
    integer: true,
    help: 'So many networks learn the same from other beginnings, side by side; the forecast is their mean.',
  },
  dropout: { ...networkParams.dropout, initial: 0.1 },
  noise: {
    kind: 'number',
    label: 'Noise',
    initial: 0,
    min: 0,
    max: 1,
    help: 'What is seen is off by so much at random while learning, in usual changes from day to day.',
  },
  epochs: {
    ...networkParams.epochs,
    initial: 6,
    help: 'Passes over the windows; the weights of the last are averaged.',
  },
  windows: { ...networkParams.windows, initial: 20_000 },
  batch: networkParams.batch,
  learningRate: { ...networkParams.learningRate, initial: 0.004 },
  backend: networkParams.backend,
} as const satisfies ParamSchema;

export type Params = ValuesOf<typeof params>;

export const globalLstm = defineModel({
  id: 'global-lstm',
  title: 'Global LSTM',
  summary:
    'One LSTM network learned from many series at once: each series’ level and seasons are smoothed away first, and the network says how it will stray from them, with a band of its own. It wants dozens of alike series, and even then the automatic choice is often closer; from one series alone it has only that series’ windows to learn from.',
  params,
  wantsParts: false,
  trains: true,
  ownScale: true,
  phrase: ({ units, layers, seeds, lookback }) => [
    'learn all series with one ',
    {
      text: `LSTM of ${units}${layers > 1 ? ` × ${layers}` : ''}`,
      params: ['units', 'layers', 'dropout', 'noise', 'epochs', 'windows', 'batch', 'learningRate', 'backend'],
    },
    ', ',
    { text: seeds === 1 ? 'once' : `${seeds} times over`, params: ['seeds'] },
    ', that looks back ',
    { text: `${lookback} seasons`, params: ['lookback'] },
  ],
  load: () => import('./forecaster').then((module) => module.globalForecaster),
});
