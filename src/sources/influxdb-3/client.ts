import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { ask, PATIENCE_MS, parseJson, reaching, serverUrl } from '../http';
import { Records, textAt } from '../records';
import type { Influx3Params } from '.';
import { noDatabase, refusal, unlisted, unread, unreadQuery, unreadWrite, writeRefusal } from './faults';

/** The server's address, without the path of its API that people copy along. */
export const urlOf = (params: Influx3Params): string => serverUrl(params.url).replace(/\/api\/v3$/, '');

function signed(params: Influx3Params): Record<string, string> {
  const token = params.token.trim();
  if (!/^[\x21-\x7e]*$/.test(token)) {
    throw new StudioError('bad-input', 'The token holds signs that no token has.', {
      next: 'Copy it again, without spaces or line breaks.',
      place: 'token',
    });
  }
  return token === '' ? {} : { Authorization: `Bearer ${token}` };
}

const get = (params: Influx3Params, path: string, ctx: JobContext): Promise<Response> =>
  ask(urlOf(params), path, { headers: signed(params) }, ctx, PATIENCE_MS);

/** Small CSV answers as records, the header first; none at all when nothing was found. */
export function recordsIn(csv: string): string[][] {
  const rows: string[][] = [];
  const records = new Records((cells) => {
    rows.push(Array.from({ length: cells.count }, (_, i) => textAt(cells, i)));
  });
  records.push(new TextEncoder().encode(csv));
  records.end();
  return rows;
}

/** The names of the databases the token may see, the server's own left out. */
export async function databases(params: Influx3Params, ctx: JobContext): Promise<string[]> {
  const url = urlOf(params);
  const response = await readable(
    params,
    ctx,
    () => get(params, '/api/v3/configure/database?format=csv', ctx),
    async () => unlisted(),
  );
  const body = await reaching(url, ctx, () => response.text());
  if (response.status === 403) throw unlisted();
  if (!response.ok) throw refusal(response.status, body, url);
  const [head, ...rows] = recordsIn(body);
  if (head !== undefined && head[0] !== 'iox::database') throw refusal(404, '', url);
  return rows.map(([name]) => name ?? '').filter((name) => name !== '' && name !== '_internal');
}

/** What the server says it is, e.g. `3.9.6`; undefined when it does not say. @throws when it is of another version. */
export async function versionOf(params: Influx3Params, ctx: JobContext): Promise<string | undefined> {
  const url = urlOf(params);
  const response = await readable(params, ctx, () => get(params, '/ping', ctx));
  const body = await reaching(url, ctx, () => response.text());
  if (!response.ok) throw refusal(response.status, body, url);
  const answer = body === '' ? undefined : parseJson(body, url);
  const version: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'version') : undefined;
  return typeof version === 'string' ? version : undefined;
}

export interface Ask {
  readonly language: 'sql' | 'influxql';
  readonly database: string;
  readonly text: string;
  readonly format: 'csv' | 'jsonl';
}

/** Asks a query; the answer is checked to be a success, its body is still to be read. */
export async function answerTo(
  params: Influx3Params,
  { language, database, text, format }: Ask,
  ctx: JobContext,
  patienceMs?: number,
): Promise<Response> {
  const url = urlOf(params);
  const init = {
    method: 'POST',
    headers: { ...signed(params), 'Content-Type': 'application/json' },
    body: JSON.stringify({ db: database, q: text, format }),
  };
  const response = await readable(
    params,
    ctx,
    () => ask(url, `/api/v3/query_${language}`, init, ctx, patienceMs),
    async () => (await isThere(params, database, ctx)) ?? unreadQuery(text, database),
  );
  if (!response.ok) throw refusal(response.status, await reaching(url, ctx, () => response.text()), url);
  return response;
}

/** The rows of a small SQL answer, without the header. */
export async function rowsOf(
  params: Influx3Params,
  database: string,
  text: string,
  ctx: JobContext,
): Promise<string[][]> {
  const response = await answerTo(params, { language: 'sql', database, text, format: 'csv' }, ctx, PATIENCE_MS);
  return recordsIn(await reaching(urlOf(params), ctx, () => response.text())).slice(1);
}

/** Writes lines with millisecond times, all or none of them. */
export async function write(params: Influx3Params, database: string, body: string, ctx: JobContext): Promise<void> {
  const url = urlOf(params);
  const to = new URLSearchParams({ db: database, precision: 'millisecond', accept_partial: 'false' });
  const headers = { ...signed(params), 'Content-Type': 'text/plain; charset=utf-8' };
  const response = await readable(
    params,
    ctx,
    () => ask(url, `/api/v3/write_lp?${to}`, { method: 'POST', headers, body }, ctx),
    async () => unreadWrite(database),
  );
  if (!response.ok) throw writeRefusal(response.status, await reaching(url, ctx, () => response.text()), url);
}

/**
 * Does a request, and finds out more when no answer could be read. InfluxDB 3 puts CORS headers on its successes only, so
 * that to a page a refused query and a server that is down look the same. Whoever may read `/ping`, which wants the token
 * too, has a good connection: then it was the request (`refused`). If something answers at all, it is the token.
 */
async function readable(
  params: Influx3Params,
  ctx: JobContext,
  request: () => Promise<Response>,
  refused?: () => Promise<StudioError>,
): Promise<Response> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'unreachable') throw error;
    const failed = (thrown: unknown): false => {
      if (thrown instanceof StudioError && thrown.code === 'unreachable') return false;
      throw thrown;
    };
    if (refused !== undefined && (await get(params, '/ping', ctx).then(({ ok }) => ok, failed))) throw await refused();
    const stands = await ask(urlOf(params), '/ping', { mode: 'no-cors' }, ctx, PATIENCE_MS).then(() => true, failed);
    throw stands ? unread(urlOf(params)) : error;
  }
}

/** The error of a database that is not there; undefined when it is, or the token may not list the databases. */
export async function isThere(
  params: Influx3Params,
  database: string,
  ctx: JobContext,
): Promise<StudioError | undefined> {
  if (params.database.trim() === database) return undefined;
  try {
    return (await databases(params, ctx)).includes(database) ? undefined : noDatabase(database);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'unauthorised') return undefined;
    throw error;
  }
}
