import { cancelled, fromFailure, StudioError } from '../base/errors';
import { sendArrays, withoutArrays } from './parcels';
import type { CallOptions, Engine, FromWorker, InputOf, JobTable, OutputOf, ToWorker } from './protocol';

/** What a lane needs of a `Worker`. */
export interface WorkerLike {
  postMessage(message: ToWorker, transfer?: ArrayBuffer[]): void;
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
      const { rest, arrays } = withoutArrays(input);
      const post = (): void => worker.postMessage({ type: 'call', id, job, input: rest, seed });
      const fail = (error: unknown): void =>
        this.#fail(
          id,
          new StudioError('internal', `“${job}” was given something that cannot be sent.`, { cause: error }),
        );
      if (arrays.length > 0) {
        void this.#send(worker, id, arrays, signal)
          .then((isSent) => isSent && post())
          .catch(fail);
        return;
      }
      try {
        post();
      } catch (error) {
        fail(error);
      }
    });
  }

  /** Sends the big arrays of a call ahead of it. False when the call was cancelled or lost meanwhile. */
  async #send(
    worker: WorkerLike,
    id: number,
    arrays: readonly Float64Array[],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const isWanted = (): boolean => this.#waiting.has(id) && signal?.aborted !== true;
    const isSent = await sendArrays(id, arrays, (parcel, transfer) => worker.postMessage(parcel, transfer), isWanted);
    if (isSent) return true;
    if (this.#waiting.has(id)) {
      // Once more: slices came after the first.
      worker.postMessage({ type: 'cancel', id });
      this.#fail(id, cancelled());
    }
    return false;
  }

  #fail(id: number, error: StudioError): void {
    this.#waiting.get(id)?.reject(error);
    this.#waiting.delete(id);
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
  start: (lane: string) => WorkerLike,
  laneOf: (job: keyof Jobs & string) => string,
): Engine<Jobs> {
  const lanes = new Map<string, Lane>();
  return {
    run<K extends keyof Jobs & string>(job: K, input: InputOf<Jobs[K]>, options: CallOptions = {}) {
      const name = laneOf(job);
      const lane = lanes.get(name) ?? new Lane(() => start(name));
      lanes.set(name, lane);
      return lane.call(job, input, options) as Promise<OutputOf<Jobs[K]>>;
    },
    close() {
      for (const lane of lanes.values()) lane.close(cancelled());
    },
  };
}
