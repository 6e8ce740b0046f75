/** Runs one of the project's tools with its output passed through, under a time limit that ends all it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMinutes: number;
}

const running = new Set<ChildProcess>();

/** True when it exited with 0. Tools are found in node_modules/.bin first. */
export function command(tool: string, args: readonly string[], options: CommandOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const path = [join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
    const env = { ...process.env, PATH: path, ...options.env };
    // A group of its own, so that the time limit reaches grandchildren such as a browser.
    const child = spawn(tool, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env, detached: true });
    running.add(child);
    const limit = setTimeout(() => {
      console.log(`\n${tool} was ended: it ran longer than ${options.limitMinutes} minutes`);
      endGroup(child, 'SIGTERM');
      setTimeout(() => endGroup(child, 'SIGKILL'), 10_000).unref();
    }, options.limitMinutes * 60_000);
    const finish = (ok: boolean) => {
      clearTimeout(limit);
      running.delete(child);
      resolve(ok);
    };
    child.on('error', (error) => {
      console.log(`${tool} could not be started: ${error.message}`);
      finish(false);
    });
    child.on('exit', (code) => finish(code === 0));
  });
}

/** Ends whatever runs, for when this run is interrupted. */
export function endCommands(): void {
  for (const child of running) endGroup(child, 'SIGTERM');
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is already gone.
  }
}
