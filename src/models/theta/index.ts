import { defineModel } from '../types';

export const theta = defineModel({
  id: 'theta',
  title: 'Theta',
  summary:
    'Smooths the series without its season and draws it on with half the slope of its whole history. Simple, quick and hard to beat on short series with a trend.',
  params: {
    season: {
      kind: 'choice',
      label: 'Season',
      initial: 'auto',
      options: [
        { value: 'auto', label: 'taken out if it shows' },
        { value: 'always', label: 'always taken out' },
        { value: 'never', label: 'left in' },
      ],
      help: 'It shows when the autocorrelation at the season passes a test at 90 %. Multiplied where all values are above 0, else added.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: ({ season }) => [
    'draw its lines by ',
    { text: season === 'never' ? 'the Theta method, season left in' : 'the Theta method', params: ['season'] },
  ],
  load: () => import('./lines').then((module) => module.thetaLines),
});
