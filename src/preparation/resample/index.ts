import { duration } from '../../math/duration';
import { defineTransform } from '../types';

export const resample = defineTransform({
  id: 'resample',
  title: 'Regular grid',
  summary:
    'Puts the points on a regular grid, by the clock of the zone chosen; a bucket without points is a gap. A series that is regular already stays as it is.',
  params: {
    step: {
      kind: 'number',
      label: 'Step',
      initial: 0,
      min: 0,
      unit: 's',
      help: 'The time between two points. 0 takes the commonest step of the series itself.',
    },
    aggregate: {
      kind: 'choice',
      label: 'Several points in one step',
      initial: 'mean',
      options: [
        { value: 'mean', label: 'Mean' },
        { value: 'last', label: 'Last' },
        { value: 'sum', label: 'Sum' },
        { value: 'min', label: 'Smallest' },
        { value: 'max', label: 'Largest' },
      ],
    },
  },
  phrase: ({ step, aggregate }) =>
    step === 0
      ? ['on ', { text: 'its own step', params: ['step', 'aggregate'] }]
      : [
          'take the ',
          { text: aggregate, params: ['aggregate'] },
          ' every ',
          { text: duration(step * 1000), params: ['step'] },
        ],
  load: () => import('./grid').then((module) => module.grid),
});
