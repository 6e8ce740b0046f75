import { duration } from '../../math/duration';
import { only } from '../only';
import { defineShaper } from '../types';

const words: Readonly<Record<string, string>> = {
  mean: 'mean',
  sum: 'sum',
  min: 'smallest value',
  max: 'largest value',
  first: 'first value',
  last: 'last value',
  count: 'number of values',
};

export const resample = defineShaper({
  id: 'resample',
  title: 'Resample',
  summary: 'Puts the points on even steps from the epoch in UTC; a step without points is a gap.',
  params: {
    step: {
      kind: 'number',
      label: 'Step',
      initial: 0,
      min: 0,
      unit: 's',
      help: 'The time between two points. 0 takes the commonest step of each series.',
    },
    aggregate: {
      kind: 'choice',
      label: 'Of several points in one step take the',
      initial: 'mean',
      options: Object.entries(words).map(([value, label]) => ({
        value,
        label: `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
      })),
    },
    only,
  },
  phrase: ({ step, aggregate }) => [
    'take the ',
    { text: words[aggregate] ?? aggregate, params: ['aggregate', 'only'] },
    ' ',
    { text: step === 0 ? 'on its own even step' : `every ${duration(step * 1000)}`, params: ['step'] },
  ],
  load: () => import('./even').then((module) => module.even),
});
