import { defineModel } from '../types';

export const auto = defineModel({
  id: 'auto',
  title: 'Automatic choice',
  summary:
    'The mean of six to nine forecasters, weighed by how close each came when tried on the end of what is known: seasonal changes, weekly profile, similar days and ridge in several forms; where no season is short enough, the last value, smoothing, Theta, changes and ridge. Take it when you do not know which to take.',
  params: {},
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: () => ['weigh ', { text: 'six to nine forecasters by trials on the past', params: [] }],
  load: () => import('./weigh').then((module) => module.weighedForecaster),
});
