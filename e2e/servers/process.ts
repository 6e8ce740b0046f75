/** Server processes: a temporary folder and free ports, started, waited for, and stopped without a trace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tail } from './shell';

export interface ServerProcess {
  readonly pid: number;
  /** Everything it printed so far. */
  log(): string;
  /** Ends it as a crash would; its folder stays. */
  crash(): Promise<void>;
  /** Starts a crashed one again, in its folder and on its port. */
  revive(): Promise<void>;
  /** Ends the process and removes its folder; safe to call twice. */
  stop(): Promise<void>;
}

export interface ServerPlan {
  /** For messages, such as `InfluxDB 1`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its temporary folder, removed when it stops. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Answers true once the server serves; may throw while it does not. */
  ready(): Promise<boolean>;
  readonly timeoutMs?: number;
}

interface Running {
  child: ChildProcess;
  readonly folder: string;
}

const running = new Set<Running>();
let cleansUp = false;

export function temporaryFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `undertone-${name}-`));
}

/** Ports of 127.0.0.1 that nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            if (address === null || typeof address === 'string') reject(new Error('a TCP server without a port'));
            else resolve(address.port);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no free port');
  return port;
}

/** Starts a server and waits until it answers; on failure nothing of it stays and the error shows its last words. */
export async function startProcess(plan: ServerPlan): Promise<ServerProcess> {
  cleanUpAtTheEnd();
  let output = '';
  const keep = (text: string) => {
    output = (output + text).slice(-200_000);
  };
  const launch = () => {
    const child = spawn(plan.command, plan.args, {
      cwd: plan.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...plan.env },
    });
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const life: { child: ChildProcess; failure: string | undefined; ended: Promise<void> } = {
      child,
      failure: undefined,
      ended: new Promise<void>((resolve) => {
        child.on('error', (error) => {
          life.failure = error.message;
          resolve();
        });
        child.on('exit', (code, signal) => {
          life.failure ??= `it ended with ${signal ?? `status ${code}`}`;
          resolve();
        });
      }),
    };
    return life;
  };
  let life = launch();
  const entry: Running = { child: life.child, folder: plan.folder };
  running.add(entry);

  const stop = async () => {
    if (life.failure === undefined) {
      const { child } = life;
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), 8_000);
      await life.ended;
      clearTimeout(impatience);
    }
    await rm(plan.folder, { recursive: true, force: true, maxRetries: 3 });
    running.delete(entry);
  };

  const ready = async () => {
    const deadline = Date.now() + (plan.timeoutMs ?? 60_000);
    while (life.failure === undefined) {
      if (await plan.ready().catch(() => false)) break;
      if (Date.now() > deadline) {
        await stop();
        throw new Error(`${plan.name} did not answer in time. Its last words:\n${tail(output)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (life.failure !== undefined || life.child.pid === undefined) {
      await stop();
      throw new Error(`${plan.name} did not start: ${life.failure}. Its last words:\n${tail(output)}`);
    }
    return life.child.pid;
  };
  const pid = await ready();
  return {
    pid,
    log: () => output,
    stop,
    crash: async () => {
      life.child.kill('SIGKILL');
      await life.ended;
    },
    revive: async () => {
      life = launch();
      entry.child = life.child;
      await ready();
    },
  };
}

/** Whatever still runs when this process ends, however it ends, goes with it. */
function cleanUpAtTheEnd(): void {
  if (cleansUp) return;
  cleansUp = true;
  const killAll = () => {
    for (const { child, folder } of running) {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
    running.clear();
  };
  process.on('exit', killAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killAll();
      process.kill(process.pid, signal);
    });
  }
}
