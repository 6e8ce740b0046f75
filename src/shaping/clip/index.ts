import { only } from '../only';
import { defineShaper } from '../types';

export const clip = defineShaper({
  id: 'clip',
  title: 'Clip',
  summary: 'Holds values at a least and a most, so that a few spikes do not rule what is learned.',
  params: {
    by: {
      kind: 'choice',
      label: 'Bounds',
      initial: 'quantiles',
      options: [
        { value: 'quantiles', label: 'As quantiles' },
        { value: 'values', label: 'As values' },
      ],
    },
    lowest: { kind: 'number', label: 'Lower quantile', initial: 0.5, min: 0, max: 100, unit: '%' },
    highest: { kind: 'number', label: 'Upper quantile', initial: 99.5, min: 0, max: 100, unit: '%' },
    low: { kind: 'number', label: 'Least', initial: 0 },
    high: { kind: 'number', label: 'Most', initial: 100 },
    only,
  },
  phrase: ({ by, lowest, highest, low, high }) =>
    by === 'quantiles'
      ? [
          'clip to the ',
          { text: `${lowest} %`, params: ['by', 'lowest', 'only'] },
          ' and ',
          { text: `${highest} %`, params: ['highest'] },
          ' quantiles',
        ]
      : [
          'clip to ',
          { text: String(low), params: ['by', 'low', 'only'] },
          ' and ',
          { text: String(high), params: ['high'] },
        ],
  load: () => import('./clipped').then((module) => module.clipped),
});
