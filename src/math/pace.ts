import { throwIfCancelled } from '../base/errors';
import { breathe } from '../base/job';

/** Says how many simple operations were just done; resolves at once, or after letting messages in. */
export type Pace = (operations: number) => Promise<void>;

/** About 10 ms of floating-point work on a slow laptop: far below the 50 ms after which a page feels stuck. */
const BETWEEN_BREATHS = 10_000_000;

/**
 * A pace for one job: call it in long loops, so that a cancel can arrive and the thread stays answerable.
 * @throws StudioError `cancelled` (as a rejection) once the signal is aborted.
 */
export function pacer(signal: AbortSignal): Pace {
  let spent = 0;
  throwIfCancelled(signal);
  return async (operations) => {
    spent += operations;
    if (spent < BETWEEN_BREATHS) return;
    spent = 0;
    await breathe();
    throwIfCancelled(signal);
  };
}
