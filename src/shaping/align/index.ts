import { defineShaper } from '../types';

export const align = defineShaper({
  id: 'align',
  title: 'Align',
  summary: 'Puts all series on the same times, so that they can be compared and counted with point by point.',
  params: {
    times: {
      kind: 'choice',
      label: 'At the times',
      initial: 'union',
      options: [
        { value: 'union', label: 'Of any series' },
        { value: 'intersection', label: 'Of all series' },
      ],
    },
    between: {
      kind: 'choice',
      label: 'Between its points a series',
      initial: 'none',
      options: [
        { value: 'none', label: 'Is missing' },
        { value: 'linear', label: 'Goes straight' },
        { value: 'previous', label: 'Holds the value' },
      ],
    },
  },
  phrase: ({ times, between }) => [
    'align the series at the times of ',
    { text: times === 'union' ? 'any' : 'all', params: ['times'] },
    ' of them',
    ...(times === 'intersection' && between === 'none'
      ? []
      : [
          ', ',
          {
            text: { none: 'gaps', linear: 'straight lines' }[between] ?? 'the value before',
            params: ['between'],
          },
          ' between',
        ]),
  ],
  load: () => import('./aligned').then((module) => module.aligned),
});
