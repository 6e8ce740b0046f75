import { defineModel } from '../types';

export const prophet = defineModel({
  id: 'prophet',
  title: 'Prophet',
  summary:
    'Draws a trend that bends at change points with smooth seasons on top, as Taylor and Letham’s Prophet. For long series with clear seasons and bends; it does not follow what happened last.',
  params: {
    growth: {
      kind: 'choice',
      label: 'Growth',
      initial: 'linear',
      options: [
        { value: 'linear', label: 'linear' },
        { value: 'logistic', label: 'logistic, up to a cap' },
        { value: 'flat', label: 'none' },
      ],
    },
    cap: {
      kind: 'number',
      label: 'Cap',
      initial: 100,
      help: 'With logistic growth: the value the trend can reach at most, in the units of the series, such as 100 %.',
    },
    floor: {
      kind: 'number',
      label: 'Floor',
      initial: 0,
      help: 'With logistic growth: the value the trend cannot fall below.',
    },
    changePoints: {
      kind: 'number',
      label: 'Change points',
      initial: 25,
      min: 0,
      max: 200,
      integer: true,
      help: 'Places, spread evenly over the first 80 % of the history, where the trend may bend.',
    },
    changePointScale: {
      kind: 'number',
      label: 'Change point prior scale',
      initial: 0.05,
      min: 0.0001,
      max: 100,
      help: 'More lets the trend bend more.',
    },
    seasonMode: {
      kind: 'choice',
      label: 'Seasonality mode',
      initial: 'additive',
      options: [
        { value: 'additive', label: 'added to the trend' },
        { value: 'multiplicative', label: 'grows with the trend' },
      ],
    },
    seasonScale: {
      kind: 'number',
      label: 'Seasonality prior scale',
      initial: 10,
      min: 0.0001,
      max: 1000,
      help: 'Less makes seasons smaller.',
    },
    solver: {
      kind: 'choice',
      label: 'Solver',
      initial: 'own',
      options: [
        { value: 'own', label: 'Gauss-Newton, in milliseconds' },
        { value: 'stan', label: 'Prophet’s own, by Stan' },
      ],
      help: 'Both look for the same curve. Stan loads 2.3 MB, is slower and ends on some series without one.',
    },
    refit: {
      kind: 'flag',
      label: 'Fit anew for every forecast',
      initial: true,
      help: 'Off: the curve that was fitted once goes on, whatever came after it. Quicker where many forecasts are made.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: ({ growth, changePoints }) => [
    'draw ',
    {
      text:
        { flat: 'a Prophet curve without a trend', logistic: 'a Prophet curve up to a cap' }[growth] ??
        'a Prophet curve',
      params: ['growth', 'cap', 'floor', 'seasonMode', 'seasonScale', 'solver', 'refit'],
    },
    ...(growth === 'flat'
      ? []
      : [
          ' with ',
          {
            text: `${changePoints} change ${changePoints === 1 ? 'point' : 'points'}`,
            params: ['changePoints', 'changePointScale'],
          },
        ]),
  ],
  load: () => import('./prophet').then((module) => module.prophetForecaster),
});
