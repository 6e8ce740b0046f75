import { defineModel } from '../types';

export const ets = defineModel({
  id: 'ets',
  title: 'Exponential smoothing',
  summary:
    'Level, trend and season that follow the series, the newest points counting most (ETS, Holt-Winters). Chooses among fifteen forms by itself; long or several seasons are taken out by MSTL first.',
  params: {
    trend: {
      kind: 'choice',
      label: 'Trend',
      initial: 'auto',
      options: [
        { value: 'auto', label: 'automatic' },
        { value: 'none', label: 'none' },
        { value: 'additive', label: 'goes on' },
        { value: 'damped', label: 'fades' },
      ],
    },
    season: {
      kind: 'choice',
      label: 'Season',
      initial: 'auto',
      options: [
        { value: 'auto', label: 'automatic' },
        { value: 'none', label: 'none' },
        { value: 'additive', label: 'added' },
        { value: 'multiplicative', label: 'grows with the level' },
        { value: 'split', label: 'taken out first (MSTL)' },
      ],
      help: 'Automatic: up to 48 steps it is smoothed along, longer or several seasons are taken out first and put on again.',
    },
    error: {
      kind: 'choice',
      label: 'Errors',
      initial: 'auto',
      options: [
        { value: 'auto', label: 'automatic' },
        { value: 'additive', label: 'alike at every level' },
        { value: 'multiplicative', label: 'grow with the level' },
      ],
      help: 'What grows with the level needs values above 0.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: ({ trend, season, error }) => {
    const set = [trend, season, error].some((value) => value !== 'auto');
    return [
      'model it by ',
      {
        text: set ? 'exponential smoothing of a given form' : 'exponential smoothing',
        params: ['trend', 'season', 'error'],
      },
    ];
  },
  load: () => import('./smoothing').then((module) => module.etsForecaster),
});
