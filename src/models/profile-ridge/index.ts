import { defineModel } from '../types';

export const profileRidge = defineModel({
  id: 'profile-ridge',
  title: 'Weekly profile',
  summary:
    'Forecasts the mean of the last five weeks, moment by moment, and how the last deviations from it will fade. Another longest season takes the place of the week; without any, the mean does. Take it when weeks are alike.',
  params: {
    decay: {
      kind: 'number',
      label: 'Forgetting',
      initial: 0.2,
      min: 0,
      max: 0.95,
      help: 'How much less each week further back counts in the weekly profile. 0 = the last five weeks count the same.',
    },
    memory: {
      kind: 'number',
      label: 'Memory',
      initial: 0,
      min: 0,
      unit: 'steps',
      help: 'How deviations fade is learned from the past, where a moment so many steps back counts about a third of the newest. 0 = all history counts the same.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: () => ['learn ', { text: 'the weekly profile and deviations from it', params: ['decay', 'memory'] }],
  load: () => import('./deviations').then((module) => module.profileForecaster),
});
