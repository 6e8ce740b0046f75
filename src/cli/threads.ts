import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Answer, Helper, Helpers } from '../neural/engines/wasm/helpers';

/** Threads of this process for training; they hold it only while they are asked something. */
export const threads: Helpers = { count: availableParallelism(), start };

function start(): Helper {
  const worker = new Worker(new URL('./kernel-thread.mjs', import.meta.url));
  worker.unref();
  return {
    postMessage(message, transfer) {
      worker.ref();
      worker.postMessage(message, transfer);
    },
    addEventListener(type, listener: (event: { readonly data: Answer; readonly message?: string }) => void) {
      if (type === 'message') {
        worker.on('message', (data: Answer) => {
          if (data.type !== 'pace') worker.unref();
          listener({ data });
        });
      } else {
        const end = (message: string): void => listener({ message, data: { type: 'pace', batches: 0 } });
        worker.on('error', ({ message }) => end(message));
        worker.on('exit', (code) => end(`a thread ended with code ${code}`));
      }
      // Listening holds the process, too.
      worker.unref();
    },
    terminate: () => void worker.terminate(),
  };
}
