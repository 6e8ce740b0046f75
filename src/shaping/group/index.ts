import { defineShaper } from '../types';

const words: Readonly<Record<string, string>> = {
  mean: 'mean',
  sum: 'sum',
  min: 'smallest',
  max: 'largest',
  median: 'median',
  count: 'number',
};

export const group = defineShaper({
  id: 'group',
  title: 'Group and aggregate',
  summary: 'Makes one series of all that share the values of chosen tags, such as one per region out of its hosts.',
  params: {
    by: {
      kind: 'text',
      label: 'One line per',
      initial: '',
      placeholder: 'region, host',
      help: 'Tags with commas between. Empty makes one line of all series of a field.',
    },
    aggregate: {
      kind: 'choice',
      label: 'At equal times take the',
      initial: 'mean',
      options: Object.entries(words).map(([value, label]) => ({
        value,
        label: value === 'count' ? 'Number of values' : `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
      })),
    },
  },
  phrase: ({ by, aggregate }) => [
    'the ',
    { text: words[aggregate] ?? aggregate, params: ['aggregate'] },
    ' of ',
    { text: by.trim() === '' ? 'all series' : `all series of a ${by.trim()}`, params: ['by'] },
  ],
  load: () => import('./grouped').then((module) => module.grouped),
});
