import { cancelled, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import { patient } from '../base/patience';
import type { Page } from './types';

/** How long one question may take, and all of a diagnosis together. */
const QUESTION_MS = 3000;
const EVERYTHING_MS = 10_000;

/** An answer that a page was allowed to read. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** What the server says it is, e.g. `1.6.7~rc0`, where that header may be read. */
  readonly version: string | undefined;
}

/** Whether a request without CORS got any answer: `silent` was refused or blocked, `slow` came to nothing in time. */
export type Stand = 'answers' | 'silent' | 'slow';

/** The way to one server, as a page sees it: questions never fail, they are answered or not. */
export interface Wire {
  readonly url: string;
  readonly page: Page;
  readonly ctx: JobContext;
  /** Whether the page was served by that very server, so that CORS does not matter. */
  readonly same: boolean;
  /** Undefined when no answer came that the page may read. Sends what `init` holds and nothing more. */
  ask(path: string, init?: RequestInit): Promise<Answer | undefined>;
  /** Whether some question was not answered in time. */
  late(): boolean;
  /** Whether anything answers at an address at all. */
  stands(url: string, patienceMs?: number): Promise<Stand>;
}

/** The way to the server at `url` (whole, as `serverUrl` gives it) for one diagnosis of at most ten seconds. */
export function wireTo(url: string, page: Page, ctx: JobContext): Wire {
  const end = patient(ctx.signal, EVERYTHING_MS);
  const still: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' };
  const within = async <T>(patienceMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | Stand> => {
    throwIfCancelled(ctx.signal);
    if (end.aborted) return 'slow';
    const patience = patient(end, patienceMs);
    try {
      return await work(patience);
    } catch {
      if (ctx.signal.aborted) throw cancelled();
      return patience.aborted ? 'slow' : 'silent';
    }
  };
  let late = false;
  return {
    url,
    page,
    ctx,
    same: new URL(url).origin === page.origin,
    async ask(path, init = {}) {
      const got = await within(QUESTION_MS, async (signal) => {
        const response = await fetch(url + path, { ...init, ...still, signal });
        const version = response.headers.get('X-Influxdb-Version') ?? undefined;
        return { status: response.status, body: await response.text(), version };
      });
      if (typeof got !== 'string') return got;
      late ||= got === 'slow';
      return undefined;
    },
    late: () => late,
    stands: (address, patienceMs = QUESTION_MS) =>
      within(patienceMs, async (signal) => {
        await fetch(address, { ...still, mode: 'no-cors', signal });
        return 'answers' as const;
      }),
  };
}

/** A field of a JSON object; undefined where the text is none. */
export function fieldIn(body: string, ...path: readonly (string | number)[]): unknown {
  try {
    let at: unknown = JSON.parse(body);
    for (const key of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
    return at;
  } catch {
    return undefined; // A page or nothing.
  }
}
