import { zone } from '../moments';
import { defineShaper } from '../types';

export const timeRange = defineShaper({
  id: 'time-range',
  title: 'Keep a time range',
  summary: 'Keeps the points of a time range and drops the others, in every series.',
  params: {
    from: {
      kind: 'text',
      label: 'From',
      initial: '',
      placeholder: '2026-04-01 08:00',
      help: 'Empty begins with the first point.',
    },
    to: {
      kind: 'text',
      label: 'To',
      initial: '',
      placeholder: '2026-04-30',
      help: 'A date alone takes the whole day. Empty ends with the last point.',
    },
    zone,
  },
  phrase: ({ from, to }) =>
    from === '' && to === ''
      ? ['keep ', { text: 'all of the time', params: ['from', 'to', 'zone'] }]
      : [
          'keep ',
          { text: from === '' ? 'the beginning' : `from ${from}`, params: ['from', 'zone'] },
          ' ',
          { text: to === '' ? 'to the end' : `to ${to}`, params: ['to', 'zone'] },
        ],
  load: () => import('./keep').then((module) => module.keep),
});
