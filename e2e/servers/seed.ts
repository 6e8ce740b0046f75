/** Writes line protocol into a test server, in chunks, with errors that say which lines were refused. */
import { requestText, ServerProblem } from './http';
import { type Influx1, influx1Headers } from './influx1';
import type { Influx2 } from './influx2';

export type WriteTarget =
  | { readonly server: Influx1; readonly database: string; readonly retentionPolicy?: string }
  | { readonly server: Influx2; readonly bucket?: string };

export interface WriteOptions {
  /** What the timestamps count; `ms` by default, as Undertone's own times do. */
  readonly precision?: 'ns' | 'us' | 'ms' | 's';
  readonly linesPerRequest?: number;
}

export type SeedCode = 'unauthorized' | 'not-found' | 'rejected' | 'unreachable';

/** A chunk of lines was not written; chunks before it were. */
export class SeedProblem extends Error {
  override readonly name = 'SeedProblem';
  readonly code: SeedCode;
  /** The chunk's lines, counted from 1, both ends included. */
  readonly firstLine: number;
  readonly lastLine: number;

  constructor(code: SeedCode, firstLine: number, lastLine: number, cause: ServerProblem) {
    super(`lines ${firstLine} to ${lastLine} were not written (${code}): ${cause.message}`, { cause });
    this.code = code;
    this.firstLine = firstLine;
    this.lastLine = lastLine;
  }
}

/** Writes every line that is not blank; answers how many there were. Makes a 1.x database that is not there. */
export async function writeLines(target: WriteTarget, text: string, options: WriteOptions = {}): Promise<number> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const chunk = options.linesPerRequest ?? 5_000;
  if ('database' in target) await target.server.query(`CREATE DATABASE "${target.database.replaceAll('"', '\\"')}"`);
  const { url, headers } = writeAddress(target, options.precision ?? 'ms');
  for (let start = 0; start < lines.length; start += chunk) {
    const part = lines.slice(start, start + chunk);
    try {
      await requestText('writing', url, { method: 'POST', headers, body: part.join('\n') });
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error;
      throw new SeedProblem(codeOf(error.status), start + 1, start + part.length, error);
    }
  }
  return lines.length;
}

function writeAddress(target: WriteTarget, precision: 'ns' | 'us' | 'ms' | 's') {
  if ('database' in target) {
    const { server, database, retentionPolicy } = target;
    const rp = retentionPolicy === undefined ? {} : { rp: retentionPolicy };
    // 1.x says "u" where 2.x says "us".
    const asked = new URLSearchParams({ db: database, precision: precision === 'us' ? 'u' : precision, ...rp });
    return { url: `${server.url}/write?${asked}`, headers: influx1Headers(server) };
  }
  const { server, bucket = server.bucket } = target;
  const asked = new URLSearchParams({ org: server.org, bucket, precision });
  return { url: `${server.url}/api/v2/write?${asked}`, headers: { Authorization: `Token ${server.token}` } };
}

function codeOf(status: number): SeedCode {
  if (status === 0) return 'unreachable';
  if (status === 401 || status === 403) return 'unauthorized';
  return status === 404 ? 'not-found' : 'rejected';
}
