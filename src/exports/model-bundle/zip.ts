import { Inflate } from 'fflate';
import { StudioError } from '../../base/errors';
import { damaged, unsupported } from '../refusals';
import { limits } from './layout';

/** One file of an archive, not unpacked yet. */
export interface Entry {
  readonly path: string;
  /** Bytes unpacked, as the archive claims; `read` holds it to that. */
  readonly size: number;
  /** Unpacks it. @throws StudioError `damaged` when it is not what the archive's directory says. */
  read(): Uint8Array<ArrayBuffer>;
}

/**
 * The files of a zip from a stranger, by path. Only the directory is read; every size, place and name in it is checked
 * first, and unpacking stops at the size it claims. (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16.)
 * @throws StudioError `damaged`, or `unsupported` for encrypted and 64-bit archives.
 */
export function openZip(bytes: Uint8Array, file: string): ReadonlyMap<string, Entry> {
  if (bytes.length > limits.zip) throw tooLarge(file);
  const at = endRecord(bytes, file);
  const reader = readerOf(bytes, file);
  const count = reader.u16(at + 10);
  const size = reader.u32(at + 12);
  const directory = reader.u32(at + 16);
  if (count === 0xffff || size === 0xffffffff || directory === 0xffffffff) {
    throw unsupported(file, 'is a 64-bit zip archive', 'Pack it again without ZIP64, or export it once more.');
  }
  if (count > limits.entries)
    throw damaged(file, `holds ${count} files, more than the ${limits.entries} a model may have`);
  const heads: Head[] = [];
  let next = directory;
  for (let i = 0; i < count; i++) {
    const head = headAt(reader, next, file);
    heads.push(head);
    next = head.next;
  }
  if (next !== directory + size || next !== at) throw damaged(file, 'has a broken table of contents');
  if (heads.reduce((sum, head) => sum + head.size, 0) > limits.total) throw tooLarge(file);
  checkApart(heads, directory, file);
  const entries = new Map(heads.map((head) => [head.path, entryOf(bytes, head, file)]));
  if (entries.size < heads.length) throw damaged(file, 'holds two files of the same name');
  return entries;
}

interface Head {
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its local header and its bytes begin, and where the directory goes on. */
  readonly local: number;
  readonly data: number;
  readonly next: number;
}

const tooLarge = (file: string): StudioError =>
  damaged(file, 'is larger than any model', { next: 'Check that it is the right file.' });

function readerOf(bytes: Uint8Array, file: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const within = <T>(at: number, n: number, read: () => T): T => {
    if (at + n > bytes.length) throw damaged(file, 'ends too early');
    return read();
  };
  return {
    u16: (at: number) => within(at, 2, () => view.getUint16(at, true)),
    u32: (at: number) => within(at, 4, () => view.getUint32(at, true)),
    text: (at: number, n: number) => within(at, n, () => pathText(bytes.subarray(at, at + n), file)),
  };
}

function pathText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw damaged(file, 'holds a file whose name cannot be read', { cause });
  }
}

function endRecord(bytes: Uint8Array, file: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === 0x06054b50 && at + 22 + view.getUint16(at + 20, true) === bytes.length) return at;
  }
  throw damaged(file, 'is not a zip archive, or its end is missing');
}

function headAt(reader: ReturnType<typeof readerOf>, at: number, file: string): Head {
  if (reader.u32(at) !== 0x02014b50) throw damaged(file, 'has a broken table of contents');
  const nameLength = reader.u16(at + 28);
  const path = reader.text(at + 46, nameLength);
  const method = reader.u16(at + 10);
  const packed = reader.u32(at + 20);
  const size = reader.u32(at + 24);
  const local = reader.u32(at + 42);
  if ((reader.u16(at + 8) & 1) === 1) {
    throw unsupported(file, 'is encrypted', 'Unpack it with its password, pack it without one, then import it.');
  }
  if (method !== 0 && method !== 8)
    throw unsupported(path, 'is packed in a way Undertone cannot unpack', 'Pack it again as plain zip.');
  if (method === 0 && packed !== size) throw damaged(path, 'has two sizes');
  if (size > limits.small && size > limits.ratio * packed) {
    throw damaged(path, `unpacks to more than ${limits.ratio} times its size, which no model does`);
  }
  if (reader.u32(local) !== 0x04034b50 || reader.text(local + 30, reader.u16(local + 26)) !== path) {
    throw damaged(path, 'is not where the table of contents says');
  }
  const data = local + 30 + reader.u16(local + 26) + reader.u16(local + 28);
  const next = at + 46 + nameLength + reader.u16(at + 30) + reader.u16(at + 32);
  return { path, method, crc: reader.u32(at + 16), packed, size, local, data, next };
}

/** Refuses entries that share bytes: a small archive could otherwise unpack to a huge one. */
function checkApart(heads: readonly Head[], directory: number, file: string): void {
  let end = 0;
  for (const head of [...heads].sort((a, b) => a.local - b.local)) {
    if (head.local < end) throw damaged(head.path, 'overlaps another file of the archive');
    end = head.data + head.packed;
  }
  if (end > directory) throw damaged(file, 'has a broken table of contents');
}

const entryOf = (bytes: Uint8Array, { path, method, crc, packed, size, data }: Head, file: string): Entry => ({
  path,
  size,
  read() {
    const raw = bytes.subarray(data, data + packed);
    const unpacked = method === 0 ? raw.slice() : inflated(raw, size, path, file);
    if (crc32(unpacked) !== crc) throw damaged(path, 'does not have the checksum it should have');
    return unpacked;
  },
});

// A step of packed bytes unpacks to at most 1,032 times as many, so a bomb is seen long before it fills the memory.
const step = 16 * 1024;

function inflated(packed: Uint8Array, size: number, path: string, file: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  let filled = 0;
  const stream = new Inflate((chunk) => {
    if (filled + chunk.length > size) throw damaged(path, 'unpacks to more than it says');
    out.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length; at += step) {
      stream.push(packed.subarray(at, at + step), at + step >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    throw damaged(path, `of “${file}” cannot be unpacked`, { cause });
  }
  if (filled < size) throw damaged(path, 'unpacks to less than it says');
  return out;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1));
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = -1;
  for (let i = 0; i < bytes.length; i++) c = (c >>> 8) ^ (crcTable[(c ^ (bytes[i] as number)) & 255] as number);
  return ~c >>> 0;
}
