import { defineModel } from '../types';

export const logRidge = defineModel({
  id: 'log-ridge',
  title: 'Ridge on past values',
  summary:
    'Forecasts each step as a sum of past values: those of the last two days and of the same days a week before. Takes logarithms where it can; good for series that repeat closely.',
  params: {
    scale: {
      kind: 'choice',
      label: 'Values',
      initial: 'log',
      options: [
        { value: 'log', label: 'as logarithms' },
        { value: 'plain', label: 'as they are' },
      ],
      help: 'Logarithms suit series whose swings grow with their level; where a value is not above 0 they are left as they are.',
    },
    week: { kind: 'flag', label: 'Look a week back too', initial: true },
    penalty: {
      kind: 'number',
      label: 'Penalty',
      initial: 0.003,
      min: 0,
      max: 10,
      help: 'Keeps the weights of past values small; more for short or noisy series.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: ({ week }) => [
    'fit ',
    {
      text: week ? 'a ridge regression on the last days and the week before' : 'a ridge regression on the last days',
      params: ['scale', 'week', 'penalty'],
    },
  ],
  load: () => import('./past').then((module) => module.ridgeForecaster),
});
