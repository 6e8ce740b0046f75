import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Answer, Helper, Helpers } from '../neural/engines/wasm/helpers';

/** Threads of this process for training; they do not keep it alive. */
export const threads: Helpers = { count: availableParallelism(), start };

function start(): Helper {
  const worker = new Worker(new URL('./kernel-thread.mjs', import.meta.url));
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    addEventListener(type, listener: (event: { readonly data: Answer; readonly message?: string }) => void) {
      worker.on(type, (said: Answer & Error) =>
        listener(type === 'message' ? { data: said } : { message: said.message, data: said }),
      );
    },
    terminate: () => void worker.terminate(),
  };
}
