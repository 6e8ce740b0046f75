import { cancelled, fromFailure, StudioError } from '../base/errors';
import type { CallOptions, Engine, FromWorker, InputOf, JobTable, OutputOf, ToWorker } from './protocol';

/** What a lane needs of a `Worker`. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  addEventListener(type: 'message', listener: (event: { readonly data: FromWorker }) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: StudioError): void;
  readonly onProgress: CallOptions['onProgress'];
}

/** One worker, started at the first call and started anew after a crash. */
class Lane {
  readonly #start: () => WorkerLike;
  #worker: WorkerLike | undefined;
  #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(start: () => WorkerLike) {
    this.#start = start;
  }

  call(job: string, input: unknown, options: CallOptions): Promise<unknown> {
    const { signal, seed = 1, onProgress } = options;
    if (signal?.aborted === true) return Promise.reject(cancelled());
    const worker = this.#ready();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const cancel = (): void => worker.postMessage({ type: 'cancel', id });
      signal?.addEventListener('abort', cancel, { once: true });
      const settle = (): void => signal?.removeEventListener('abort', cancel);
      this.#waiting.set(id, {
        resolve: (output) => {
          settle();
          resolve(output);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        onProgress,
      });
      try {
        worker.postMessage({ type: 'call', id, job, input, seed });
      } catch (error) {
        this.#waiting
          .get(id)
          ?.reject(new StudioError('internal', `“${job}” was given something that cannot be sent.`, { cause: error }));
        this.#waiting.delete(id);
      }
    });
  }

  close(error: StudioError): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const call of waiting) call.reject(error);
  }

  #ready(): WorkerLike {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#start();
    worker.addEventListener('message', ({ data }) => {
      const call = this.#waiting.get(data.id);
      if (call === undefined) return;
      if (data.type === 'progress') {
        call.onProgress?.(data.progress);
        return;
      }
      this.#waiting.delete(data.id);
      if (data.type === 'result') call.resolve(data.output);
      else call.reject(fromFailure(data.failure));
    });
    const lost = ({ message }: { readonly message?: string }): void => {
      if (this.#worker !== worker) return;
      this.close(
        new StudioError('internal', `The background worker stopped${message ? `: ${message}` : '.'}`, {
          next: 'Try again; it starts anew. If it stops again, the data may be too large for this tab.',
        }),
      );
    };
    worker.addEventListener('error', lost);
    // An answer that cannot be read here, for want of memory: its call would wait for ever.
    worker.addEventListener('messageerror', lost);
    this.#worker = worker;
    return worker;
  }
}

/** An engine whose jobs run in workers: one per lane, so that a long training never delays a zoom. */
export function workerEngine<Jobs extends JobTable>(
  start: () => WorkerLike,
  laneOf: (job: keyof Jobs & string) => string,
): Engine<Jobs> {
  const lanes = new Map<string, Lane>();
  return {
    run<K extends keyof Jobs & string>(job: K, input: InputOf<Jobs[K]>, options: CallOptions = {}) {
      const name = laneOf(job);
      const lane = lanes.get(name) ?? new Lane(start);
      lanes.set(name, lane);
      return lane.call(job, input, options) as Promise<OutputOf<Jobs[K]>>;
    },
    close() {
      for (const lane of lanes.values()) lane.close(cancelled());
    },
  };
}
