import type { ParamSchema, ValuesOf } from '../../base/params';
import { lookback, networkParams, networkPlaces } from '../network-params';
import { defineModel } from '../types';

const params = {
  lookback,
  sees: {
    kind: 'choice',
    label: 'Learns',
    initial: 'values',
    options: [
      { value: 'values', label: 'The values as they are' },
      { value: 'surprises', label: 'What differs from the last seasons' },
    ],
    help: 'What differs from the last seasons is what the composite’s networks see, too.',
  },
  ...networkParams,
} as const satisfies ParamSchema;

export type Params = ValuesOf<typeof params>;

export const rawLstm = defineModel({
  id: 'raw-lstm',
  title: 'Raw LSTM',
  summary: 'One LSTM network straight on the series, without splitting it: take it to see what the split is worth.',
  params,
  wantsParts: false,
  trains: true,
  phrase: ({ sees, units, lookback }) => [
    'learn ',
    { text: sees === 'values' ? 'the values as they are' : 'what differs from the last seasons', params: ['sees'] },
    ' with an ',
    { text: `LSTM of ${units} × 2`, params: networkPlaces },
    ' that looks back ',
    { text: `${lookback} steps`, params: ['lookback'] },
  ],
  load: () => import('./forecaster').then((module) => module.rawForecaster),
});
