import { StudioError, throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { gzipMembers, type Pieces } from './file-gzip';

/** A file is read in pieces of this many bytes; a cancel arrives between two of them. */
const PIECE = 1 << 21;

const GZIP = [0x1f, 0x8b];

/** A file that cannot be read any longer. */
export const unreadable = (cause: unknown): StudioError =>
  new StudioError('bad-input', 'The file can no longer be read; it may have been changed or moved.', {
    next: 'Open it again.',
    place: 'file',
    cause,
  });

/** Bytes [from, to) of a file. @throws StudioError `bad-input` at `file` when they can no longer be read. */
export async function bytesOf(file: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** Whether a file is compressed by gzip, from its first bytes. */
export const isGzip = (head: Uint8Array): boolean => GZIP.every((byte, i) => head[i] === byte);

/** How a file is gone through. */
export interface Reading {
  /** Stop after this many bytes of the file as it is when unpacked; absent = at its end. */
  readonly most?: number;
  /** How many rows were found so far, for the report. */
  readonly rows?: () => number;
}

/**
 * Goes through a file piece by piece, unpacking it where it is gzip. Says how it ended: `whole`; `left` = there is more,
 * but no more was wanted; `broken` = the compressed data end too early or make no sense from there on.
 */
export async function eachPiece(
  file: Blob,
  ctx: JobContext,
  take: (piece: Uint8Array) => void,
  { most = Number.POSITIVE_INFINITY, rows }: Reading = {},
): Promise<'whole' | 'left' | 'broken'> {
  throwIfCancelled(ctx.signal);
  const packed = isGzip(await bytesOf(file, 0, 2));
  let read = 0;
  let given = 0;
  let told = 0;
  /** Reads from the beginning on; one reader at a time counts. */
  const reader = (): Read => {
    let at = 0;
    read = 0;
    return async () => {
      const piece = await bytesOf(file, at, Math.min(file.size, at + PIECE));
      at += piece.length;
      read = at;
      return piece;
    };
  };
  const again = (): Promise<Pieces> => gzipMembers(reader(), (from, to) => bytesOf(file, from, to), given);
  const pieces = packed ? unpacked(reader(), again) : plain(reader());
  try {
    for (;;) {
      const piece = await pieces.next();
      throwIfCancelled(ctx.signal);
      if (piece === undefined) return 'whole';
      if (piece === 'broken') return 'broken';
      const wanted = given + piece.length > most ? piece.subarray(0, most - given) : piece;
      take(wanted);
      given += wanted.length;
      if (given >= most && (wanted.length < piece.length || read < file.size)) return 'left';
      if (read - told >= PIECE || read === file.size) {
        told = read;
        const found = rows === undefined ? {} : { part: `${rows().toLocaleString('en')} rows` };
        ctx.progress({ phase: 'Reading', ...found, done: read, total: file.size, unit: 'bytes', bytes: read });
        await breathe();
        throwIfCancelled(ctx.signal);
      }
    }
  } finally {
    await pieces.close();
  }
}

/** The next bytes of a file as it is; none at its end. */
type Read = () => Promise<Uint8Array<ArrayBuffer>>;

const plain = (next: Read): Pieces => ({
  next: async () => {
    const piece = await next();
    return piece.length === 0 ? undefined : piece;
  },
  close: async () => {},
});

/** Unpacks by the browser's own means; where those find fault, by our own from there on: the file may go on behind a member. */
function unpacked(next: Read, again: () => Promise<Pieces>): Pieces {
  let pieces = byBrowser(next);
  let own = false;
  return {
    next: async () => {
      const piece = await pieces.next();
      if (piece !== 'broken' || own) return piece;
      own = true;
      await pieces.close();
      pieces = await again();
      return pieces.next();
    },
    close: () => pieces.close(),
  };
}

function byBrowser(next: Read): Pieces {
  let gone: unknown;
  let over = false;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      let piece: Uint8Array<ArrayBuffer>;
      try {
        piece = await next();
      } catch (error) {
        gone = error;
        throw error;
      }
      if (over) return;
      if (piece.length === 0) controller.close();
      else controller.enqueue(piece);
    },
    cancel() {
      over = true;
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  return {
    next: async () => {
      try {
        const { value, done } = await reader.read();
        return done ? undefined : value;
      } catch {
        if (gone !== undefined) throw gone;
        return 'broken';
      }
    },
    close: async () => {
      // What is left unread is of no interest, nor is how it ends.
      await reader.cancel().catch(() => undefined);
    },
  };
}

/** The first bytes of a file as it is when unpacked, and whether there is more. */
export async function headOf(
  file: Blob,
  bytes: number,
  ctx: JobContext,
): Promise<{ readonly head: Uint8Array; readonly whole: boolean }> {
  const pieces: Uint8Array[] = [];
  const quiet = { ...ctx, progress: () => {} };
  const end = await eachPiece(file, quiet, (piece) => pieces.push(piece.slice()), { most: bytes });
  const head = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    head.set(piece, at);
    at += piece.length;
  }
  return { head, whole: end === 'whole' };
}
