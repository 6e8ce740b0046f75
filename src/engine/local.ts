import { fromFailure } from '../base/errors';
import type { CallOptions, Engine, InputOf, JobTable, OutputOf } from './protocol';
import { runJob } from './table';

/** The same table run in this very thread: for the command line and for tests, no worker needed. */
export function localEngine<Jobs extends JobTable>(jobs: Jobs): Engine<Jobs> {
  const everything = new AbortController();
  return {
    run<K extends keyof Jobs & string>(job: K, input: InputOf<Jobs[K]>, options: CallOptions = {}) {
      const { signal, seed = 1, onProgress } = options;
      const either = signal === undefined ? everything.signal : AbortSignal.any([signal, everything.signal]);
      return new Promise<OutputOf<Jobs[K]>>((resolve, reject) => {
        void runJob(
          jobs,
          job,
          input,
          { seed, signal: either },
          {
            progress: (progress) => onProgress?.(progress),
            result: (output) => resolve(output as OutputOf<Jobs[K]>),
            failure: (failure) => reject(fromFailure(failure)),
          },
        );
      });
    },
    close: () => everything.abort(),
  };
}
