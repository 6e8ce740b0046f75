import { type WorkerLike, workerEngine } from './client';
import type { Jobs } from './jobs';
import { laneOf } from './lanes';
import type { Engine } from './protocol';

/** The studio's engine: the jobs in module workers, one a lane, started when first needed. The one that draws is a small script. */
export const startEngine = (): Engine<Jobs> =>
  workerEngine<Jobs>(
    (lane) =>
      (lane === 'view'
        ? new Worker(new URL('./view-worker.ts', import.meta.url), { type: 'module', name: 'undertone view' })
        : new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'undertone' })) as WorkerLike,
    laneOf,
  );
