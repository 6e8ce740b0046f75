import { only } from '../only';
import { defineShaper } from '../types';

const words: Readonly<Record<string, string>> = {
  none: 'left open',
  previous: 'filled with the value before',
  linear: 'filled by a straight line',
  seasonal: 'filled by season',
};

export const fill = defineShaper({
  id: 'fill',
  title: 'Fill gaps',
  summary: 'Gives missing values one; points that are not there at all need even steps first.',
  params: {
    method: {
      kind: 'choice',
      label: 'Fill gaps',
      initial: 'linear',
      options: [
        { value: 'linear', label: 'By a straight line' },
        { value: 'seasonal', label: 'By season, else by a straight line' },
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
    longest: {
      kind: 'number',
      label: 'Longest gap filled',
      initial: 0,
      min: 0,
      integer: true,
      unit: 'points',
      help: 'Longer gaps stay open. 0 fills all.',
    },
    only,
  },
  phrase: ({ method, constant, longest }) => [
    'gaps ',
    ...(longest > 0 && method !== 'none'
      ? [{ text: longest === 1 ? 'of one point' : `of up to ${longest} points`, params: ['longest'] }, ' ']
      : []),
    {
      text: words[method] ?? `filled with ${constant}`,
      params: [
        'method',
        ...(method === 'constant' ? ['constant'] : method === 'seasonal' ? ['period'] : []),
        'longest',
        'only',
      ],
    },
  ],
  load: () => import('./filled').then((module) => module.filled),
});
