import { defineTransform } from '../types';

const words: Readonly<Record<string, string>> = {
  none: 'as they are',
  log: 'as logarithms',
  'yeo-johnson': 'through Yeo-Johnson',
};

export const transform = defineTransform({
  id: 'transform',
  title: 'Transform',
  summary: 'Evens out swings that grow with the level, and long tails; forecasts are brought back.',
  params: {
    method: {
      kind: 'choice',
      label: 'Transform',
      initial: 'none',
      options: [
        { value: 'none', label: 'None' },
        { value: 'log', label: 'Logarithm' },
        { value: 'yeo-johnson', label: 'Yeo-Johnson, power found by likelihood' },
      ],
      help: 'Take one when the swings of the series grow with its level.',
    },
  },
  phrase: ({ method }) => ['values ', { text: words[method] ?? method, params: ['method'] }],
  load: () => import('./pointwise').then((module) => module.pointwise),
});
