import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { SeriesQuery } from '../../frame/query';
import { AGGREGATES } from '../aggregate';
import { askedWell, ownText } from '../ask-well';
import { ask, PATIENCE_MS, reaching, serverUrl } from '../http';
import { loginMark } from '../login-mark';
import { readNumbers } from '../needs-numbers';
import { onlyReads } from '../only-reads-influxql';
import { estimated, type Piece, type Reading, readSliced } from '../sliced';
import { bodyOf, chunksOf, taken } from '../stream';
import type { CatalogNode, CatalogPath, Opening, Source } from '../types';
import { writeLines } from '../write-lines';
import type { Influx1Params } from '.';
import { signed } from './auth';
import { diagnose } from './doctor';
import { isTypeFault, refusal, writeRefusal } from './faults';
import { askable, databaseOf, from, identifier, select } from './influxql';
import { Reply } from './reply';

const VALUES_SHOWN = 10_000;
const NOT_EXECUTED = 'not executed';
const NUMERIC = new Set(['float', 'integer', 'unsigned']);

/** Asks InfluxQL; the answer is checked to be a success. */
async function post(
  params: Influx1Params,
  q: string,
  asked: Record<string, string>,
  ctx: JobContext,
  patience?: number,
) {
  const url = serverUrl(params.url);
  const init = { method: 'POST', headers: signed(params), body: new URLSearchParams({ ...asked, q }) };
  const response = await ask(url, '/query', init, ctx, patience);
  if (!response.ok) throw refusal(response.status, await reaching(url, ctx, () => response.text()), url);
  return { url, response };
}

/** The rows of SHOW statements, a list each. */
async function show(params: Influx1Params, q: string, ctx: JobContext, asked: Record<string, string> = {}) {
  const { url, response } = await post(params, q, asked, ctx, PATIENCE_MS);
  return Reply.rowsOf(await reaching(url, ctx, () => response.text()), url);
}

const on = (database: string): string => `ON ${identifier(databaseOf(database).database)}`;

const firsts = (rows: readonly { readonly row: readonly string[] }[] = [], at = 0): string[] =>
  rows.map(({ row }) => row[at] ?? '').filter((name) => name !== '');

/** Statements about a database, which is asked for first: most of them are silent about one that is not there. */
async function showIn(
  params: Influx1Params,
  database: string,
  q: string,
  ctx: JobContext,
  asked: Record<string, string> = {},
) {
  const check = `SHOW RETENTION POLICIES ${on(database)}`;
  try {
    return (await show(params, `${check}; ${q}`, ctx, asked)).slice(1);
  } catch (error) {
    // 1.6 says of several statements, when the first fails, only that they were not executed.
    if (error instanceof StudioError && error.value === NOT_EXECUTED) await show(params, check, ctx);
    throw error;
  }
}

async function databases(params: Influx1Params, ctx: JobContext): Promise<CatalogNode[]> {
  const [rows] = await show(params, 'SHOW DATABASES', ctx);
  const names = firsts(rows);
  if (names.length === 0) return [];
  const ask = names.map((name) => `SHOW RETENTION POLICIES ${on(name)}`).join('; ');
  const policies = await show(params, ask, ctx).catch((error: unknown) => {
    if (error instanceof StudioError && (error.code === 'unauthorised' || error.value === NOT_EXECUTED)) return [];
    throw error; // A user without the right to see the policies still sees the databases.
  });
  return names.flatMap((name, i) => {
    const others = (policies[i] ?? []).filter(({ row }) => row[4] === 'false').map(({ row }) => row[0] ?? '');
    const node = (kind: string, detail?: string): CatalogNode => ({
      kind: 'database',
      name: kind,
      ...(detail !== undefined && { detail }),
    });
    return [node(name), ...others.map((policy) => node(`${name}/${policy}`, 'retention policy'))];
  });
}

async function catalog({ params }: Opening<Influx1Params>, path: CatalogPath, ctx: JobContext): Promise<CatalogNode[]> {
  const { database, measurement, tag } = path;
  if (database === undefined) return databases(params, ctx);
  if (measurement === undefined) {
    const [rows] = await showIn(params, database, `SHOW MEASUREMENTS ${on(database)}`, ctx);
    return firsts(rows).map((name) => ({ kind: 'measurement', name }));
  }
  const where = `${on(database)} FROM ${from(database, measurement)}`;
  if (tag !== undefined) {
    const values = `SHOW TAG VALUES ${where} WITH KEY = ${identifier(tag)} LIMIT ${VALUES_SHOWN}`;
    const [rows] = await showIn(params, database, values, ctx);
    return [...new Set(firsts(rows, 1))].map((name) => ({ kind: 'value', name }));
  }
  const [fields, tags] = await showIn(params, database, `SHOW FIELD KEYS ${where}; SHOW TAG KEYS ${where}`, ctx);
  const types = new Map<string, string[]>();
  for (const { row } of fields ?? []) types.set(row[0] ?? '', [...(types.get(row[0] ?? '') ?? []), row[1] ?? '']);
  return [
    ...[...types].map(([name, kinds]): CatalogNode => ({ kind: 'field', name, detail: kinds.join(', ') })),
    ...firsts(tags).map((name): CatalogNode => ({ kind: 'tag', name })),
  ];
}

/** Reads a query in one request. */
async function piece(params: Influx1Params, query: SeriesQuery, ctx: JobContext): Promise<Piece> {
  const { database, policy } = databaseOf(query.database);
  const asked = { db: database, ...(policy !== undefined && { rp: policy }), epoch: 'ms', chunked: 'true' };
  const { url, response } = await post(params, select(query), asked, ctx);
  const reply = new Reply(url);
  const came = await taken((broken) => chunksOf(bodyOf(response), url, ctx, broken), reply, ctx);
  return { ...reply.end(!came.broken), ...came };
}

const reading = (params: Influx1Params, query: SeriesQuery): Reading => ({
  place: ['influxdb-1', params.url, params.auth, params.username, loginMark(params.password, params.jwt)],
  query,
  text: select(query),
  together: true,
  piece: (part, ctx) => piece(params, part, ctx),
  countIn: async (part, ctx) => (await piece(params, part, ctx)).series,
});

/** InfluxDB 1.x over its HTTP API: InfluxQL, answers decoded as they stream in. */
export const influxdb1: Source<Influx1Params> = {
  async connect({ params }, ctx) {
    const url = serverUrl(params.url);
    // Unsigned: 1.x answers no preflight there, and a signed request of a page would need one.
    const ping = await ask(url, '/ping', {}, ctx, PATIENCE_MS);
    if (!ping.ok && ping.status !== 401) throw refusal(ping.status, await ping.text(), url);
    await show(params, 'SHOW DATABASES', ctx);
    const version = ping.headers.get('X-Influxdb-Version')?.replace(/^v|~.*$/g, '');
    return { product: `InfluxDB ${version ?? '1'}` };
  },

  catalog,

  diagnose,

  async extent({ params }, { database, measurement, field }, ctx) {
    const { database: db } = databaseOf(database);
    const end = (which: string) => `SELECT ${which}(${identifier(field)}) FROM ${from(database, measurement)}`;
    const [first, last] = await showIn(params, database, `${end('first')}; ${end('last')}`, ctx, { db, epoch: 'ms' });
    const [start, stop] = [Number(first?.[0]?.row[0]), Number(last?.[0]?.row[0])];
    return Number.isFinite(start) && Number.isFinite(stop) ? { start, stop: stop + 1 } : undefined;
  },

  async query({ params }, query, ctx) {
    const own = ownText(query);
    if (own !== undefined) {
      onlyReads(own);
      return readSliced(reading(params, query), ctx);
    }
    askedWell(query, AGGREGATES);
    askable(query);
    const numeric = async () => {
      const nodes = await catalog({ params }, { database: query.database, measurement: query.measurement }, ctx);
      const fields = nodes.filter(({ kind, detail }) => kind === 'field' && NUMERIC.has(detail ?? ''));
      return (field: string) => fields.some(({ name }) => name === field);
    };
    return readNumbers((part) => reading(params, part), query, isTypeFault, numeric, ctx);
  },

  estimate: ({ params }, query, ctx) => estimated(reading(params, query), ctx),

  async write({ params }, target, lines, ctx) {
    const url = serverUrl(params.url);
    const { database, policy } = databaseOf(target.database);
    const to = new URLSearchParams({ db: database, ...(policy !== undefined && { rp: policy }), precision: 'ms' });
    const headers = { ...signed(params), 'Content-Type': 'text/plain; charset=utf-8' };
    const send = async (body: string): Promise<void> => {
      const response = await ask(url, `/write?${to}`, { method: 'POST', headers, body }, ctx);
      if (!response.ok) throw writeRefusal(response.status, await response.text(), url);
    };
    await writeLines(lines, send, ctx);
  },
};
