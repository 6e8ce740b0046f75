import type { ValuesOf } from '../../base/params';
import { lookback, networkParams, networkPlaces } from '../network-params';
import { defineModel } from '../types';

const params = { lookback, ...networkParams };

export type Params = ValuesOf<typeof params>;

export const compositeLstm = defineModel({
  id: 'composite-lstm',
  title: 'Composite LSTM',
  summary: 'Trend, season and residual each learned by an LSTM network of its own; the forecast is their sum.',
  params,
  wantsParts: true,
  trains: true,
  phrase: ({ units, lookback }) => [
    'learn each part with an ',
    {
      text: `LSTM of ${units} × 2`,
      params: networkPlaces,
    },
    ' that looks back ',
    { text: `${lookback} steps`, params: ['lookback'] },
  ],
  load: () => import('./forecaster').then((module) => module.compositeForecaster),
});
