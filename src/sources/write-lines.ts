import { throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import { whenBack } from './retry';

const LINES_A_REQUEST = 5000;

/**
 * Writes lines, some thousand a request. A server that goes away after the first of them is waited for: a batch written
 * twice is the same points. @throws what `send` throws.
 */
export async function writeLines(
  lines: readonly string[],
  send: (body: string) => Promise<unknown>,
  ctx: JobContext,
): Promise<void> {
  const total = lines.length;
  for (let at = 0; at < total; at += LINES_A_REQUEST) {
    throwIfCancelled(ctx.signal);
    const done = Math.min(total, at + LINES_A_REQUEST);
    const body = lines.slice(at, done).join('\n');
    await (at === 0 ? send(body) : whenBack(() => send(body), ctx));
    ctx.progress({ phase: 'Writing', done, total, unit: 'points' });
  }
}
