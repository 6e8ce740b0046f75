import { cancelled, type Failure, toFailure } from '../base/errors';
import type { JobContext, Progress } from '../base/job';
import { seeded } from '../base/random';
import type { JobTable } from './protocol';

/** How a call ends, and what it says on its way. */
export interface CallEvents {
  progress(progress: Progress): void;
  result(output: unknown): void;
  failure(failure: Failure): void;
}

/** Runs one job of a table to its end. Never throws: every call settles as a result or a failure. */
export async function runJob(
  jobs: JobTable,
  name: string,
  input: unknown,
  options: { readonly seed: number; readonly signal: AbortSignal },
  events: CallEvents,
): Promise<void> {
  const ctx: JobContext = {
    signal: options.signal,
    random: seeded(options.seed),
    clock: () => performance.now(),
    progress: events.progress,
  };
  try {
    const job = jobs[name];
    if (job === undefined) throw new Error(`no such job: ${name}`);
    const output = await job(input, ctx);
    if (options.signal.aborted) throw cancelled();
    events.result(output);
  } catch (error) {
    events.failure(toFailure(options.signal.aborted ? cancelled() : error));
  }
}

/** The buffers inside a plain value, to be moved across a border instead of copied. Shared buffers are listed once. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const walk = (part: unknown): void => {
    if (part === null || typeof part !== 'object' || part instanceof Blob) return;
    if (ArrayBuffer.isView(part)) {
      if (part.buffer instanceof ArrayBuffer) found.add(part.buffer);
    } else if (part instanceof ArrayBuffer) found.add(part);
    else for (const inner of Object.values(part)) walk(inner);
  };
  walk(value);
  return [...found];
}
