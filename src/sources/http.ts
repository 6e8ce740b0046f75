import { cancelled, StudioError, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import { patient } from '../base/patience';
import { hitchOf, Patience, waiting } from './retry';

/** How long a small question (a catalogue level, a greeting) may take before the server counts as silent. */
export const PATIENCE_MS = 20_000;

/**
 * A server's address as typed, made whole: `http://` where no scheme is given, no slash, query or fragment at the end.
 * @throws StudioError `bad-input` at `url` when it cannot be an address.
 */
export function serverUrl(typed: string): string {
  const text = typed.trim();
  const bad = (message: string, next = 'Write it like http://localhost:8086.') =>
    new StudioError('bad-input', message, { next, place: 'url', value: withoutLogin(text) });
  if (text === '') throw bad('The server has no address yet.');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    throw bad(`InfluxDB is reached by http or https, not by ${scheme}.`);
  }
  let url: URL;
  try {
    url = new URL(scheme === undefined ? `http://${text.replace(/^\/+/, '')}` : text);
  } catch {
    throw bad(`“${withoutLogin(text)}” is not an address of a server.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw bad('The address holds a user name or password.', 'Take it out of the address; it has fields of its own.');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

const withoutLogin = (text: string): string => text.replace(/[^/@\s]*@/, '');

/**
 * Runs a piece of network work with the job's signal and turns its failures into words: aborted is `cancelled`, no
 * answer is `unreachable` at `url`. Keep the work small: any `TypeError` in it counts as the network's.
 */
export async function reaching<T>(
  url: string,
  ctx: JobContext,
  work: (signal: AbortSignal) => Promise<T>,
  patienceMs?: number,
): Promise<T> {
  throwIfCancelled(ctx.signal);
  const signal = patienceMs === undefined ? ctx.signal : patient(ctx.signal, patienceMs);
  try {
    return await work(signal);
  } catch (error) {
    if (ctx.signal.aborted) throw cancelled();
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) {
      throw unreachable(url, error);
    }
    throw error;
  }
}

/** The error of a server that gave no answer a page may read. */
export function unreachable(url: string, cause: unknown): StudioError {
  return new StudioError(
    'unreachable',
    `The server at ${url} did not answer. It may be down, the address may be wrong, or the browser may block the call: ` +
      'a server that does not allow other origins (CORS), or an http address asked from an https page (mixed content).',
    {
      next: 'Check the address and port, that the database is running, and that this page may call it.',
      place: 'url',
      value: url,
      cause,
    },
  );
}

/**
 * A request to a path of a server, without cookies; the status and the body are left to the caller. A server that is too
 * busy is asked again after a while; when it stays so, its last answer is given.
 */
export async function ask(
  server: string,
  path: string,
  init: RequestInit,
  ctx: JobContext,
  patienceMs?: number,
): Promise<Response> {
  const still: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' };
  const patience = new Patience();
  for (;;) {
    const asking = (signal: AbortSignal) => fetch(server + path, { ...init, ...still, signal });
    const response = await reaching(server, ctx, asking, patienceMs);
    const hitch = hitchOf(response.status, (name) => response.headers.get(name));
    const ms = hitch === undefined ? undefined : patience.next(hitch, ctx.random);
    if (hitch === undefined || ms === undefined) return response;
    await response.body?.cancel();
    await waiting(ms, hitch, ctx);
  }
}

/** Parses JSON a server sent. @throws StudioError `bad-response` when it is none. */
export function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StudioError('bad-response', `The server at ${url} sent something that is not an answer of InfluxDB.`, {
      next: 'Check that the address is InfluxDB’s own, without a page or proxy in front.',
      place: 'url',
      value: text.slice(0, 200),
      cause,
    });
  }
}
