import type { ParamSchema, ValuesOf } from '../../base/params';
import { defineDecomposer } from '../types';

const params = {
  robust: {
    kind: 'flag',
    label: 'Weigh outliers down',
    initial: false,
    help: 'Spikes stay in the residual instead of bending trend and season. Takes about three times as long or more.',
  },
  seasonal: {
    kind: 'number',
    label: 'Seasonal smoother',
    initial: 7,
    min: 3,
    max: 999,
    integer: true,
    unit: 'cycles',
    help: 'How many cycles one seasonal value looks at; more means a steadier season. Even numbers count one up.',
  },
  trend: {
    kind: 'number',
    label: 'Trend smoother',
    initial: 0,
    min: 0,
    max: 1_000_000,
    integer: true,
    unit: 'steps',
    help: 'How many steps the trend looks at, above the season’s length. 0 = about one and a half to two cycles.',
  },
  inner: {
    kind: 'number',
    label: 'Passes',
    initial: 0,
    min: 0,
    max: 50,
    integer: true,
    help: 'Passes of seasonal, then trend, in each round. 0 = automatic: 5, or 2 when outliers are weighed down.',
  },
  outer: {
    kind: 'number',
    label: 'Outlier rounds',
    initial: 0,
    min: 0,
    max: 50,
    integer: true,
    help: 'Rounds of weighing outliers down. 0 = automatic: 15 when that is on, none otherwise.',
  },
} as const satisfies ParamSchema;

export type Params = ValuesOf<typeof params>;

export const stl = defineDecomposer({
  id: 'stl',
  title: 'STL',
  summary: 'Seasonal-trend split by loess: the season may change slowly over time. The sound choice for most series.',
  params,
  phrase: ({ robust }) => [
    'split it by ',
    { text: robust ? 'robust STL' : 'STL', params: ['robust', 'seasonal', 'trend', 'inner', 'outer'] },
  ],
  load: () => import('./split').then((module) => module.splitByStl),
});
