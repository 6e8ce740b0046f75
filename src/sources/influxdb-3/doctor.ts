import type { JobContext } from '../../base/job';
import { examineAt, type Fix, failed, passed, type Test, unknown } from '../doctor';
import { another, stranger } from '../doctor-cors';
import { lookAt, nginx, quoted, shell, text } from '../doctor-fixes';
import { networkTests } from '../doctor-network';
import { fieldIn, type Wire } from '../doctor-wire';
import { identify } from '../probe';
import type { Diagnosis, Opening, Page } from '../types';
import type { Influx3Params } from '.';
import { TABLES } from './sql';

const chosen = { id: 'influxdb-3', title: 'InfluxDB 3', port: 8181, path: '/ping' } as const;
const start = shell(
  'See whether it runs, and start it',
  'ps ax | grep influxdb3',
  'influxdb3 serve --node-id node0 --object-store file --data-dir ~/.influxdb3',
);

const tls = shell(
  'Let InfluxDB 3 speak https, then use its https address',
  'influxdb3 serve --tls-cert /etc/ssl/influxdb.crt --tls-key /etc/ssl/influxdb.key --node-id node0 --object-store file --data-dir ~/.influxdb3',
);

const BEARER = '-H "Authorization: Bearer $INFLUXDB3_AUTH_TOKEN"';

const signed = ({ token }: Influx3Params): RequestInit =>
  token.trim() === '' ? {} : { headers: { Authorization: `Bearer ${token.trim()}` } };

const newToken = ({ url }: Wire): Fix =>
  shell(
    'Make a token',
    `influxdb3 create token --admin --host ${quoted(url)} --name undertone --token "$INFLUXDB3_AUTH_TOKEN"`,
  );

/** The tests of a connection to InfluxDB 3, whose refusals carry no CORS headers: what cannot be read may be any of them. */
export const diagnose = (
  { params }: Opening<Influx3Params>,
  page: Page,
  ctx: JobContext,
  named?: string,
): Promise<Diagnosis> =>
  examineAt(params.url.trim().replace(/\/api\/v3\/*$/, ''), page, ctx, (wire): readonly Test[] => [
    ...networkTests(wire, { ...chosen, start, secure: [tls, nginx(wire, chosen.port, true)] }),
    { id: 'cors', run: () => cors(wire, params) },
    { id: 'auth', run: () => auth(wire, params) },
    { id: 'database', run: () => data(wire, params, named || params.database.trim()) },
  ]);

const mayBeRead = 'It lets this page read its answers.';

async function cors(wire: Wire, params: Influx3Params) {
  const wellFormed = /^[\x21-\x7e]*$/.test(params.token.trim());
  const ping = await wire.ask('/ping', wellFormed ? signed(params) : {});
  const version = fieldIn(ping?.body ?? '', 'version') ?? ping?.version;
  if (ping !== undefined && /^v?3/.test(String(version))) return passed(mayBeRead);
  const found = await identify(wire);
  if (typeof found === 'object') return found.id === chosen.id ? passed(mayBeRead) : another(wire, chosen, found);
  if (found === 'other') {
    return failed('What answers is no InfluxDB.', `A server answers at ${wire.url}, but it is no InfluxDB 3.`, [
      lookAt(wire, '/ping', BEARER),
    ]);
  }
  if (wire.late()) return stranger(wire, chosen);
  return unknown(
    'It shows this page nothing. InfluxDB 3 does so to a wrong token: its refusals carry no CORS headers.',
  );
}

async function auth(wire: Wire, params: Influx3Params) {
  const token = params.token.trim();
  if (!/^[\x21-\x7e]*$/.test(token)) {
    return failed(
      'The token holds signs that no token has.',
      'The token holds spaces or signs that no token has. Copy it again.',
      [newToken(wire)],
    );
  }
  const list = await wire.ask('/ping', signed(params));
  if (list !== undefined && list.status < 400)
    return passed(token === '' ? 'It asks for no token.' : 'It takes this token.');
  const open = list ?? (await wire.ask('/ping')) ?? (await wire.ask('/health'));
  const none = token === '';
  const fixes = [lookAt(wire, '/ping', ...(none ? [] : [BEARER])), newToken(wire)];
  if (open !== undefined) {
    const what = none ? 'It asks for a token.' : 'It does not take this token.';
    return failed(what, `InfluxDB 3 answers at ${wire.url}. ${what}`, fixes);
  }
  return failed(
    none ? 'No token is given, and nothing may be read without.' : 'With this token nothing may be read.',
    `Something answers at ${wire.url} and shows this page nothing. Most likely the token is ${none ? 'missing' : 'wrong'}: InfluxDB 3 hides even that from pages. The command below shows its words; if they are not “401”, it is another program or a proxy that allows no other pages.`,
    [...fixes, nginx(wire, chosen.port, wire.url.startsWith('https:'))],
  );
}

async function data(wire: Wire, params: Influx3Params, name: string) {
  const list = await wire.ask('/api/v3/configure/database?format=json', signed(params));
  const rows = fieldIn(list?.body ?? '[]');
  const names = (Array.isArray(rows) ? rows : [])
    .map((row: unknown) => String(typeof row === 'object' && row !== null ? Reflect.get(row, 'iox::database') : ''))
    .filter((one) => one !== '' && one !== '_internal');
  const make = (database: string): Fix =>
    shell(
      'Make it',
      `influxdb3 create database --host ${quoted(wire.url)} --token "$INFLUXDB3_AUTH_TOKEN" ${quoted(database)}`,
    );
  if (name === '') {
    if (list === undefined || list.status >= 400) {
      return failed(
        'This token may not list the databases.',
        'This token may not list the databases: name the one to read in the form.',
        [],
      );
    }
    return names.length > 0
      ? passed(`It shows ${names.length === 1 ? 'one database' : `${names.length} databases`}; none is chosen yet.`)
      : failed('It holds no database.', 'This server holds no database that this token may see.', [
          make('my-database'),
        ]);
  }
  const body = JSON.stringify({ db: name, q: TABLES, format: 'json' });
  const { headers } = signed(params);
  const asked = await wire.ask('/api/v3/query_sql', {
    method: 'POST',
    headers: { ...(headers as Record<string, string> | undefined), 'Content-Type': 'application/json' },
    body,
  });
  if (asked !== undefined && asked.status < 400) return passed(`“${name}” is there and may be read.`);
  const curl = `curl -i ${BEARER} -H 'Content-Type: application/json' --data ${quoted(body)} ${quoted(`${wire.url}/api/v3/query_sql`)}`;
  const look = shell('See what it says', curl);
  if (names.includes(name)) {
    return failed('A query of it is refused.', `The database “${name}” is there, but this token may not read it.`, [
      look,
    ]);
  }
  const there =
    names.length === 0
      ? ''
      : ` It shows ${names
          .slice(0, 8)
          .map((one) => `“${one}”`)
          .join(', ')}.`;
  return failed(`It shows no database “${name}”.`, `There is no database “${name}” that this token may read.${there}`, [
    ...names.slice(0, 3).map((one) => text('A database that is there', one)),
    look,
    make(name),
  ]);
}
