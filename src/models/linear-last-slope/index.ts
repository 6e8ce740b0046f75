import { defineModel } from '../types';

export const linearLastSlope = defineModel({
  id: 'linear-last-slope',
  title: 'Line after the last slope change',
  summary:
    'Draws on the straight line the series has followed since its last jump. Take it when there is a trend and no season.',
  params: {
    severity: {
      kind: 'number',
      label: 'Smallest change',
      initial: 2,
      min: 0,
      max: 100,
      unit: '%',
      help: 'Of the range of the steps between points. Raised by itself until at most one point in ten is a change.',
    },
    shortest: {
      kind: 'number',
      label: 'Shortest line',
      initial: 0,
      min: 0,
      integer: true,
      unit: 'points',
      help: 'A change nearer to the end than this is passed over, so that a few points do not set the slope. 0 = a tenth of the series, 10 points at least.',
    },
  },
  wantsParts: false,
  trains: false,
  phrase: () => ['draw on ', { text: 'the line after its last slope change', params: ['severity', 'shortest'] }],
  load: () => import('./line').then((module) => module.lineAfterLastChange),
});
