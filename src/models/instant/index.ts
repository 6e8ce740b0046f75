import { defineModel } from '../types';

export const instant = defineModel({
  id: 'instant',
  title: 'Seasonal changes',
  summary:
    'Forecasts how far each hour will lie from the same hour of the last day (from the last value, where no season is short enough), by what the series has lately done. Ready at once: take it when in a hurry.',
  params: {
    form: {
      kind: 'choice',
      label: 'Compared with',
      initial: 'profile',
      options: [
        { value: 'profile', label: 'the weekly profile' },
        { value: 'level', label: 'the level of each hour' },
      ],
      help: 'What the last hours are compared with. Without a season shorter than the horizon it makes no difference.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: ({ form }) => [
    'learn ',
    {
      text: form === 'level' ? 'its seasonal changes against the level of each hour' : 'its seasonal changes',
      params: ['form'],
    },
  ],
  load: () => import('./changes').then((module) => module.seasonalChangesForecaster),
});
