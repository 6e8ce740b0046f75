import type { Encoding } from './encoding';

const MARK = [0xef, 0xbb, 0xbf];

/**
 * Makes UTF-8 of pieces in another encoding, a byte order mark left out; called without a piece it gives what is still
 * owed at the end. UTF-8 itself passes as it is.
 */
export function transcoder(encoding: Encoding): (piece?: Uint8Array) => Uint8Array {
  let first = true;
  if (encoding === 'utf-8') {
    return (piece = new Uint8Array()) => {
      const marked = first && MARK.every((byte, i) => piece[i] === byte);
      first = false;
      return marked ? piece.subarray(MARK.length) : piece;
    };
  }
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  return (piece) => encoder.encode(piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true }));
}
