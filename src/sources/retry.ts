import { cancelled, StudioError, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';

/** How long a request waits in all for a server that is too busy, and a slice for one that went away, before it gives up. */
const PATIENCE_MS = 60_000;
const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** Why a try is worth another. */
export interface Hitch {
  /** In words that follow “Waiting for the server: ”. */
  readonly why: string;
  /** How long the server asked to be left alone, where that can be read. */
  readonly waitMs?: number;
}

const BUSY: Readonly<Record<number, string>> = {
  429: 'asked too often',
  502: 'the proxy in front of it gets no answer',
  503: 'it is too busy',
  504: 'the proxy in front of it gets no answer in time',
};

/**
 * What an answer's status says about trying again, or undefined when trying again would not help. `Retry-After` is in
 * seconds or a date (told from the answer's own `Date`, since clocks differ); 2.x does not show it to pages.
 */
export function hitchOf(status: number, header: (name: string) => string | null): Hitch | undefined {
  const why = BUSY[status];
  if (why === undefined) return undefined;
  const text = header('Retry-After')?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - Date.parse(header('Date') ?? '');
  return Number.isFinite(ms) && ms > 0 ? { why, waitMs: ms } : { why };
}

/**
 * What is left of the will to try again: waits double from half a second to ten, a minute in all. Every request has its own,
 * and so has every slice of a read: a long read may wait longer than that.
 */
export class Patience {
  private left = PATIENCE_MS;
  private tries = 0;

  /** How long to wait before the next try (a chance half of it shorter, so that many do not come at once); undefined = give up. */
  next(hitch: Hitch, random: () => number): number | undefined {
    const own = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.tries) * (0.5 + random() / 2);
    const ms = Math.max(own, hitch.waitMs ?? 0);
    if (ms > this.left) return undefined;
    this.left -= ms;
    this.tries++;
    return ms;
  }
}

/** Waits and says so every second. @throws StudioError `cancelled` at once when it is cancelled. */
export async function waiting(ms: number, { why }: Hitch, ctx: JobContext): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    throwIfCancelled(ctx.signal);
    const part = `${why}, next try in ${Math.ceil(left / 1000)} s`;
    ctx.progress({ phase: 'Waiting for the server', part, done: 0, total: 0, unit: 'rows' });
    await pause(Math.min(1000, left), ctx.signal);
  }
}

/** Does a piece of work again while the server does not answer: once it did, it may only be restarting. */
export async function whenBack<T>(work: () => Promise<T>, ctx: JobContext): Promise<T> {
  const patience = new Patience();
  const hitch = { why: 'it does not answer' };
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const gone = error instanceof StudioError && error.code === 'unreachable';
      const ms = gone ? patience.next(hitch, ctx.random) : undefined;
      if (ms === undefined) throw error;
      await waiting(ms, hitch, ctx);
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const stop = (): void => {
      clearTimeout(timer);
      reject(cancelled());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
