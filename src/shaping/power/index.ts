import { only } from '../only';
import { defineShaper } from '../types';

export const power = defineShaper({
  id: 'power',
  title: 'Logarithm or power',
  summary: 'Evens out swings that grow with the level; forecasts are of the logarithm or power then.',
  params: {
    method: {
      kind: 'choice',
      label: 'Take the',
      initial: 'log',
      options: [
        { value: 'log', label: 'Logarithm' },
        { value: 'box-cox', label: 'Box-Cox power, for values above 0' },
        { value: 'yeo-johnson', label: 'Yeo-Johnson power, for values of either sign' },
      ],
    },
    found: {
      kind: 'flag',
      label: 'Find lambda by likelihood',
      initial: true,
      help: 'For powers: the one that makes the values most like a normal distribution.',
    },
    lambda: {
      kind: 'number',
      label: 'Lambda',
      initial: 0.5,
      min: -5,
      max: 5,
      help: 'For powers, when it is not found.',
    },
    only,
  },
  phrase: ({ method, found, lambda }) => {
    if (method === 'log') return ['take the ', { text: 'logarithm', params: ['method', 'only'] }];
    const name = method === 'box-cox' ? 'Box-Cox' : 'Yeo-Johnson';
    return [
      'take the ',
      { text: `${name} power`, params: ['method', 'only'] },
      ' with ',
      { text: found ? 'lambda found by likelihood' : `lambda ${lambda}`, params: ['found', 'lambda'] },
    ];
  },
  load: () => import('./raised').then((module) => module.raised),
});
