import { defineModel } from '../types';

export const seasonalNaive = defineModel({
  id: 'seasonal-naive',
  title: 'Seasonal naive',
  summary: 'Repeats the last season, or the last value where there is none: the baseline every other model must beat.',
  params: {},
  wantsParts: false,
  trains: false,
  phrase: () => [{ text: 'repeat the last season', params: [] }],
  load: () => import('./repeat').then((module) => module.repeatLastSeason),
});
