import { defineTransform } from '../types';

const words: Readonly<Record<string, string>> = {
  none: 'left open',
  previous: 'filled with the value before',
  linear: 'filled by a straight line',
  seasonal: 'filled by season',
};

export const fill = defineTransform({
  id: 'fill',
  title: 'Fill gaps',
  summary: 'Gives missing points a value, since decompositions and networks cannot skip them.',
  params: {
    method: {
      kind: 'choice',
      label: 'Fill gaps',
      initial: 'seasonal',
      options: [
        { value: 'seasonal', label: 'By season, else by a straight line' },
        { value: 'linear', label: 'By a straight line' },
        { value: 'previous', label: 'With the value before' },
        { value: 'constant', label: 'With a constant' },
        { value: 'none', label: 'Leave them' },
      ],
    },
    period: {
      kind: 'number',
      label: 'Season',
      initial: 0,
      min: 0,
      integer: true,
      unit: 'steps',
      help: 'For filling by season. 0 looks for an hour, a day or a week that repeats.',
    },
    constant: { kind: 'number', label: 'Constant', initial: 0, help: 'For filling with a constant.' },
  },
  phrase: ({ method, constant }) => [
    'gaps ',
    {
      text: words[method] ?? `filled with ${constant}`,
      params: ['method', method === 'constant' ? 'constant' : 'period'],
    },
  ],
  load: () => import('./gaps').then((module) => module.gaps),
});
