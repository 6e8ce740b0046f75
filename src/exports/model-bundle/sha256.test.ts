import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { digest, sha256 } from './sha256';

const oracle = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

afterEach(() => vi.unstubAllGlobals());

it('agrees with Node at every length around a block', () => {
  for (let n = 0; n <= 200; n++) {
    const bytes = Uint8Array.from({ length: n }, (_, i) => i * 7 + n);
    expect(sha256(bytes)).toBe(oracle(bytes));
  }
});

it('agrees with Node on any bytes, also within a larger buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat(64), (bytes, from) => {
      expect(sha256(bytes.subarray(from))).toBe(oracle(bytes.subarray(from)));
    }),
    { seed: 1, numRuns: 200 },
  );
});

it('is the browser’s where there is one, and ours where there is none', async () => {
  const bytes = new TextEncoder().encode('abc');
  const subtle = vi.spyOn(crypto.subtle, 'digest');
  expect(await digest(bytes)).toBe(oracle(bytes));
  expect(subtle).toHaveBeenCalledOnce();
  vi.stubGlobal('crypto', {});
  expect(await digest(bytes)).toBe(oracle(bytes));
});
