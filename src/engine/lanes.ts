import type { Jobs } from './jobs';

const long: readonly (keyof Jobs)[] = [
  'train',
  'retrain',
  'compareVersions',
  'backtest',
  'search',
  'fleet',
  'forecast',
  'cluster',
  'backends',
];
const drawing: readonly (keyof Jobs)[] = ['hold', 'view', 'facts', 'drop'];

export type LaneName = 'quick' | 'train' | 'view';

/**
 * The lane a job runs in: whatever may hold a device for long goes to `train`, what a chart asks while one zooms to `view`,
 * all else stays quick.
 */
export const laneOf = (job: keyof Jobs): LaneName =>
  long.includes(job) ? 'train' : drawing.includes(job) ? 'view' : 'quick';
