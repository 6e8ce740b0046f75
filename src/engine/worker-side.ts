import type { FromWorker, JobTable, ToWorker } from './protocol';
import { buffersOf, runJob } from './table';

/** The two ends a message port has, in a worker, a page and Node alike. */
export interface Port<Out, In> {
  postMessage(message: Out, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: In }) => void): void;
}

/** Answers calls that come through a port with the jobs of a table. Results are transferred, not copied. */
export function answer(jobs: JobTable, port: Port<FromWorker, ToWorker>): void {
  const running = new Map<number, AbortController>();
  port.addEventListener('message', ({ data }) => {
    if (data.type === 'cancel') {
      running.get(data.id)?.abort();
      return;
    }
    const { id } = data;
    const controller = new AbortController();
    running.set(id, controller);
    const done = (message: FromWorker, transfer: ArrayBuffer[] = []): void => {
      running.delete(id);
      port.postMessage(message, transfer);
    };
    void runJob(
      jobs,
      data.job,
      data.input,
      { seed: data.seed, signal: controller.signal },
      {
        progress: (progress) => port.postMessage({ type: 'progress', id, progress }, []),
        result: (output) => done({ type: 'result', id, output }, buffersOf(output)),
        failure: (failure) => done({ type: 'failure', id, failure }),
      },
    );
  });
}
