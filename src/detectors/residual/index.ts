import { defineDetector } from '../types';

const sides = { both: 'above or below', high: 'above', low: 'below' } as const;

/** Marks values that lie far from trend + seasons, measured in the usual deviation at that time. */
export const residual = defineDetector({
  id: 'residual',
  title: 'Residual',
  summary:
    'Marks values far from trend and seasons, measured in what is usual at that time of the season. Sound for most series.',
  params: {
    direction: {
      kind: 'choice',
      label: 'Which side',
      initial: 'both',
      options: [
        { value: 'both', label: 'Too high or too low' },
        { value: 'high', label: 'Too high only' },
        { value: 'low', label: 'Too low only' },
      ],
    },
    threshold: {
      kind: 'number',
      label: 'Score that opens a range',
      initial: 50,
      min: 25,
      max: 100,
      help: '25 = minor, 50 = major, 75 = critical. A range closes below half of it; sensitivity finds what is smaller still.',
    },
    minimum: {
      kind: 'number',
      label: 'Shortest range',
      initial: 1,
      min: 1,
      max: 10_000,
      integer: true,
      unit: 'points',
      help: 'Shorter ranges are left out; the scores stay.',
    },
    sensitivity: {
      kind: 'number',
      label: 'Sensitivity',
      initial: 1,
      min: 0.1,
      max: 10,
      unit: '×',
      help: 'Deviations count this many times: 2 finds smaller ones, 0.5 only great ones.',
    },
    width: {
      kind: 'number',
      label: 'Width of the bounds',
      initial: 3,
      min: 0.5,
      max: 20,
      unit: 'deviations',
      help: 'In standard deviations of normal noise; where residuals have heavier tails the bounds lie as much further out.',
    },
    spread: {
      kind: 'choice',
      label: 'What is usual',
      initial: 'local',
      options: [
        { value: 'local', label: 'At that time of the season, and lately' },
        { value: 'global', label: 'Over the whole series' },
      ],
    },
  },
  phrase: (values) => [
    'mark what lies far ',
    { text: sides[values.direction as keyof typeof sides] ?? 'off', params: ['direction', 'width', 'spread'] },
    ' what is typical, from a score of ',
    { text: String(values.threshold), params: ['threshold', 'minimum', 'sensitivity'] },
  ],
  load: () => import('./detector').then((m) => m.residualDetector),
});
