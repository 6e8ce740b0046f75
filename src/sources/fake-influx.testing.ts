import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as a fake server sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a fake answers: a body, or pieces with pauses between them; `cut` drops the connection after them. */
export interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | readonly string[];
  readonly pauseMs?: number;
  readonly cut?: boolean;
}

export interface Fake {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** How many clients went away before their answer was whole. */
  readonly left: () => number;
  close(): Promise<void>;
}

/** CORS as each server has it, from its source: see the answers of real ones in e2e/sources.test.ts. */
function cors(product: 1 | 2, path: string, origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  if (product === 1) {
    return {
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': 'DELETE, GET, OPTIONS, POST, PUT',
      'Access-Control-Allow-Headers':
        'Accept, Accept-Encoding, Authorization, Content-Length, Content-Type, X-CSRF-Token, X-HTTP-Method-Override',
      'Access-Control-Expose-Headers': 'Date, X-InfluxDB-Version, X-InfluxDB-Build',
    };
  }
  if (!path.startsWith('/api/v2/')) return {};
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': 'POST, GET, OPTIONS, PUT, DELETE, PATCH',
    'Access-Control-Allow-Headers': 'Accept, Content-Type, Content-Length, Accept-Encoding, Authorization, User-Agent',
  };
}

/** A server on a free port that answers as the handler says. */
export async function startFake(product: 1 | 2, handle: (asked: Asked) => Answered): Promise<Fake> {
  const log: Asked[] = [];
  let left = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://fake');
    const method = request.method ?? '';
    const version = product === 1 ? '1.6.7' : 'v2.7.12';
    const headers = { 'X-Influxdb-Version': version, ...cors(product, url.pathname, request.headers.origin) };
    if (method === 'OPTIONS') {
      response.writeHead(204, url.pathname === '/ping' ? {} : headers).end(); // 1.x answers no preflight for /ping
      return;
    }
    const asked = {
      method,
      path: url.pathname,
      params: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    log.push(asked);
    const { status = 200, headers: more = {}, body = '', pauseMs = 0, cut = false } = handle(asked);
    response.writeHead(status, { ...headers, ...more });
    response.on('close', () => {
      if (!response.writableFinished) left++;
    });
    for (const piece of typeof body === 'string' ? [body] : body) {
      if (response.destroyed) return;
      response.write(piece);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    if (cut) response.destroy();
    else response.end();
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: log,
    left: () => left,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const START = Date.UTC(2026, 0, 1);
const HOSTS = ['a', 'b'] as const;
const valueAt = (host: string, i: number): number => ((i * 7) % 13) / 4 + (host === 'b' ? 100 : 0);

/** The fakes' data as line protocol and as CSV: cpu,host=a|b u, a point a minute for two hours. */
export const LINES = HOSTS.flatMap((host) =>
  Array.from({ length: 120 }, (_, i) => `cpu,host=${host} u=${valueAt(host, i)} ${START + i * 60_000}`),
);
export const CSV = [
  'time,host,u',
  ...HOSTS.flatMap((host) =>
    Array.from({ length: 120 }, (_, i) => `${new Date(START + i * 60_000).toISOString()},${host},${valueAt(host, i)}`),
  ),
].join('\n');

interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly hosts: readonly string[];
  readonly grouped: boolean;
  readonly aggregate: string | undefined;
  readonly everyMs: number;
}

const LENGTHS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function rowsOf({ from, to, hosts, grouped, aggregate, everyMs }: Wanted) {
  const points = hosts.flatMap((host) =>
    Array.from({ length: 120 }, (_, i) => ({
      host: grouped ? host : '',
      time: START + i * 60_000,
      value: valueAt(host, i),
    })),
  );
  const series = new Map<string, { time: number; value: number | null }[]>();
  for (const host of grouped ? hosts : ['']) {
    const mine = points
      .filter((point) => point.host === host && point.time >= from && point.time < to)
      .sort((a, b) => a.time - b.time);
    const buckets = new Map<number, number[]>();
    for (const { time, value } of mine) {
      const start = Math.floor(time / everyMs) * everyMs;
      buckets.set(start, [...(buckets.get(start) ?? []), value]);
    }
    const rows =
      aggregate === undefined
        ? mine
        : [...buckets].map(([time, values]) => ({ time, value: reduced(aggregate, values) }));
    if (rows.length > 0) series.set(host, rows);
  }
  return series;
}

function reduced(aggregate: string, v: number[]): number | null {
  const sorted = v.toSorted((a, b) => a - b);
  const mean = v.reduce((a, b) => a + b, 0) / v.length;
  switch (aggregate) {
    case 'mean':
      return mean;
    case 'sum':
      return mean * v.length;
    case 'count':
      return v.length;
    case 'min':
      return sorted[0] ?? null;
    case 'max':
      return sorted.at(-1) ?? null;
    case 'first':
      return v[0] ?? null;
    case 'last':
      return v.at(-1) ?? null;
    case 'median':
      return ((sorted[(v.length - 1) >> 1] ?? 0) + (sorted[v.length >> 1] ?? 0)) / 2;
    default:
      return v.length < 2 ? null : Math.sqrt(v.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (v.length - 1));
  }
}

function wanted(
  text: string,
  time: RegExp,
  grouped: boolean,
  aggregate: string | undefined,
  every: string | undefined,
): Wanted {
  const [from = 0, to = 0] = [...text.matchAll(time)].map(([, stamp]) => Date.parse(stamp ?? ''));
  const asked = [...text.matchAll(/"host"\]? ==? ['"](.*?)['"]/g)].map(([, host]) => host ?? '');
  const others = /no such|"u2"/.test(text);
  const [, n = '1', unit = 'ms'] = /^(\d+)(\w+)$/.exec(every ?? '') ?? [];
  const hosts = others ? [] : asked.length > 0 ? HOSTS.filter((host) => asked.includes(host)) : HOSTS;
  return { from, to, hosts, grouped, aggregate, everyMs: Number(n) * (LENGTHS[unit] ?? 1) };
}

/** Answers like InfluxDB 1.6.7 that holds the data above in the database `tele`. */
export function fake1({ method, path, params, body }: Asked): Answered {
  if (path === '/ping') return { status: 204 };
  if (path === '/write') {
    return params.get('db') === 'tele'
      ? { status: 204 }
      : { status: 404, body: '{"error":"database not found: \\"nope\\""}\n' };
  }
  const json = { 'Content-Type': 'application/json' };
  if (path !== '/query' || method !== 'POST') return { status: 404, body: '404 page not found\n' };
  const q = new URLSearchParams(body).get('q') ?? '';
  const shown = (statement: string): object => {
    const list = (columns: string[], values: unknown[][]) => ({ series: [{ name: 'x', columns, values }] });
    if (statement === 'SHOW DATABASES') return list(['name'], [['_internal'], ['tele']]);
    if (statement.startsWith('SHOW RETENTION'))
      return list(
        ['name', 'duration', 'shardGroupDuration', 'replicaN', 'default'],
        [['autogen', '0s', '168h0m0s', 1, true]],
      );
    if (statement.startsWith('SHOW MEASUREMENTS')) return list(['name'], [['cpu']]);
    if (statement.startsWith('SHOW FIELD')) return list(['fieldKey', 'fieldType'], [['u', 'float']]);
    if (statement.startsWith('SHOW TAG KEYS')) return list(['tagKey'], [['host']]);
    if (statement.startsWith('SHOW TAG VALUES'))
      return list(
        ['key', 'value'],
        HOSTS.map((host) => ['host', host]),
      );
    if (/no such/.test(statement)) return {};
    return list(['time', 'x'], [[statement.includes('first(') ? START : START + 119 * 60_000, 1]]);
  };
  if (!q.includes('WHERE')) {
    const results = q.split('; ').map((statement, i) => ({ statement_id: i, ...shown(statement) }));
    return { headers: json, body: `${JSON.stringify({ results })}\n` };
  }
  const aggregate = /SELECT (\w+)\(/.exec(q)?.[1];
  const every = /time\((\w+)\)/.exec(q)?.[1];
  const grouped = /GROUP BY .*"host"/.test(q);
  const series = rowsOf(wanted(q, /time [<>]=? '(.*?)'/g, grouped, aggregate, every));
  if (series.size === 0) return { headers: json, body: '{"results":[{"statement_id":0}]}\n' };
  const pieces = [...series].flatMap(([host, rows], s) =>
    [rows.slice(0, 50), rows.slice(50)]
      .filter(({ length }) => length > 0)
      .map((part, p, parts) => {
        const more = { ...((p + 1 < parts.length || s + 1 < series.size) && { partial: true }) };
        const one = {
          name: 'cpu',
          ...(grouped && { tags: { host } }),
          columns: ['time', 'u'],
          values: part.map(({ time, value }) => [time, value]),
          ...(p + 1 < parts.length && { partial: true }),
        };
        return `${JSON.stringify({ results: [{ statement_id: 0, series: [one], ...more }] })}\n`;
      }),
  );
  return { headers: json, body: pieces.flatMap((piece) => [piece.slice(0, 37), piece.slice(37)]) };
}

/** Answers like InfluxDB 2.7.12 that holds the data above in the bucket `tele` of the organization `org`. */
export function fake2({ method, path, params, headers, body }: Asked): Answered {
  const json = { 'Content-Type': 'application/json; charset=utf-8' };
  const failed = (status: number, code: string, message: string) => ({
    status,
    headers: json,
    body: JSON.stringify({ code, message }),
  });
  if (headers.authorization !== 'Token secret') return failed(401, 'unauthorized', 'unauthorized access');
  if (params.get('org') !== 'org')
    return failed(404, 'not found', `organization name "${params.get('org')}" not found`);
  if (path === '/api/v2/buckets' && method === 'GET') {
    const buckets = [
      { type: 'system', name: '_monitoring' },
      { type: 'user', name: 'tele' },
    ];
    return { headers: json, body: JSON.stringify({ buckets: params.get('offset') === '0' ? buckets : [] }) };
  }
  if (path === '/api/v2/write') {
    return params.get('bucket') === 'tele' ? { status: 204 } : failed(404, 'not found', 'bucket "nope" not found');
  }
  if (path !== '/api/v2/query' || method !== 'POST') return failed(404, 'not found', 'path not found');
  const asked: unknown = JSON.parse(body);
  const query = String(typeof asked === 'object' && asked !== null ? Reflect.get(asked, 'query') : '');
  if (!query.includes('"tele"'))
    return failed(404, 'not found', 'failed to initialize execute state: could not find bucket "nope"');
  const csv = { 'Content-Type': 'text/csv; charset=utf-8' };
  const list = (values: readonly string[], name = '_value', type = 'string', result = '_result') =>
    [
      `#datatype,string,long,${type}`,
      '#group,false,false,false',
      `#default,${result},,`,
      `,result,table,${name}`,
      ...values.map((value) => `,,0,${value}`),
      '',
      '',
    ].join('\r\n');
  if (query.includes('distinct(column: "_measurement")')) return { headers: csv, body: list(['cpu']) };
  if (query.includes('distinct(column: "_field")')) return { headers: csv, body: list(['u']) };
  if (query.includes('distinct(column: "host")')) return { headers: csv, body: list(HOSTS) };
  if (query.includes('keys()'))
    return { headers: csv, body: list(['_start', '_stop', '_field', '_measurement', 'host']) };
  if (query.includes('yield(name: "first")')) {
    if (query.includes('no such')) return { headers: csv, body: '\r\n' };
    const end = (name: string, t: number) =>
      list([new Date(t).toISOString().replace('.000Z', 'Z')], '_time', 'dateTime:RFC3339', name);
    return { headers: csv, body: end('last', START + 119 * 60_000) + end('first', START) };
  }
  const aggregate = /fn: (\w+),/.exec(query)?.[1] ?? (/median/.exec(query) ? 'median' : undefined);
  const grouped = /group\(columns: .*"host"/.test(query);
  const asks = wanted(query, /(?:start|stop): ([\dT:.Z-]+)/g, grouped, aggregate, /every: (\w+)/.exec(query)?.[1]);
  const series = rowsOf(asks);
  const blocks = [...series].map(([host, rows], table) =>
    [
      `#datatype,string,long,dateTime:RFC3339,double,string,string${grouped ? ',string' : ''}`,
      `#group,false,false,false,false,true,true${grouped ? ',true' : ''}`,
      `#default,_result,,,,,${grouped ? ',' : ''}`,
      `,result,table,_time,_value,_measurement,_field${grouped ? ',host' : ''}`,
      // Real windows are cut off at the start of the range, and labelled so.
      ...rows.map(
        ({ time, value }) =>
          `,,${table},${new Date(Math.max(time, asks.from)).toISOString()},${value ?? ''},cpu,u${grouped ? `,${host}` : ''}`,
      ),
      '',
      '',
    ].join('\r\n'),
  );
  const text = blocks.join('') || '\r\n';
  return {
    headers: csv,
    body: [text.slice(0, 333), text.slice(333, 1111), text.slice(1111)].filter((piece) => piece !== ''),
  };
}
