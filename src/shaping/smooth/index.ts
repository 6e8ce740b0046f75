import { only } from '../only';
import { defineShaper } from '../types';

const words: Readonly<Record<string, string>> = {
  mean: 'the mean',
  median: 'the median',
  loess: 'a local line (LOESS)',
  savgol: 'a local polynomial (Savitzky-Golay)',
};

export const smooth = defineShaper({
  id: 'smooth',
  title: 'Smooth',
  summary: 'Takes the jitter out; a median also takes out lone spikes.',
  params: {
    method: {
      kind: 'choice',
      label: 'Smooth by',
      initial: 'mean',
      options: [
        { value: 'mean', label: 'Centred moving mean' },
        { value: 'median', label: 'Centred moving median' },
        { value: 'exponential', label: 'Exponential, looking back only' },
        { value: 'loess', label: 'Local lines (LOESS)' },
        { value: 'savgol', label: 'Local polynomials (Savitzky-Golay)' },
      ],
    },
    window: {
      kind: 'number',
      label: 'Window',
      initial: 5,
      min: 3,
      max: 100_001,
      integer: true,
      unit: 'points',
      help: 'Around each point; an even number is taken as the odd one above it.',
    },
    weight: {
      kind: 'number',
      label: 'Weight of the newest',
      initial: 0.3,
      min: 0.001,
      max: 1,
      help: 'For exponential smoothing: 1 smooths nothing.',
    },
    degree: {
      kind: 'number',
      label: 'Degree',
      initial: 2,
      min: 0,
      max: 5,
      integer: true,
      help: 'Of the local polynomials. Must be smaller than the window.',
    },
    only,
  },
  phrase: ({ method, window, weight }) =>
    method === 'exponential'
      ? ['smooth by ', { text: `exponential weights of ${weight}`, params: ['method', 'weight', 'only'] }]
      : [
          'smooth by ',
          { text: words[method] ?? method, params: ['method', ...(method === 'savgol' ? ['degree'] : []), 'only'] },
          ' of ',
          { text: `${window} points`, params: ['window'] },
        ],
  load: () => import('./smoothed').then((module) => module.smoothed),
});
