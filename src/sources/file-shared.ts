import { cancelled, throwIfCancelled } from '../base/errors';
import type { JobContext, Progress } from '../base/job';

interface Shared<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  /** Where each that waits wants its reports. */
  readonly waiting: Set<(report: Progress) => void>;
}

/**
 * Jobs of which one at a time runs under a key: who asks for one that is under way waits for it with the others. A cancel
 * ends the wait of one alone, and the job once nobody waits any longer.
 */
export class SharedJobs<T> {
  private readonly running = new Map<string, Shared<T>>();

  async join(key: string, ctx: JobContext, run: (ctx: JobContext) => Promise<T>): Promise<T> {
    throwIfCancelled(ctx.signal);
    const job = this.running.get(key) ?? this.start(key, ctx, run);
    const progress = (report: Progress): void => ctx.progress(report);
    job.waiting.add(progress);
    let leave = (): void => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(cancelled());
    });
    ctx.signal.addEventListener('abort', leave);
    try {
      return await Promise.race([job.result, left]);
    } finally {
      ctx.signal.removeEventListener('abort', leave);
      job.waiting.delete(progress);
      if (job.waiting.size === 0) {
        // Who comes from now on is not to share its end.
        if (this.running.get(key) === job) this.running.delete(key);
        job.stop.abort();
      }
    }
  }

  private start(key: string, ctx: JobContext, run: (ctx: JobContext) => Promise<T>): Shared<T> {
    const stop = new AbortController();
    const waiting = new Set<(report: Progress) => void>();
    const progress = (report: Progress): void => {
      for (const one of waiting) one(report);
    };
    const job = { result: run({ ...ctx, signal: stop.signal, progress }), stop, waiting };
    this.running.set(key, job);
    return job;
  }
}
