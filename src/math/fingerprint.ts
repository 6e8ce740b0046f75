/**
 * Eight hex digits that are the same for the same doubles (FNV-1a over their bits, every NaN taken for one). Tells data
 * apart that changed by accident; no guard against anybody who means to deceive.
 */
export function fingerprint(...arrays: readonly Float64Array[]): string {
  let hash = 0x811c9dc5;
  const double = new Float64Array(1);
  const bytes = new Uint8Array(double.buffer);
  for (const values of arrays) {
    for (const value of values) {
      double[0] = Number.isNaN(value) ? Number.NaN : value;
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
