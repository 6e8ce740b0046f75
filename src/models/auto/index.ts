import { defineModel } from '../types';

export const auto = defineModel({
  id: 'auto',
  title: 'Automatic choice',
  summary:
    'Tries six to nine forecasters on the end of what is known, weighs each by how far off it was, and takes their mean. The default where nothing is known of a series.',
  params: {},
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: () => ['forecast with ', { text: 'what has done best so far', params: [] }],
  load: () => import('./weigh').then((module) => module.weighedForecaster),
});
