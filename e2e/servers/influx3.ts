/**
 * An InfluxDB 3 for tests. No package carries a real one here, so this is a STAND-IN: a small server that reproduces
 * the paths, headers, formats, status codes and words of InfluxDB 3 Core's HTTP API (read in its source,
 * influxdb3_server/src/http.rs), above all that only successes carry CORS headers. It keeps its data in memory, answers
 * the few statements of `influx3-sql.ts` and refuses others; it knows no WAL, retention, plugins or Flight, and keeps
 * times to the millisecond. What it says proves nothing about DataFusion: with INFLUXDB3_URL, INFLUXDB3_TOKEN and
 * INFLUXDB3_DATABASE in the environment the real server that stands there is used instead.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, select } from './influx3-sql';
import { type Cell, type Database, type Kind, writeInto } from './influx3-store';
import { PlanError } from './influx3-tokens';

export interface Influx3 {
  readonly url: string;
  /** May do everything; empty where the server asks for none. */
  readonly token: string;
  /** May read and not write, as Enterprise has them; the stand-in's alone. */
  readonly readToken: string | undefined;
  /** There at the start, empty in the stand-in. */
  readonly database: string;
  /** Whether a real server answers. */
  readonly real: boolean;
  stop(): Promise<void>;
}

const VERSION = '3.9.6';
const OPEN = { 'Access-Control-Allow-Origin': '*' };
const MALFORMED =
  "Authorization header was malformed, the request was not in the form of 'Authorization: <auth-scheme> <token>', supported auth-schemes are Bearer, Token and Basic";
const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv',
};
const PRECISIONS: Readonly<Record<string, number>> = {
  second: 1000,
  millisecond: 1,
  microsecond: 1e-3,
  nanosecond: 1e-6,
};
/** Rows of one record batch, and so of one chunk. */
const BATCH = 8192;

/** An answer that is no success: it carries no CORS headers. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, body: string) {
    super(body);
    this.status = status;
  }
}

const said = (error: string, data: unknown = null): string => JSON.stringify({ error, data });

/** The real server of the environment, or the stand-in on a free port of this machine. */
export async function startInflux3(): Promise<Influx3> {
  const { INFLUXDB3_URL: url = '', INFLUXDB3_TOKEN: token = '', INFLUXDB3_DATABASE: database = '' } = process.env;
  if (url !== '') {
    if (database === '') throw new Error('INFLUXDB3_URL is given, but no INFLUXDB3_DATABASE for the tests to write to');
    return { url, token, readToken: undefined, database, real: true, stop: async () => undefined };
  }
  return startStandIn();
}

/** The stand-in, whatever the environment says. */
export async function startStandIn(): Promise<Influx3> {
  const [own, readToken, database] = ['apiv3_all', 'apiv3_read', 'tele'];
  const state = {
    databases: new Map<string, Database>([
      ['_internal', new Map()],
      [database, new Map()],
    ]),
    own,
    readToken,
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof Refusal) response.writeHead(error.status).end(error.message);
      else response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    token: own,
    readToken,
    database,
    real: false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface State {
  readonly databases: Map<string, Database>;
  readonly own: string;
  readonly readToken: string;
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://here');
  if (request.method === 'OPTIONS') {
    const allowed = { 'Access-Control-Allow-Methods': '*', 'Access-Control-Allow-Headers': '*' };
    response.writeHead(204, { ...OPEN, ...allowed, 'Access-Control-Max-Age': '86400' }).end();
    return;
  }
  const mayWrite = authenticated(state, request.headers.authorization);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const asked = `${request.method} ${url.pathname}`;
  const end = (status: number, headers: Record<string, string> = {}, text = '') => {
    response.writeHead(status, { ...OPEN, ...headers }).end(text);
  };
  if (asked === 'GET /ping' || asked === 'POST /ping') {
    const named = { 'X-Influxdb-Version': VERSION, 'X-Influxdb-Build': 'Core', 'Content-Type': 'application/json' };
    return end(200, named, JSON.stringify({ version: VERSION, revision: 'stand-in', process_id: 'none' }));
  }
  if (asked === 'GET /health' || asked === 'GET /api/v1/health') return end(200, {}, 'OK');
  if (asked === 'GET /api/v3/configure/database') {
    const format = url.searchParams.get('format');
    if (format === null) throw new Refusal(400, 'serde error: missing field `format`');
    return stream(response, databasesOf(state), format);
  }
  if (asked === 'POST /api/v3/configure/database') {
    if (!mayWrite) throw new Refusal(403, '');
    const { db = '' } = JSON.parse(body) as { db?: string };
    made(state, db);
    return end(200);
  }
  if (asked === 'POST /api/v3/write_lp') {
    if (!mayWrite) throw new Refusal(403, '');
    written(state, url.searchParams, body);
    return end(204);
  }
  const language = /^(?:GET|POST) \/api\/v3\/query_(sql|influxql)$/.exec(asked)?.[1];
  if (language === undefined) return end(404, {}, 'not found');
  const {
    db,
    q,
    format = 'json',
  } = (request.method === 'GET' ? Object.fromEntries(url.searchParams) : JSON.parse(body)) as {
    db?: string;
    q?: string;
    format?: string;
  };
  if (q === undefined) throw new Refusal(400, "missing query parameters 'db' and 'q'");
  return stream(response, language === 'sql' ? sql(state, db ?? '', q) : influxql(state, db, q), format);
}

/** Whether this token may write. @throws Refusal when it is none. */
function authenticated(state: State, header: string | undefined): boolean {
  if (header === undefined) throw new Refusal(401, '');
  const [scheme, token, ...more] = header.split(' ');
  if (!['Bearer', 'Token', 'Basic'].includes(scheme ?? '') || token === undefined || more.length > 0)
    throw new Refusal(400, `{"error": "${MALFORMED}"}`);
  if (token !== state.own && token !== state.readToken) throw new Refusal(401, '');
  return token === state.own;
}

function made(state: State, name: string): Database {
  if (name === '') throw new Refusal(400, said('db name cannot be empty'));
  if (!/^[a-z0-9]/i.test(name)) throw new Refusal(400, said('db name did not start with a number or letter'));
  if (!/^[\w-]+$/.test(name)) {
    const what =
      'invalid character in database name: must be ASCII, containing only letters, numbers, underscores, or hyphens';
    throw new Refusal(400, said(what));
  }
  const database = state.databases.get(name) ?? new Map();
  state.databases.set(name, database);
  return database;
}

function written(state: State, params: URLSearchParams, body: string): void {
  const name = params.get('db');
  if (name === null) throw new Refusal(400, 'serde error: missing field `db`');
  const unit = PRECISIONS[params.get('precision') ?? 'nanosecond'];
  if (unit === undefined) throw new Refusal(400, 'serde error: unrecognized precision unit');
  const database = made(state, name); // A database that is not there is made, even for bad lines.
  if (params.get('accept_partial') === 'false') {
    const [first] = writeInto(structuredClone(database), body, unit);
    if (first !== undefined) throw new Refusal(400, said('parsing failed for write_lp endpoint', first));
  }
  const bad = writeInto(database, body, unit);
  if (bad.length > 0) throw new Refusal(400, said('partial write of line protocol occurred', bad));
}

function found(state: State, name: string): Database {
  const database = state.databases.get(name);
  if (database === undefined) throw new Refusal(404, said(`query error: database not found: ${name}`));
  return database;
}

function sql(state: State, db: string, q: string): Answer {
  const database = found(state, db);
  try {
    return select(database, q);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new Refusal(500, `query error: error while planning query: ${error.message}`);
  }
}

const databasesOf = (state: State): Answer => ({
  columns: [{ name: 'iox::database', kind: 'string' }],
  rows: [...state.databases.keys()].toSorted().map((name) => [name]),
});

/** SHOW DATABASES, SHOW MEASUREMENTS, and SELECT of columns from a table: InfluxQL names the measurement in every row. */
function influxql(state: State, db: string | undefined, q: string): Answer {
  const statement = q.replace(/^\s*--[^\n]*\n/, '').trim();
  if (/^SHOW DATABASES$/i.test(statement)) return databasesOf(state);
  if (db === undefined) {
    const what = "must specify a 'db' parameter, or provide the database in the InfluxQL query";
    throw new Refusal(500, what);
  }
  const tables = found(state, db);
  const first = { name: 'iox::measurement', kind: 'string' as const };
  if (/^SHOW MEASUREMENTS$/i.test(statement)) {
    return {
      columns: [first, { name: 'name', kind: 'string' }],
      rows: [...tables.keys()].map((name) => ['measurements', name]),
    };
  }
  const [, columns, table] = /^SELECT (.+) FROM "?(\w+)"?$/i.exec(statement) ?? [];
  if (columns === undefined || table === undefined) {
    throw new Refusal(500, 'error in InfluxQL statement: parsing error: the stand-in does not know this statement');
  }
  const { columns: named, rows } = sql(state, db, `SELECT time, ${columns} FROM "${table}" ORDER BY 1`);
  return { columns: [first, ...named], rows: rows.map((row) => [table, ...row]) };
}

/** Sends an answer a record batch at a time, as arrow-csv and arrow-json write it. */
async function stream(response: ServerResponse, { columns, rows }: Answer, format: string): Promise<void> {
  const type = TYPES[format];
  if (type === undefined) throw new Refusal(400, `serde error: unknown variant \`${format}\``);
  response.writeHead(200, { ...OPEN, 'Content-Type': type });
  const kinds = columns.map(({ kind }) => kind);
  const record = (row: readonly Cell[]) => row.map((cell, i) => csvCell(cell, kinds[i]));
  const object = (row: readonly Cell[]) =>
    `{${row.flatMap((cell, i) => (cell === null ? [] : [`${JSON.stringify(columns[i]?.name)}:${jsonCell(cell, kinds[i])}`])).join(',')}}`;
  for (let at = 0; at < rows.length; at += BATCH) {
    if (response.destroyed) return;
    const batch = rows.slice(at, at + BATCH);
    const head = format === 'csv' && at === 0 ? [columns.map(({ name }) => csvText(name))] : [];
    const text =
      format === 'csv'
        ? [...head, ...batch.map(record)].map((cells) => `${cells.join(',') || '""'}\n`).join('')
        : format === 'jsonl'
          ? batch.map((row) => `${object(row)}\n`).join('')
          : `${at === 0 ? '[' : ','}${batch.map(object).join(',')}`;
    if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end(format === 'json' ? (rows.length === 0 ? '[]' : ']') : '');
}

const stampOf = (ms: number): string => new Date(ms).toISOString().replace(/(?:\.000)?Z$/, '');
/** As Rust prints a float: never without a point, no plus in the exponent. */
const floatOf = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value).replace('e+', 'e');
const csvText = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csvCell(cell: Cell, kind: Kind | undefined): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return csvText(cell);
  if (typeof cell === 'boolean') return String(cell);
  return kind === 'time' ? stampOf(cell) : kind === 'float' ? floatOf(cell) : String(cell);
}

function jsonCell(cell: Exclude<Cell, null>, kind: Kind | undefined): string {
  if (typeof cell !== 'number') return JSON.stringify(cell);
  return kind === 'time' ? `"${stampOf(cell)}"` : csvCell(cell, kind);
}
