import type { Failure } from '../base/errors';
import type { EpochReport, Progress } from '../base/job';

/** A job's own pace, measured by whoever owns a clock. */
export interface Meter {
  readonly progress: Progress;
  /** Units a second, smoothed; undefined until two reports of one phase have come. */
  readonly rate?: number;
  readonly leftMs?: number;
  /** Losses so far, oldest first. */
  readonly epochs: readonly EpochReport[];
}

/** One execution, as a tagged union: never five fields that must agree. */
export type Run<T> =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly meter?: Meter; readonly previous?: T }
  | { readonly status: 'done'; readonly value: T; readonly seconds: number }
  | { readonly status: 'failed'; readonly failure: Failure; readonly previous?: T };

export const idle: Run<never> = { status: 'idle' };

/** What a run last gave: its value, or the one before while it runs again or after it failed. */
export function latest<T>(run: Run<T>): T | undefined {
  if (run.status === 'done') return run.value;
  return run.status === 'idle' ? undefined : run.previous;
}

/** Keeps pace of a job's reports: an exponentially weighted rate within a phase, and the time left at that rate. */
export function metering(now: () => number): (progress: Progress) => Meter {
  let phase = '';
  let doneBefore = 0;
  let timeBefore = 0;
  let rate: number | undefined;
  let epochs: readonly EpochReport[] = [];
  return (progress) => {
    const time = now();
    if (progress.phase !== phase) {
      phase = progress.phase;
      rate = undefined;
      doneBefore = progress.done;
      timeBefore = time;
    } else if (time - timeBefore >= 200 && progress.done > doneBefore) {
      const fresh = ((progress.done - doneBefore) * 1000) / (time - timeBefore);
      rate = rate === undefined ? fresh : 0.7 * rate + 0.3 * fresh;
      doneBefore = progress.done;
      timeBefore = time;
    }
    const { epoch } = progress;
    if (epoch !== undefined && epoch.epoch !== epochs.at(-1)?.epoch) epochs = [...epochs, epoch];
    const left =
      rate === undefined || progress.total === 0 ? undefined : (1000 * (progress.total - progress.done)) / rate;
    return {
      progress,
      epochs,
      ...(rate !== undefined && { rate }),
      ...(left !== undefined && { leftMs: Math.max(0, left) }),
    };
  };
}
