import { HttpError, InfluxDB, type SendOptions } from '@influxdata/influxdb-client-browser';
import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { reaching, serverUrl } from '../http';
import { Records, textAt } from '../records';
import { hitchOf, Patience, waiting } from '../retry';
import { chunksOf } from '../stream';
import type { Influx2Params } from '.';
import { type Refusal, refusal, runtimeFault } from './faults';

/** The server's address: the client forbids the `/api/v2` that people copy along. */
export const urlOf = (params: Influx2Params): string => serverUrl(params.url).replace(/\/api\/v2$/, '');

/** The organisation. @throws StudioError at `org` when none is named. */
export function orgOf(params: Influx2Params): string {
  const org = params.org.trim();
  if (org !== '') return org;
  throw new StudioError('bad-input', 'InfluxDB 2 keeps its data by organisation, and none is named.', {
    next: 'Enter the organisation’s name.',
    place: 'org',
  });
}

function clientOf(params: Influx2Params, signal: AbortSignal): InfluxDB {
  const token = params.token.trim();
  if (!/^[\x21-\x7e]*$/.test(token)) {
    throw new StudioError('bad-input', 'The token holds signs that no token has.', {
      next: 'Copy it again, without spaces or line breaks.',
      place: 'token',
    });
  }
  const transportOptions = { signal, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' };
  return new InfluxDB({ url: urlOf(params), token, transportOptions });
}

/** One request through the client's transport; its answer's text or JSON, with the headers a page may read. */
export async function request(
  params: Influx2Params,
  path: string,
  options: SendOptions,
  body: string,
  ctx: JobContext,
  {
    patienceMs,
    refused = refusal,
  }: { patienceMs?: number; refused?: (refusal: Refusal, url: string) => StudioError } = {},
): Promise<{ readonly answer: unknown; readonly version: string | undefined }> {
  const url = urlOf(params);
  let version: string | undefined;
  const patience = new Patience();
  for (;;) {
    try {
      const answer: unknown = await reaching(
        url,
        ctx,
        (signal) =>
          clientOf(params, signal).transport.request(path, body, options, (headers) => {
            version = String(headers['x-influxdb-version'] ?? '') || undefined;
          }),
        patienceMs,
      );
      return { answer, version };
    } catch (error) {
      if (!(await again(error, patience, ctx))) throw error instanceof HttpError ? refused(error, url) : error;
    }
  }
}

/** Waits where a server is too busy; false when a failure is not of that kind, or patience is at its end. */
async function again(error: unknown, patience: Patience, ctx: JobContext): Promise<boolean> {
  if (!(error instanceof HttpError)) return false;
  const hitch = hitchOf(error.statusCode, () => String(error.retryAfter()));
  const ms = hitch === undefined ? undefined : patience.next(hitch, ctx.random);
  if (hitch === undefined || ms === undefined) return false;
  await waiting(ms, hitch, ctx);
  return true;
}

/** The bytes of a query's answer as they come; leaving early ends the request, and with it the query. */
export async function* answerTo(
  params: Influx2Params,
  query: string,
  ctx: JobContext,
  broken: () => void,
): AsyncGenerator<Uint8Array> {
  const url = urlOf(params);
  const leaving = new AbortController();
  const client = clientOf(params, AbortSignal.any([ctx.signal, leaving.signal]));
  const dialect = { header: true, delimiter: ',', commentPrefix: '#', annotations: ['datatype', 'group', 'default'] };
  const path = `/api/v2/query?org=${encodeURIComponent(orgOf(params))}`;
  const body = JSON.stringify({ type: 'flux', query, dialect });
  const options = { method: 'POST', headers: { accept: 'text/csv' } };
  const patience = new Patience();
  try {
    for (;;) {
      try {
        return yield* chunksOf(client.transport.iterate(path, body, options), url, ctx, broken);
      } catch (error) {
        // Refused, it gave no byte yet.
        if (!(await again(error, patience, ctx))) throw error instanceof HttpError ? refusal(error, url) : error;
      }
    }
  } finally {
    leaving.abort();
  }
}

const isError = (names: readonly string[]): boolean =>
  names.includes('error') && names.includes('reference') && !names.includes('_value');

/** All cells of a small answer by column, with the column's type. @throws the error that stands in an answer of HTTP 200. */
export async function cellsOf(
  params: Influx2Params,
  query: string,
  ctx: JobContext,
): Promise<readonly Readonly<Record<string, { readonly text: string; readonly type: string }>>[]> {
  const rows: Record<string, { text: string; type: string }>[] = [];
  let types: string[] = [];
  let names: string[] | undefined;
  const records = new Records((cells) => {
    const texts = Array.from({ length: cells.count }, (_, i) => textAt(cells, i));
    if (texts.length === 1 && texts[0] === '') names = undefined;
    else if (texts[0] === '#datatype') [types, names] = [texts, undefined];
    else if (texts[0]?.startsWith('#')) names = undefined;
    else if (names === undefined) names = texts;
    else if (isError(names)) throw runtimeFault(texts[names.indexOf('error')] ?? '');
    else rows.push(Object.fromEntries(names.map((name, i) => [name, { text: texts[i] ?? '', type: types[i] ?? '' }])));
  });
  let whole = true;
  const chunks = answerTo(params, query, ctx, () => {
    whole = false;
  });
  for await (const chunk of chunks) records.push(chunk);
  if (!whole) {
    throw new StudioError('bad-response', 'The connection broke off in the middle of the catalogue.', {
      next: 'Try again.',
    });
  }
  records.end();
  return rows;
}
