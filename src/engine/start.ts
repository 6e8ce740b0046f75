import { type WorkerLike, workerEngine } from './client';
import type { Jobs } from './jobs';
import { laneOf } from './lanes';
import type { Engine } from './protocol';

/** The studio's engine: the jobs in module workers, one a lane, started when first needed. */
export const startEngine = (): Engine<Jobs> =>
  workerEngine<Jobs>(
    () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'undertone' }) as WorkerLike,
    laneOf,
  );
