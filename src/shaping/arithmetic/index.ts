import { defineShaper } from '../types';

export const arithmetic = defineShaper({
  id: 'arithmetic',
  title: 'Arithmetic between series',
  summary: 'Makes a series out of others, such as a difference, a mean or a ratio to yesterday.',
  params: {
    name: { kind: 'text', label: 'Name', initial: 'result', help: 'The name of a series here replaces that one.' },
    expression: {
      kind: 'text',
      label: 'Is',
      initial: '',
      placeholder: '(a + b) / 2',
      help: 'Names of series with + − * / ^ and brackets; names with spaces in `…`. lag(a, 24), diff(a), abs, sqrt, log, exp, min, max, round.',
    },
    keep: { kind: 'flag', label: 'Keep the other series', initial: true },
  },
  phrase: ({ name, expression, keep }) => [
    'work out ',
    { text: expression.trim() === '' ? 'nothing yet' : expression.trim(), params: ['expression'] },
    ' as ',
    { text: name.trim() === '' ? 'a series' : name.trim(), params: ['name'] },
    ...(keep ? [] : [', ', { text: 'and keep only that', params: ['keep'] }]),
  ],
  load: () => import('./counted').then((module) => module.counted),
});
