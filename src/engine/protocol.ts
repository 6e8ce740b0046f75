import type { Failure } from '../base/errors';
import type { JobContext, Progress } from '../base/job';
import type { Parcel } from './parcels';

/** A table of jobs is the whole protocol: the client's type is inferred from it. */
export type Job<Input, Output> = (input: Input, ctx: JobContext) => Promise<Output>;
// biome-ignore lint/suspicious/noExplicitAny: the base of a table whose members differ; every use infers the member's own types.
export type JobTable = Readonly<Record<string, Job<any, any>>>;

export type InputOf<J> = J extends Job<infer Input, infer _> ? Input : never;
export type OutputOf<J> = J extends Job<infer _, infer Output> ? Output : never;

export type ToWorker =
  | { readonly type: 'call'; readonly id: number; readonly job: string; readonly input: unknown; readonly seed: number }
  | Parcel
  | { readonly type: 'cancel'; readonly id: number };

export type FromWorker =
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'result'; readonly id: number; readonly output: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: Failure };

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly seed?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** Runs the table's jobs somewhere: in a worker, or in this very thread. */
export interface Engine<Jobs extends JobTable> {
  run<K extends keyof Jobs & string>(
    job: K,
    input: InputOf<Jobs[K]>,
    options?: CallOptions,
  ): Promise<OutputOf<Jobs[K]>>;
  /** Stops every lane; running jobs reject with `cancelled`. */
  close(): void;
}
