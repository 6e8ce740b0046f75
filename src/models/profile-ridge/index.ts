import { defineModel } from '../types';

export const profileRidge = defineModel({
  id: 'profile-ridge',
  title: 'Weekly profile and deviations',
  summary:
    'Forecasts the usual week (the longest season, or the mean without one), and how the last deviations from it will fade. Take it when weeks are alike.',
  params: {
    decay: {
      kind: 'number',
      label: 'Forgetting',
      initial: 0.2,
      min: 0,
      max: 0.95,
      help: 'How much less each week back counts in the usual week: 0 = five weeks alike.',
    },
    memory: {
      kind: 'number',
      label: 'Memory',
      initial: 0,
      min: 0,
      unit: 'steps',
      help: 'In how many steps what is learned of deviations counts a third. 0 = all history alike.',
    },
  },
  wantsParts: false,
  trains: false,
  ownScale: true,
  phrase: () => ['forecast ', { text: 'the usual week and deviations from it', params: ['decay', 'memory'] }],
  load: () => import('./deviations').then((module) => module.profileForecaster),
});
