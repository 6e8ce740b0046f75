/** Running a command to its end and looking a command up on the PATH. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface ShellOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface Outcome {
  readonly ok: boolean;
  /** The exit status; null when it was ended by a signal or never started. */
  readonly code: number | null;
  /** Standard output alone, for commands whose answer is read. */
  readonly stdout: string;
  /** Standard output and error together, in the order they came. */
  readonly output: string;
}

/** Runs a command without a shell and resolves, never rejects, with what became of it. */
export function shell(command: string, args: readonly string[], options: ShellOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    let stdout = '';
    let output = '';
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => resolve({ ok: false, code: null, stdout, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ ok: code === 0, code, stdout, output }));
  });
}

/** The last lines of a long output, for a message. */
export function tail(output: string, lines = 12): string {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/** Every executable of this name on the PATH, first found first. */
export function allOnPath(name: string): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set(folders.map((folder) => join(folder, name)))].filter(isExecutable);
}

export function onPath(name: string): string | undefined {
  return allOnPath(name)[0];
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
