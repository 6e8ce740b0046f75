import { only } from '../only';
import { defineShaper } from '../types';

export const valueRange = defineShaper({
  id: 'value-range',
  title: 'Keep values of a range',
  summary: 'Makes values outside of a range missing, such as readings a sensor cannot have.',
  params: {
    keep: {
      kind: 'choice',
      label: 'Keep',
      initial: 'between',
      options: [
        { value: 'between', label: 'Between' },
        { value: 'least', label: 'At least' },
        { value: 'most', label: 'At most' },
      ],
    },
    low: { kind: 'number', label: 'Least', initial: 0 },
    high: { kind: 'number', label: 'Most', initial: 100 },
    only,
  },
  phrase: ({ keep, low, high }) => [
    'keep values ',
    {
      text: keep === 'between' ? 'between' : keep === 'least' ? 'of at least' : 'of at most',
      params: ['keep', 'only'],
    },
    ' ',
    ...(keep === 'most' ? [] : [{ text: String(low), params: ['low'] }]),
    ...(keep === 'between' ? [' and '] : []),
    ...(keep === 'least' ? [] : [{ text: String(high), params: ['high'] }]),
  ],
  load: () => import('./bounds').then((module) => module.bounds),
});
