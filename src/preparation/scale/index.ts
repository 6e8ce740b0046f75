import { defineTransform } from '../types';

const words: Readonly<Record<string, string>> = {
  none: 'its own scale',
  standard: 'standard deviations',
  'min-max': 'a range of 0 to 1',
  robust: 'quartile ranges',
};

export const scale = defineTransform({
  id: 'scale',
  title: 'Scale',
  summary: 'Brings the values to a common size so that a network learns well; forecasts are brought back.',
  params: {
    method: {
      kind: 'choice',
      label: 'Scale',
      initial: 'standard',
      options: [
        { value: 'none', label: 'As they are' },
        { value: 'standard', label: 'Standard: mean 0, deviation 1' },
        { value: 'min-max', label: 'Smallest 0, largest 1' },
        { value: 'robust', label: 'Robust: median 0, quartile range 1' },
      ],
      help: 'Robust is for series with outliers.',
    },
  },
  phrase: ({ method }) => ['measured in ', { text: words[method] ?? method, params: ['method'] }],
  load: () => import('./scaler').then((module) => module.scaler),
});
