import type { JobContext } from '../../base/job';
import { examineAt, type Fix, failed, passed, type Test, unknown } from '../doctor';
import { another, stranger, unasked } from '../doctor-cors';
import { nginx, quoted, shell, text } from '../doctor-fixes';
import { networkTests } from '../doctor-network';
import { type Answer, fieldIn, type Wire } from '../doctor-wire';
import { identify } from '../probe';
import type { Diagnosis, Opening, Page } from '../types';
import type { Influx1Params } from '.';
import { signed, tokenFault } from './auth';
import { databaseOf, identifier } from './influxql';

const chosen = { id: 'influxdb-1', title: 'InfluxDB 1', port: 8086, path: '/ping' } as const;
const start = shell('See whether it runs, and start it', 'systemctl status influxdb', 'sudo systemctl start influxdb');

const tls = text(
  'Let InfluxDB 1 speak https (influxdb.conf), then use its https address',
  '[http]\n  https-enabled = true\n  https-certificate = "/etc/ssl/influxdb.pem"\n  https-private-key = "/etc/ssl/influxdb.key"',
);

/** InfluxQL run by an administrator in the `influx` shell; it asks for the password. */
function asAdmin(title: string, { url }: Wire, q: string): Fix {
  const { hostname, port, protocol } = new URL(url);
  const ssl = protocol === 'https:' ? ' -ssl' : '';
  return shell(
    title,
    `influx -host ${quoted(hostname)} -port ${port || (ssl === '' ? 80 : 443)}${ssl} -username admin -password '' -execute ${quoted(q)}`,
  );
}

const query = (q: string, headers: Record<string, string>): [string, RequestInit] => [
  '/query',
  { method: 'POST', headers, body: new URLSearchParams({ q }) },
];

const errorIn = ({ body }: Answer): string => {
  const said = fieldIn(body, 'error') ?? fieldIn(body, 'results', 0, 'error') ?? fieldIn(body, 'message');
  return typeof said === 'string' ? said.trim() : '';
};

/** The names in the first column of a SHOW statement's first answer. */
function namesIn({ body }: Answer): string[] {
  const rows = fieldIn(body, 'results', 0, 'series', 0, 'values');
  return Array.isArray(rows) ? rows.map((row: unknown) => String(Array.isArray(row) ? row[0] : '')) : [];
}

async function cors(wire: Wire, params: Influx1Params) {
  const ping = await wire.ask('/ping');
  const major = /^v?(\d)/.exec(ping?.version ?? '')?.[1];
  if (major === '2' && wire.same) return passed('InfluxDB 2 answers in InfluxQL here, for it serves this page itself.');
  const asked = await wire.ask(...query('SHOW DATABASES', {}));
  const readable = asked !== undefined && (Array.isArray(fieldIn(asked.body, 'results')) || errorIn(asked) !== '');
  if (!readable) return stranger(wire, chosen);
  if (major !== undefined && major !== '1') {
    const found = await identify(wire);
    if (typeof found === 'object' && found.id !== chosen.id) return another(wire, chosen, found);
  }
  const login = params.auth === 'jwt' || (params.auth !== 'none' && params.username !== '');
  if (!login) return passed('It lets this page read its answers.');
  const preflight = await wire.ask(...query('SHOW DATABASES', { Authorization: 'Basic bm9ib2R5Og==' }));
  return preflight === undefined
    ? unasked(wire, chosen)
    : passed('It lets this page send a login and read its answers.');
}

async function auth(wire: Wire, params: Influx1Params) {
  const headers = signed(params);
  const answer = await wire.ask(...query('SHOW DATABASES', headers));
  if (answer === undefined) return unknown('No answer came in time.');
  const said = errorIn(answer);
  const who = params.auth === 'jwt' ? 'this token' : params.username === '' ? 'nobody' : `“${params.username}”`;
  const create = asAdmin('Make a user for Undertone', wire, `CREATE USER "undertone" WITH PASSWORD 'choose-one'`);
  if (answer.status === 401) {
    if (headers.Authorization === undefined) {
      return failed('It asks for a login.', 'This server asks for a user name and password, or a token.', [create]);
    }
    if (params.auth === 'jwt') {
      const words = tokenFault(said) ?? `The server does not accept this token: ${said}.`;
      const secret = text(
        'Where the secret stands (influxdb.conf); sign username and exp with it, HS256',
        '[http]\n  auth-enabled = true\n  shared-secret = "…"',
      );
      return failed(said, words, [secret]);
    }
    return failed(
      `It does not take ${who} with this password.`,
      `The server does not know the user ${who} with this password.`,
      [asAdmin('Set a new password', wire, `SET PASSWORD FOR ${identifier(params.username)} = 'choose-one'`), create],
    );
  }
  if (answer.status >= 500) return unknown(`The server failed (HTTP ${answer.status}): ${said}.`);
  if (answer.status >= 400) return failed(said, `The server refused even the list of databases: ${said}`, [create]);
  return passed(headers.Authorization === undefined ? 'It asks for no login.' : `It takes ${who}.`);
}

async function database(wire: Wire, params: Influx1Params, named: string | undefined) {
  const headers = signed(params);
  const list = await wire.ask(...query('SHOW DATABASES', headers));
  const names = list === undefined ? [] : namesIn(list);
  const user = params.auth === 'basic' && params.username !== '' ? params.username : 'undertone';
  const grant = (what: 'READ' | 'WRITE' | 'ALL', name: string) =>
    asAdmin(
      `Let ${user} ${what === 'READ' ? 'read' : what === 'WRITE' ? 'write to' : 'read and write'} it`,
      wire,
      `GRANT ${what} ON ${identifier(name)} TO ${identifier(user)}`,
    );
  if (named === undefined || named === '') {
    if (list === undefined) return unknown('No answer came in time.');
    if (names.length > 0)
      return passed(
        `It shows ${names.length === 1 ? 'one database' : `${names.length} databases`}; none is chosen yet.`,
      );
    return failed('It shows no database.', 'There is no database that this user may see.', [
      grant('READ', 'your-database'),
      asAdmin('Make one', wire, 'CREATE DATABASE "your-database"'),
    ]);
  }
  const { database: db, policy } = databaseOf(named);
  const seen = await wire.ask(...query(`SHOW RETENTION POLICIES ON ${identifier(db)}`, headers));
  if (seen === undefined) return unknown('No answer came in time.');
  const said = errorIn(seen);
  if (/database not found/.test(said)) {
    const there =
      names.length === 0
        ? ''
        : ` It has ${names
            .slice(0, 8)
            .map((name) => `“${name}”`)
            .join(', ')}.`;
    return failed(`There is no database “${db}”.`, `The server has no database “${db}”.${there}`, [
      ...names.slice(0, 3).map((name) => text('A database that is there', name)),
      asAdmin('Make it', wire, `CREATE DATABASE ${identifier(db)}`),
    ]);
  }
  if (seen.status === 403 || /not authorized/.test(said)) {
    return failed(said, `This user may not read the database “${db}”.`, [grant('READ', db)]);
  }
  if (said !== '') return failed(said, `The database “${db}” cannot be read: ${said}`, []);
  if (policy !== undefined && !namesIn(seen).includes(policy)) {
    return failed(
      `“${db}” has no retention policy “${policy}”.`,
      `The database “${db}” has no retention policy “${policy}”.`,
      namesIn(seen).map((name) => text('A retention policy that is there', `${db}/${name}`)),
    );
  }
  // A write of nothing is refused or not as any other, and stores nothing.
  const write = await wire.ask(`/write?${new URLSearchParams({ db })}`, { method: 'POST', headers, body: '' });
  return write?.status === 403
    ? passed(`“${db}” may be read, not written to: forecasts cannot be kept there.`, [grant('WRITE', db)])
    : passed(`“${db}” is there and may be read.`);
}

/** The tests of a connection to InfluxDB 1. */
export const diagnose = (
  { params }: Opening<Influx1Params>,
  page: Page,
  ctx: JobContext,
  named?: string,
): Promise<Diagnosis> =>
  examineAt(params.url, page, ctx, (wire): readonly Test[] => [
    ...networkTests(wire, { ...chosen, start, secure: [tls, nginx(wire, chosen.port, true)] }),
    { id: 'cors', run: () => cors(wire, params) },
    { id: 'auth', run: () => auth(wire, params) },
    { id: 'database', run: () => database(wire, params, named) },
  ]);
