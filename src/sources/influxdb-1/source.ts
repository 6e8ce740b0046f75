import { StudioError, throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { SeriesQuery } from '../../frame/query';
import { AGGREGATES } from '../aggregate';
import { askedWell, NOTHING, ownText } from '../ask-well';
import { assemble } from '../assemble';
import { ask, PATIENCE_MS, reaching, serverUrl } from '../http';
import { onlyReads } from '../only-reads-influxql';
import { bodyOf, brokenNote, chunksOf, linesOf } from '../stream';
import type { CatalogNode, CatalogPath, Opening, QueryResult, Source } from '../types';
import type { Influx1Params } from '.';
import { isTypeFault, refusal, writeRefusal } from './faults';
import { databaseOf, from, identifier, select } from './influxql';
import { Reply } from './reply';

const LINES_A_REQUEST = 5000;
const VALUES_SHOWN = 10_000;
const NOT_EXECUTED = 'not executed';
const NUMERIC = new Set(['float', 'integer', 'unsigned']);

function signed({ username, password }: Influx1Params): Record<string, string> {
  if (username === '') return {};
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return { Authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

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

async function read(params: Influx1Params, query: SeriesQuery, text: string, ctx: JobContext): Promise<QueryResult> {
  const { database, policy } = databaseOf(query.database);
  const asked = { db: database, ...(policy !== undefined && { rp: policy }), epoch: 'ms', chunked: 'true' };
  const { url, response } = await post(params, text, asked, ctx);
  const reply = new Reply(url);
  let broken = false;
  const chunks = chunksOf(bodyOf(response), url, ctx, () => {
    broken = true;
  });
  for await (const line of linesOf(chunks)) {
    if (broken) break; // What follows the last line break is half an object.
    reply.push(line);
    ctx.progress({ phase: 'Reading', done: reply.rows, total: 0, unit: 'rows' });
  }
  const { series, notes } = reply.series();
  const made = assemble(series, query.fields);
  return {
    frames: made.frames,
    rows: reply.rows,
    text,
    notes: [
      ...(broken ? [brokenNote(reply.rows)] : []),
      ...notes,
      ...made.notes,
      ...(made.frames.length === 0 ? [NOTHING] : []),
    ],
  };
}

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
      return read(params, query, own, ctx);
    }
    askedWell(query, AGGREGATES);
    try {
      return await read(params, query, select(query), ctx);
    } catch (error) {
      if (!isTypeFault(error)) throw error;
      const nodes = await catalog({ params }, { database: query.database, measurement: query.measurement }, ctx);
      const numeric = new Set(
        nodes.filter(({ kind, detail }) => kind === 'field' && NUMERIC.has(detail ?? '')).map(({ name }) => name),
      );
      const fields = query.fields.filter((field) => numeric.has(field));
      if (fields.length === query.fields.length) throw error;
      const out = query.fields.filter((field) => !numeric.has(field));
      const note = `${out.map((field) => `“${field}”`).join(', ')} left out: ${query.aggregate} needs numbers.`;
      if (fields.length === 0) return { frames: [], rows: 0, notes: [note], text: select(query) };
      const rest = { ...query, fields };
      const result = await read(params, rest, select(rest), ctx);
      return { ...result, notes: [note, ...result.notes] };
    }
  },

  async write({ params }, target, lines, ctx) {
    const url = serverUrl(params.url);
    const { database, policy } = databaseOf(target.database);
    const to = new URLSearchParams({ db: database, ...(policy !== undefined && { rp: policy }), precision: 'ms' });
    const headers = { ...signed(params), 'Content-Type': 'text/plain; charset=utf-8' };
    for (let at = 0; at < lines.length; at += LINES_A_REQUEST) {
      throwIfCancelled(ctx.signal);
      const body = lines.slice(at, at + LINES_A_REQUEST).join('\n');
      const response = await ask(url, `/write?${to}`, { method: 'POST', headers, body }, ctx);
      if (!response.ok) throw writeRefusal(response.status, await response.text(), url);
      ctx.progress({
        phase: 'Writing',
        done: Math.min(lines.length, at + LINES_A_REQUEST),
        total: lines.length,
        unit: 'points',
      });
    }
  },
};
