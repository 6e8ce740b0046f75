/**
 * A real InfluxDB 2.7, in this order: one named in the environment; an `influxd` of version 2 on the PATH; docker with
 * influxdb:2.7; else one built from its published Go module. Ours run on a free port in a temporary folder.
 */
import { join } from 'node:path';
import { type Found, found, missing, need } from './found';
import { type RequestPlan, requestJson, requestText, stringAt } from './http';
import { findInfluxd } from './influx1';
import { buildInfluxd2, builtInfluxd2 } from './influxd2/build';
import { freePort, startProcess, temporaryFolder } from './process';
import { isExecutable, onPath, shell, tail } from './shell';

const DOCKER_IMAGE = 'influxdb:2.7';

/** How an InfluxDB 2 can be had here. */
export type Influx2Way =
  | { readonly way: 'environment'; readonly url: string; readonly token: string; readonly org: string | undefined }
  | { readonly way: 'binary'; readonly path: string }
  | { readonly way: 'docker' };

export interface Influx2Options {
  /** Where our own keeps its metadata; data are in the temporary folder either way. */
  readonly store?: 'disk' | 'memory';
  /** A folder our own serves as its pages, in place of InfluxDB's. */
  readonly assets?: string;
}

export interface Influx2 {
  readonly url: string;
  readonly org: string;
  readonly orgId: string;
  /** May do everything. */
  readonly token: string;
  /** An empty bucket for the tests. */
  readonly bucket: string;
  readonly bucketId: string;
  /** Absent when the server is not a process of ours. */
  readonly pid?: number;
  readonly folder?: string;
  /** Runs Flux and gives InfluxDB's annotated CSV. */
  query(flux: string): Promise<string>;
  makeBucket(name: string): Promise<string>;
  /** A token that may read one bucket and do nothing else. */
  readOnlyToken(bucketId?: string): Promise<string>;
  log(): string;
  /** Ends the server as a crash would, its data stay; absent when it is not a process of ours. */
  crash?(): Promise<void>;
  /** Starts a crashed one again on its data, at its address. */
  revive?(): Promise<void>;
  /** Ends the server and removes its folder; of somebody else's server only the test bucket is removed. */
  stop(): Promise<void>;
}

/** Finds the way to an InfluxDB 2 without building anything. */
async function findInflux2(): Promise<Influx2Way | undefined> {
  const { UNDERTONE_INFLUX2_URL: url, UNDERTONE_INFLUX2_TOKEN: token, UNDERTONE_INFLUX2_ORG: org } = process.env;
  if (url && token) return { way: 'environment', url: url.replace(/\/+$/, ''), token, org: org || undefined };
  const installed = await findInfluxd(2);
  if (installed !== undefined) return { way: 'binary', path: installed };
  if (await dockerHasImage()) return { way: 'docker' };
  return isExecutable(builtInfluxd2()) ? { way: 'binary', path: builtInfluxd2() } : undefined;
}

/** The way to an InfluxDB 2; builds the server when there is no other. Takes minutes the first time. */
export async function ensureInflux2(): Promise<Found<Influx2Way>> {
  const way = await findInflux2();
  if (way !== undefined) return found(way);
  const built = await buildInfluxd2();
  if (built.ok) return found({ way: 'binary', path: built.part });
  const others = 'UNDERTONE_INFLUX2_URL and UNDERTONE_INFLUX2_TOKEN, an influxd 2 on the PATH, or docker would do too';
  return missing(`no InfluxDB 2: ${built.reason} (${others})`);
}

/** Starts (or joins) an InfluxDB 2 and sets it up; throws MissingPart when none can be had. */
export async function startInflux2(options: Influx2Options = {}): Promise<Influx2> {
  const way = need(await ensureInflux2());
  if (way.way === 'environment') return joinServer(way.url, way.token, way.org);
  return way.way === 'docker' ? startInDocker() : startBinary(way.path, options);
}

async function startBinary(command: string, options: Influx2Options): Promise<Influx2> {
  const folder = await temporaryFolder('influx2');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startProcess({
    name: 'InfluxDB 2',
    command,
    folder,
    args: [
      `--bolt-path=${join(folder, 'influxd.bolt')}`,
      `--sqlite-path=${join(folder, 'influxd.sqlite')}`,
      `--engine-path=${join(folder, 'engine')}`,
      `--http-bind-address=127.0.0.1:${port}`,
      `--store=${options.store ?? 'disk'}`,
      ...(options.assets === undefined ? [] : [`--assets-path=${options.assets}`]),
      '--reporting-disabled',
      '--log-level=warn',
    ],
    // A config file of the user's must not change the tests' server.
    env: { INFLUXD_CONFIG_PATH: folder },
    ready: () => isReady(url),
  });
  const { pid, log, stop, crash, revive } = server;
  return setUp(url, { pid, folder, log, stop, crash, revive });
}

async function startInDocker(): Promise<Influx2> {
  const port = await freePort();
  const env = ['-e', 'INFLUXD_REPORTING_DISABLED=true', '-e', 'INFLUXD_LOG_LEVEL=warn'];
  const run = await shell('docker', ['run', '-d', '--rm', '-p', `127.0.0.1:${port}:8086`, ...env, DOCKER_IMAGE]);
  if (!run.ok) throw new Error(`docker did not start ${DOCKER_IMAGE}: ${tail(run.output, 4)}`);
  const container = run.stdout.trim();
  const stop = async () => {
    await shell('docker', ['rm', '--force', '--volumes', container]);
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 60_000;
  while (!(await isReady(url).catch(() => false))) {
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`InfluxDB 2 in docker did not answer at ${url} within a minute`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return setUp(url, { log: () => `in docker, container ${container}`, stop });
}

/** Joins a server that is somebody else's: a new bucket for the tests, taken away at the end. */
async function joinServer(url: string, token: string, wantedOrg: string | undefined): Promise<Influx2> {
  const filter = wantedOrg === undefined ? '' : `?org=${encodeURIComponent(wantedOrg)}`;
  const orgs = await requestJson(`the organizations of ${url}`, `${url}/api/v2/orgs${filter}`, signed(token));
  const [orgId, org] = [stringAt(orgs, 'orgs', 0, 'id'), stringAt(orgs, 'orgs', 0, 'name')];
  const bucket = `undertone-test-${Date.now()}-${process.pid}`;
  const bucketId = await makeBucket(url, token, orgId, bucket);
  const stop = async () => {
    await requestText('removing the test bucket', `${url}/api/v2/buckets/${bucketId}`, {
      ...signed(token),
      method: 'DELETE',
    });
  };
  return withHelpers({ url, org, orgId, token, bucket, bucketId, log: () => `somebody else's, at ${url}`, stop });
}

type Base = Omit<Influx2, 'query' | 'makeBucket' | 'readOnlyToken'>;
type Hold = Pick<Influx2, 'pid' | 'folder' | 'log' | 'stop' | 'crash' | 'revive'>;

/** The first user, organization, bucket and token of a fresh server. */
async function setUp(url: string, hold: Hold): Promise<Influx2> {
  const [org, bucket] = ['undertone', 'tests'];
  try {
    const answer = await requestJson('setting InfluxDB 2 up', `${url}/api/v2/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'undertone', password: 'undertone-tests', org, bucket }),
    });
    return withHelpers({
      ...hold,
      url,
      org,
      bucket,
      orgId: stringAt(answer, 'org', 'id'),
      bucketId: stringAt(answer, 'bucket', 'id'),
      token: stringAt(answer, 'auth', 'token'),
    });
  } catch (error) {
    await hold.stop();
    throw error;
  }
}

function withHelpers(base: Base): Influx2 {
  const { url, token, org, orgId } = base;
  return {
    ...base,
    query: (flux) =>
      requestText(`Flux "${flux.slice(0, 80)}"`, `${url}/api/v2/query?org=${encodeURIComponent(org)}`, {
        method: 'POST',
        headers: { Authorization: `Token ${token}`, 'Content-Type': 'application/vnd.flux', Accept: 'text/csv' },
        body: flux,
      }),
    makeBucket: (name) => makeBucket(url, token, orgId, name),
    readOnlyToken: async (bucketId = base.bucketId) => {
      const permissions = [{ action: 'read', resource: { type: 'buckets', id: bucketId, orgID: orgId } }];
      const plan = posted(token, { orgID: orgId, description: 'reads one bucket', permissions });
      return stringAt(await requestJson('making a token', `${url}/api/v2/authorizations`, plan), 'token');
    },
  };
}

async function makeBucket(url: string, token: string, orgId: string, name: string): Promise<string> {
  const plan = posted(token, { orgID: orgId, name, retentionRules: [] });
  return stringAt(await requestJson(`making the bucket ${name}`, `${url}/api/v2/buckets`, plan), 'id');
}

function signed(token: string): RequestPlan {
  return { headers: { Authorization: `Token ${token}` } };
}

function posted(token: string, body: unknown): RequestPlan {
  return {
    method: 'POST',
    headers: { Authorization: `Token ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/health`)).ok;
}

async function dockerHasImage(): Promise<boolean> {
  if (onPath('docker') === undefined) return false;
  if (!(await shell('docker', ['info'], { timeoutMs: 15_000 })).ok) return false;
  if ((await shell('docker', ['image', 'inspect', DOCKER_IMAGE], { timeoutMs: 15_000 })).ok) return true;
  return (await shell('docker', ['pull', '--quiet', DOCKER_IMAGE], { timeoutMs: 300_000 })).ok;
}
