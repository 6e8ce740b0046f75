import { defineModel } from '../types';

export const linear = defineModel({
  id: 'linear',
  title: 'Linear on the last window',
  summary:
    'Each step ahead is a sum of the last weeks’ values, with weights learned once from all windows of the history. Quick to forecast; best for long series, above all for many alike.',
  params: {
    lookback: {
      kind: 'number',
      label: 'Window',
      initial: 0,
      min: 0,
      max: 1500,
      integer: true,
      unit: 'steps',
      help: 'How far it looks back. 0: as many seasons as forecast the validation part best.',
    },
    penalty: {
      kind: 'number',
      label: 'Penalty',
      initial: 0,
      min: 0,
      max: 100,
      help: 'Keeps the weights small; more for short or noisy series. 0: whichever forecasts the validation part best.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: ({ lookback }) => [
    'draw ',
    {
      text: lookback === 0 ? 'a linear map of the last window' : `a linear map of the last ${lookback} steps`,
      params: ['lookback', 'penalty'],
    },
  ],
  load: () => import('./window').then((module) => module.linearForecaster),
});
