import { zone } from '../moments';
import { only } from '../only';
import { defineShaper } from '../types';

export const exclude = defineShaper({
  id: 'exclude',
  title: 'Leave out bad periods',
  summary:
    'Values of dated periods, holidays or hours of the week count as missing; gaps are filled by season before a model learns.',
  params: {
    periods: {
      kind: 'text',
      label: 'Periods',
      initial: '',
      placeholder: '2026-04-03; 2026-05-01 08:00 to 2026-05-01 12:00',
      help: 'With semicolons between. A date alone is the whole day.',
    },
    days: {
      kind: 'text',
      label: 'Days of the week',
      initial: '',
      placeholder: 'Sat, Sun',
      help: 'Every one of these days.',
    },
    hours: {
      kind: 'text',
      label: 'Hours of the day',
      initial: '',
      placeholder: '22:00 to 06:00',
      help: 'On those days, or on every day when none is named.',
    },
    zone,
    only,
  },
  phrase: ({ periods, days, hours }) => {
    const dated = periods.split(/[;\n]/).filter((text) => text.trim() !== '');
    const rule = [days.trim() === '' ? '' : `every ${days.trim()}`, hours.trim()]
      .filter((text) => text !== '')
      .join(' ');
    const one = dated.length === 1 ? (dated[0] ?? '').trim() : `${dated.length} periods`;
    const open = ['only', 'zone'];
    return [
      'leave out ',
      ...(dated.length > 0 ? [{ text: one, params: ['periods', ...open] }] : []),
      ...(dated.length > 0 && rule !== '' ? [' and '] : []),
      ...(rule !== '' ? [{ text: rule, params: ['days', 'hours', ...open] }] : []),
      ...(dated.length === 0 && rule === ''
        ? [{ text: 'nothing yet', params: ['periods', 'days', 'hours', ...open] }]
        : []),
    ];
  },
  load: () => import('./excluded').then((module) => module.excluded),
});
