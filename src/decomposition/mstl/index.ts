import type { ParamSchema, ValuesOf } from '../../base/params';
import { defineDecomposer } from '../types';

const params = {
  robust: {
    kind: 'flag',
    label: 'Weigh outliers down',
    initial: false,
    help: 'Spikes stay in the residual instead of bending trend and seasons. Takes several times as long.',
  },
  iterations: {
    kind: 'number',
    label: 'Rounds over the seasons',
    initial: 2,
    min: 1,
    max: 10,
    integer: true,
    help: 'How often each season is refined after the others were taken out.',
  },
} as const satisfies ParamSchema;

export type Params = ValuesOf<typeof params>;

export const mstl = defineDecomposer({
  id: 'mstl',
  title: 'MSTL',
  summary: 'STL for several seasons at once: day and week, or week and year, each drawn and learned apart.',
  params,
  phrase: ({ robust }) => ['split it by ', { text: robust ? 'robust MSTL' : 'MSTL', params: ['robust', 'iterations'] }],
  load: () => import('./split').then((module) => module.splitByMstl),
});
