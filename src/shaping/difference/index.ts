import { only } from '../only';
import { defineShaper } from '../types';

export const difference = defineShaper({
  id: 'difference',
  title: 'Difference',
  summary: 'Takes the change over a few points instead of the level; forecasts are of the change then.',
  params: {
    lag: {
      kind: 'number',
      label: 'Over',
      initial: 1,
      min: 1,
      integer: true,
      unit: 'points',
      help: 'The season’s length takes out the season.',
    },
    season: {
      kind: 'number',
      label: 'And then over',
      initial: 0,
      min: 0,
      integer: true,
      unit: 'points',
      help: 'A second difference of the first one, such as over a season. 0 leaves it.',
    },
    only,
  },
  phrase: ({ lag, season }) => [
    'take the change over ',
    { text: lag === 1 ? 'one point' : `${lag} points`, params: ['lag', 'season', 'only'] },
    ...(season > 0 ? [', and its change over ', { text: `${season} points`, params: ['season'] }] : []),
  ],
  load: () => import('./change').then((module) => module.change),
});
