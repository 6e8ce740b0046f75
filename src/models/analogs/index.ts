import { defineModel } from '../types';

export const analogs = defineModel({
  id: 'analogs',
  title: 'Similar days',
  summary:
    'Looks for the six moments of the past most like now and takes the mean of what came after them. Take it when the same patterns come back.',
  params: {
    guide: {
      kind: 'choice',
      label: 'Also alike',
      initial: 'changes',
      options: [
        { value: 'changes', label: 'in what seasonal changes foresee' },
        { value: 'week', label: 'in the week before' },
      ],
      help: 'Besides the days before each moment: that what came after is near another forecast, or that the week before was alike.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: ({ guide }) => [
    'look for ',
    { text: guide === 'week' ? 'similar days of similar weeks' : 'similar days of the past', params: ['guide'] },
  ],
  load: () => import('./similar').then((module) => module.analogForecaster),
});
