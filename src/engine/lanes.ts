import type { Jobs } from './jobs';

const long: readonly (keyof Jobs)[] = ['train', 'retrain', 'forecast', 'cluster', 'backends'];

/** The lane a job runs in: whatever may hold a device for long goes to `train`, all else stays quick. */
export const laneOf = (job: keyof Jobs): 'quick' | 'train' => (long.includes(job) ? 'train' : 'quick');
