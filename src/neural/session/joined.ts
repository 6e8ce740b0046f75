/** Pieces one after the other, in an array of their own. */
export function joined(pieces: readonly (Float32Array | Float64Array)[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
