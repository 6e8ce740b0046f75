import type { Gunzip } from 'fflate';

/** A file in pieces, as it is when unpacked. */
export interface Pieces {
  /** The next piece; undefined at the end; `broken` = there is more, but it makes no sense. */
  next(): Promise<Uint8Array | 'broken' | undefined>;
  close(): Promise<void>;
}

/** So many packed bytes are unpacked at a time, so that what comes of them stays small. */
const PART = 1 << 16;
/** A member of gzip ends with the CRC-32 of its content and its length. */
const TRAILER = 8;

/**
 * Unpacks gzip of one or several members (RFC 1952, 2.2), as `cat a.gz b.gz`, bgzip and rotated logs make it; each is
 * checked by its CRC-32. `read` gives the packed file from its beginning on, `bytesAt` its bytes [from, to); the first
 * `skip` bytes of what is in it are left out. Slower than the browser's own way, of which Chromium's takes one member alone.
 */
export async function gzipMembers(
  read: () => Promise<Uint8Array>,
  bytesAt: (from: number, to: number) => Promise<Uint8Array>,
  skip: number,
): Promise<Pieces> {
  const fflate = await import('fflate');
  const unpacked: Uint8Array[] = [];
  /** Where members end, and the CRC-32 of what was in them. */
  const ends: { readonly at: number; readonly crc: number }[] = [];
  let [crc, left, size] = [0, skip, 0];
  const gunzip: Gunzip = new fflate.Gunzip((data) => {
    crc = crc32(data, crc);
    const wanted = data.subarray(Math.min(left, data.length));
    left -= data.length - wanted.length;
    if (wanted.length > 0) unpacked.push(wanted);
  });
  gunzip.onmember = (at) => {
    ends.push({ at, crc });
    crc = 0;
  };
  let packed: Uint8Array = new Uint8Array();
  let over: 'whole' | 'broken' | undefined;

  async function unpack(): Promise<void> {
    if (packed.length === 0) {
      packed = await read();
      size += packed.length;
    }
    const last = packed.length === 0;
    try {
      gunzip.push(packed.subarray(0, PART), last);
    } catch {
      over = 'broken';
      return;
    }
    packed = packed.subarray(PART);
    if (last) {
      ends.push({ at: size, crc });
      over = 'whole';
    }
    for (const end of ends.splice(0)) {
      const trailer = await bytesAt(Math.max(0, end.at - TRAILER), end.at);
      if (trailer.length < TRAILER || new DataView(trailer.buffer, trailer.byteOffset).getUint32(0, true) !== end.crc)
        over = 'broken';
    }
  }

  return {
    next: async () => {
      while (unpacked.length === 0 && over === undefined) await unpack();
      return unpacked.shift() ?? (over === 'broken' ? over : undefined);
    },
    close: async () => {},
  };
}

const CRCS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The CRC-32 of bytes that follow those of `before`. */
function crc32(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (CRCS[(crc ^ (bytes[i] as number)) & 255] as number);
  return ~crc >>> 0;
}
