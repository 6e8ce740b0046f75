import { defineModel } from '../types';

export const instant = defineModel({
  id: 'instant',
  title: 'Seasonal changes',
  summary:
    'Forecasts the change since the same hour of the last day (since the last value, where no season is short enough) from what the series has lately done. Solved at once, and best over many series, which learn from those alike.',
  params: {
    form: {
      kind: 'choice',
      label: 'Told from',
      initial: 'profile',
      options: [
        { value: 'profile', label: 'its usual week' },
        { value: 'level', label: 'the level of each hour' },
      ],
      help: 'What the last hours are held against. Without a season shorter than the horizon it makes no difference.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: ({ form }) => [
    'forecast ',
    {
      text: form === 'level' ? 'seasonal changes, told from the level of each hour' : 'seasonal changes',
      params: ['form'],
    },
  ],
  load: () => import('./changes').then((module) => module.seasonalChangesForecaster),
});
