import type { ParamSchema, ValuesOf } from '../../base/params';
import { defineDecomposer } from '../types';

const params = {
  model: {
    kind: 'choice',
    label: 'Model',
    initial: 'additive',
    options: [
      { value: 'additive', label: 'Additive: parts are summed' },
      { value: 'multiplicative', label: 'Multiplicative: the season grows with the level' },
    ],
  },
} as const satisfies ParamSchema;

export type Params = ValuesOf<typeof params>;

export const classical = defineDecomposer({
  id: 'classical',
  title: 'Classical',
  summary: 'Moving average and mean season, the textbook split: quick and easy to explain; the season never changes.',
  params,
  phrase: ({ model }) => [
    'split it by ',
    {
      text: `${model === 'multiplicative' ? 'multiplicative' : 'additive'} moving averages`,
      params: ['model'],
    },
  ],
  load: () => import('./split').then((module) => module.splitClassically),
});
