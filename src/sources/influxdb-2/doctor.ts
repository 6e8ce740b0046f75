import type { JobContext } from '../../base/job';
import { examineAt, type Fix, failed, passed, type Test, unknown } from '../doctor';
import { another, stranger, unasked } from '../doctor-cors';
import { assetsPath, nginx, quoted, shell, text } from '../doctor-fixes';
import { networkTests } from '../doctor-network';
import { type Answer, fieldIn, type Wire } from '../doctor-wire';
import { identify } from '../probe';
import type { Diagnosis, Opening, Page } from '../types';
import type { Influx2Params } from '.';

const chosen = { id: 'influxdb-2', title: 'InfluxDB 2', port: 8086, path: '/api/v2/setup' } as const;
const start = shell(
  'See whether it runs, and start it',
  'systemctl status influxdb',
  'sudo systemctl start influxdb',
  '# in docker: docker ps -a --filter ancestor=influxdb:2',
);

const tls = shell(
  'Let InfluxDB 2 speak https, then use its https address',
  'influxd --tls-cert=/etc/ssl/influxdb.crt --tls-key=/etc/ssl/influxdb.key',
);

const signed = (params: Influx2Params): RequestInit => ({ headers: { Authorization: `Token ${params.token.trim()}` } });

const wordsIn = ({ status, body }: Answer): string => {
  const said = fieldIn(body, 'message');
  return typeof said === 'string' ? said : `HTTP ${status}`;
};

function namesIn(answer: Answer | undefined, key: 'orgs' | 'buckets'): string[] {
  const found = answer === undefined ? undefined : fieldIn(answer.body, key);
  return (Array.isArray(found) ? found : [])
    .filter((one: unknown) => typeof one === 'object' && one !== null && Reflect.get(one, 'type') !== 'system')
    .map((one: object) => String(Reflect.get(one, 'name')));
}

const listed = (names: readonly string[]): string =>
  names
    .slice(0, 8)
    .map((name) => `“${name}”`)
    .join(', ');

/** A new token for what Undertone does: reading one bucket, or all, and writing forecasts back when that is wanted. */
function newToken({ url }: Wire, org: string, bucket: string | undefined, write: boolean): Fix {
  const at = `--host ${quoted(url)} --org ${quoted(org)}`;
  const title = `Make a token that may read${write ? ' and write' : ''}${bucket === undefined ? '' : ` “${bucket}”`}`;
  if (bucket === undefined) {
    return shell(
      title,
      `influx auth create ${at} --description Undertone --read-buckets${write ? ' --write-buckets' : ''}`,
    );
  }
  return shell(
    title,
    `id=$(influx bucket list ${at} --name ${quoted(bucket)} --hide-headers | cut -f1)`,
    `influx auth create ${at} --description Undertone --read-bucket "$id"${write ? ' --write-bucket "$id"' : ''}`,
  );
}

/** The tests of a connection to InfluxDB 2. */
export function diagnose(
  { params }: Opening<Influx2Params>,
  page: Page,
  ctx: JobContext,
  named?: string,
): Promise<Diagnosis> {
  const org = params.org.trim();
  const bucket = named === '' ? undefined : named;
  return examineAt(params.url.trim().replace(/\/api\/v2\/*$/, ''), page, ctx, (wire): readonly Test[] => [
    ...networkTests(wire, { ...chosen, start, secure: [assetsPath(wire), tls, nginx(wire, chosen.port, true)] }),
    { id: 'cors', run: () => cors(wire) },
    { id: 'auth', run: () => auth(wire, params) },
    { id: 'org', run: () => organisation(wire, params, org) },
    { id: 'database', run: () => data(wire, params, org, bucket) },
  ]);
}

async function cors(wire: Wire) {
  const setup = await wire.ask('/api/v2/setup');
  if (setup === undefined) return stranger(wire, chosen, [assetsPath(wire)]);
  if (typeof fieldIn(setup.body, 'allowed') !== 'boolean') {
    const found = await identify(wire);
    if (found === 'other' || found === undefined) return stranger(wire, chosen);
    if (found.id !== chosen.id) return another(wire, chosen, found);
  }
  const preflight = await wire.ask('/api/v2/buckets?limit=1', { headers: { Authorization: 'Token none' } });
  return preflight === undefined
    ? unasked(wire, chosen)
    : passed('It lets this page send a token and read its answers.');
}

async function auth(wire: Wire, params: Influx2Params) {
  const org = params.org.trim();
  const setup = await wire.ask('/api/v2/setup');
  if (fieldIn(setup?.body ?? '', 'allowed') === true) {
    return failed('It was never set up.', `The InfluxDB 2 at ${wire.url} has no user, organisation or bucket yet.`, [
      shell(
        'Set it up',
        `influx setup --host ${quoted(wire.url)} --org ${quoted(org === '' ? 'my-org' : org)} --bucket my-bucket --username admin`,
      ),
    ]);
  }
  const fixes = [
    newToken(wire, org === '' ? 'my-org' : org, undefined, true),
    text('Or in its own pages: Load Data, API Tokens, Generate', `${wire.url}/`),
  ];
  const token = params.token.trim();
  if (token === '') return failed('No token is given.', 'InfluxDB 2 answers nobody without an API token.', fixes);
  if (!/^[\x21-\x7e]*$/.test(token)) {
    return failed(
      'The token holds signs that no token has.',
      'The token holds spaces or signs that no token has. Copy it again.',
      fixes,
    );
  }
  const answer = await wire.ask('/api/v2/buckets?limit=1', signed(params));
  if (answer === undefined) return unknown('No answer came in time.');
  if (answer.status === 401) {
    return failed(
      'It does not take this token.',
      'The server does not know this token: it was mistyped, deleted, switched off, or made on another server.',
      fixes,
    );
  }
  if (answer.status >= 500) return unknown(`The server failed (HTTP ${answer.status}): ${wordsIn(answer)}.`);
  return passed('It takes this token.');
}

async function organisation(wire: Wire, params: Influx2Params, org: string) {
  const seen = async (): Promise<string[]> => namesIn(await wire.ask('/api/v2/orgs', signed(params)), 'orgs');
  const here = (names: readonly string[]) => names.map((name) => text('An organisation this token sees', name));
  const list = shell('List them', `influx org list --host ${quoted(wire.url)} --token "$INFLUX_TOKEN"`);
  if (org === '') {
    const names = await seen();
    return failed('None is named.', 'InfluxDB 2 keeps its data by organisation, and none is named.', [
      ...here(names),
      list,
    ]);
  }
  const answer = await wire.ask(`/api/v2/buckets?${new URLSearchParams({ org, limit: '1' })}`, signed(params));
  if (answer === undefined) return unknown('No answer came in time.');
  if (answer.status < 400) return passed(`“${org}” is there.`);
  const names = await seen();
  const sees = names.length === 0 ? '' : ` It sees ${listed(names)}.`;
  return failed(`${wordsIn(answer)}.`, `There is no organisation “${org}” that this token may see.${sees}`, [
    ...here(names),
    list,
  ]);
}

async function data(wire: Wire, params: Influx2Params, org: string, bucket: string | undefined) {
  const buckets = (asked: Record<string, string>) =>
    wire.ask(`/api/v2/buckets?${new URLSearchParams({ org, ...asked })}`, signed(params));
  if (bucket === undefined) {
    const all = await buckets({ limit: '100' });
    if (all === undefined) return unknown('No answer came in time.');
    const names = namesIn(all, 'buckets');
    return names.length > 0
      ? passed(`This token sees ${names.length === 1 ? 'one bucket' : `${names.length} buckets`}; none is chosen yet.`)
      : failed('This token sees no bucket.', `This token may not read any bucket of “${org}”.`, [
          newToken(wire, org, undefined, true),
        ]);
  }
  const one = await buckets({ name: bucket });
  if (one === undefined) return unknown('No answer came in time.');
  if (!namesIn(one, 'buckets').includes(bucket) && !bucket.startsWith('_')) {
    const names = namesIn(await buckets({ limit: '100' }), 'buckets');
    const sees = names.length === 0 ? '' : ` It sees ${listed(names)}.`;
    return failed(
      `This token sees no bucket “${bucket}”.`,
      `There is no bucket “${bucket}” in “${org}” that this token may read.${sees}`,
      [
        ...names.slice(0, 3).map((name) => text('A bucket this token sees', name)),
        shell(
          'Make it',
          `influx bucket create --host ${quoted(wire.url)} --org ${quoted(org)} --name ${quoted(bucket)}`,
        ),
        newToken(wire, org, bucket, true),
      ],
    );
  }
  // A write of nothing is refused or not as any other, and stores nothing.
  const to = new URLSearchParams({ org, bucket, precision: 'ms' });
  const write = await wire.ask(`/api/v2/write?${to}`, { ...signed(params), method: 'POST', body: '' });
  return write?.status === 403
    ? passed(`“${bucket}” may be read, not written to: forecasts cannot be kept there.`, [
        newToken(wire, org, bucket, true),
      ])
    : passed(`“${bucket}” is there and may be read.`);
}
