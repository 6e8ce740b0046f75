import type { Progress } from '../base/job';
import { Parcels, withArrays } from './parcels';
import type { FromWorker, JobTable, ToWorker } from './protocol';
import { buffersOf, runJob } from './table';

/** The two ends a message port has, in a worker, a page and Node alike. */
export interface Port<Out, In> {
  postMessage(message: Out, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: In }) => void): void;
}

/** Milliseconds between two reports of the same phase: kernels can do a thousand steps a second. */
const REPORT_MS = 40;

/** Lets a report through when it says something new or the last one is a while ago. */
function paced(post: (progress: Progress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  let said: Progress | undefined;
  return (progress) => {
    const now = performance.now();
    const { phase, part, epoch, checkpoint, partial, done, total } = progress;
    const end = total > 0 && done >= total;
    const brings = epoch !== undefined || checkpoint !== undefined || partial !== undefined;
    const news = brings || phase !== said?.phase || part !== said.part || end;
    if (!news && now - last < REPORT_MS) return;
    if (checkpoint === undefined) said = progress;
    last = now;
    post(progress);
  };
}

/** Answers calls that come through a port with the jobs of a table. Results are transferred, not copied. */
export function answer(jobs: JobTable, port: Port<FromWorker, ToWorker>): void {
  const running = new Map<number, AbortController>();
  const parcels = new Parcels();
  port.addEventListener('message', ({ data }) => {
    if (data.type === 'parcel') {
      parcels.take(data);
      return;
    }
    const arrays = parcels.collect(data.id);
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
      arrays.length === 0 ? data.input : withArrays(data.input, arrays),
      { seed: data.seed, signal: controller.signal },
      {
        progress: paced((progress) => port.postMessage({ type: 'progress', id, progress }, [])),
        result: (output) => done({ type: 'result', id, output }, buffersOf(output)),
        failure: (failure) => done({ type: 'failure', id, failure }),
      },
    );
  });
}
