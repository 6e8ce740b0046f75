/** A real InfluxDB 1 of our own: found or installed, started on free ports in a temporary folder, and stopped. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installPackages } from './apt';
import { type Found, found, missing, need } from './found';
import { type RequestPlan, requestJson } from './http';
import { freePorts, startProcess, temporaryFolder } from './process';
import { allOnPath, shell } from './shell';

export interface Influx1Options {
  /** Ask for a user and a password; an admin user is made. */
  readonly auth?: boolean;
  /** With `auth`: tokens (JWT, HS256) signed with this are taken too. */
  readonly sharedSecret?: string;
}

export interface Influx1 {
  readonly url: string;
  /** Present when the server asks for them. */
  readonly user?: string;
  readonly password?: string;
  readonly pid: number;
  readonly folder: string;
  /** Runs InfluxQL as the admin and gives the parsed answer. */
  query(influxQl: string, database?: string): Promise<unknown>;
  log(): string;
  /** Ends the server as a crash would; its data stay. */
  crash(): Promise<void>;
  /** Starts a crashed one again on its data, at its address. */
  revive(): Promise<void>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** The path of an `influxd` of version 1, installed from the system's packages if there is none. */
export async function ensureInfluxd1(): Promise<Found<string>> {
  const here = await findInfluxd(1);
  if (here !== undefined) return found(here);
  const installed = await installPackages(['influxdb']);
  if (!installed.ok) return missing(`no InfluxDB 1: no influxd of version 1 on the PATH, and ${installed.reason}`);
  const path = await findInfluxd(1);
  return path === undefined ? missing('no InfluxDB 1: the package influxdb is not of version 1') : found(path);
}

/** The first `influxd` on the PATH that says it is of this major version. */
export async function findInfluxd(major: 1 | 2): Promise<string | undefined> {
  for (const path of new Set([...allOnPath('influxd'), ...allOnPath('influxd2'), ...allOnPath('influxd1')])) {
    const { output } = await shell(path, ['version'], { timeoutMs: 20_000 });
    if (new RegExp(`InfluxDB v?${major}\\.`).test(output)) return path;
  }
  return undefined;
}

/** Starts a server of its own; throws MissingPart when no `influxd` 1 can be had. */
export async function startInflux1(options: Influx1Options = {}): Promise<Influx1> {
  const command = need(await ensureInfluxd1());
  const folder = await temporaryFolder('influx1');
  const [port, backupPort] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'influxdb.conf');
  await writeFile(config, configuration(folder, Number(port), Number(backupPort), options));
  const server = await startProcess({
    name: 'InfluxDB 1',
    command,
    args: ['-config', config],
    folder,
    ready: async () => (await fetch(`${url}/ping`)).status === 204,
  });
  const login = options.auth ? { user: 'admin', password: "pass'word 1" } : undefined;
  const { pid, log, stop, crash, revive } = server;
  const base = { url, ...login, pid, folder, log, stop, crash, revive };
  const query = (influxQl: string, database?: string) => ask(base, influxQl, database);
  try {
    if (login !== undefined) await ask({ url }, createAdmin(login.user, login.password));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...base, query };
}

/** The header that signs requests to this server; empty when it asks for none. */
export function influx1Headers(server: Pick<Influx1, 'user' | 'password'>): Record<string, string> {
  if (server.user === undefined) return {};
  const secret = Buffer.from(`${server.user}:${server.password ?? ''}`, 'utf8').toString('base64');
  return { Authorization: `Basic ${secret}` };
}

function ask(server: Pick<Influx1, 'url' | 'user' | 'password'>, q: string, db?: string): Promise<unknown> {
  const plan: RequestPlan = {
    method: 'POST',
    headers: { ...influx1Headers(server), 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ q, ...(db === undefined ? {} : { db }) }).toString(),
  };
  return requestJson(`InfluxQL "${q.slice(0, 80)}"`, `${server.url}/query`, plan);
}

function createAdmin(user: string, password: string): string {
  return `CREATE USER "${user}" WITH PASSWORD '${password.replaceAll("'", "\\'")}' WITH ALL PRIVILEGES`;
}

function configuration(folder: string, port: number, backupPort: number, options: Influx1Options): string {
  const text = (value: string) => JSON.stringify(value);
  return `reporting-disabled = true
bind-address = "127.0.0.1:${backupPort}"
[meta]
  dir = ${text(join(folder, 'meta'))}
[data]
  dir = ${text(join(folder, 'data'))}
  wal-dir = ${text(join(folder, 'wal'))}
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${options.auth ?? false}
  shared-secret = ${text(options.sharedSecret ?? '')}
  log-enabled = false
`;
}
