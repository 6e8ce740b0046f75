import { defineModel } from '../types';

export const drift = defineModel({
  id: 'drift',
  title: 'Drift',
  summary:
    'Repeats the last season (the last value, where there is none) and goes on growing by what a season has added on average so far.',
  params: {},
  wantsParts: false,
  trains: false,
  phrase: () => [{ text: 'repeat the last season and let it drift on', params: [] }],
  load: () => import('./walk').then((module) => module.walkWithDrift),
});
