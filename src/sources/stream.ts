import { cancelled, throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { count } from './assemble';
import { unreachable } from './http';

/** Chunks that are already here come without a pause; every so many bytes a cancel may get in. */
const BREATH = 4 << 20;

/**
 * The chunks of an answer as they come. When the connection breaks after data came, the stream ends early and
 * `broken` is told; before any, it rejects with `unreachable`. Aborting rejects with `cancelled`.
 */
export async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
  url: string,
  ctx: JobContext,
  broken: () => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of source) {
      throwIfCancelled(ctx.signal);
      const before = Math.floor(bytes / BREATH);
      bytes += chunk.length;
      if (Math.floor(bytes / BREATH) > before) await breathe();
      yield chunk;
    }
  } catch (error) {
    if (ctx.signal.aborted) throw cancelled();
    if (!(error instanceof TypeError)) throw error;
    if (bytes === 0) throw unreachable(url, error);
    broken();
  }
}

/** Takes all of an answer in, and says how it goes: its bytes, and whether it broke off. */
export async function taken(
  chunks: (broken: () => void) => AsyncIterable<Uint8Array>,
  into: { readonly rows: number; push(chunk: Uint8Array): void },
  ctx: JobContext,
): Promise<{ readonly rows: number; readonly bytes: number; readonly broken: boolean }> {
  let bytes = 0;
  let broken = false;
  const all = chunks(() => {
    broken = true;
  });
  for await (const chunk of all) {
    bytes += chunk.length;
    into.push(chunk);
    ctx.progress({ phase: 'Reading', done: into.rows, total: 0, unit: 'rows', bytes });
  }
  return { rows: into.rows, bytes, broken };
}

/** A response body as an async iterable, for browsers whose streams are not yet. Stops the transfer when left early. */
export async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let ended = false;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined); // A broken stream cannot be cancelled, and need not be.
  }
}

/** The complete lines of a UTF-8 stream, without their ends; what follows the last line break comes last. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.decode();
}

export const brokenNote = (rows: number): string =>
  `The connection broke off: only the first ${count(rows, 'row')} arrived. Ask again for all of them.`;
