import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { importBundle } from './import-bundle';
import { modelBundle } from './model-bundle';
import type { Bundle } from './model-bundle/read';
import { openZip } from './model-bundle/zip';
import { sampleArtifact, sampleFamilies, sampleForecast } from './sample';

let bundle: Uint8Array;
let original: Bundle;
beforeAll(async () => {
  bundle = (await modelBundle.export({ name: 'x', artifact: sampleArtifact(), forecast: sampleForecast, created: 0 }))
    .bytes;
  original = await importBundle({ name: 'x', bytes: bundle }, sampleFamilies);
});

/** Either refused in words, or (a byte that carries nothing was hit) the very same model. Anything else is a fault. */
async function refusedOrSame(bytes: Uint8Array): Promise<'refused' | 'same'> {
  try {
    expect(await importBundle({ name: 'x', bytes }, sampleFamilies)).toEqual(original);
    return 'same';
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    expect(['damaged', 'unsupported']).toContain(error.code);
    return 'refused';
  }
}

const anywhere = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('flipped bytes never get through, never crash, never hang', async () => {
  const seen = { refused: 0, same: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anywhere, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
      async (flips) => {
        const bytes = bundle.slice();
        for (const [place, mask] of flips) {
          const at = Math.floor(place * bytes.length);
          bytes[at] = (bytes[at] as number) ^ mask;
        }
        seen[await refusedOrSame(bytes)]++;
      },
    ),
    { seed: 1, numRuns: 1500 },
  );
  expect(seen.refused).toBeGreaterThan(1000);
}, 20_000);

it('every byte of the directory may be wrong', async () => {
  const directory = new DataView(bundle.buffer).getUint32(bundle.length - 22 + 16, true);
  for (let at = directory; at < bundle.length; at++) {
    const bytes = bundle.slice();
    bytes[at] = (bytes[at] as number) ^ 0xff;
    await refusedOrSame(bytes);
  }
}, 20_000);

it('cut short anywhere, it is refused', async () => {
  await fc.assert(
    fc.asyncProperty(anywhere, async (place) => {
      expect(await refusedOrSame(bundle.slice(0, Math.floor(place * bundle.length)))).toBe('refused');
    }),
    { seed: 1, numRuns: 300 },
  );
}, 20_000);

it('with a piece cut out, doubled or overwritten it never gets through changed', async () => {
  await fc.assert(
    fc.asyncProperty(anywhere, fc.nat(200), fc.uint8Array({ maxLength: 200 }), async (place, cut, put) => {
      const at = Math.floor(place * bundle.length);
      await refusedOrSame(Uint8Array.of(...bundle.slice(0, at), ...put, ...bundle.slice(at + cut)));
    }),
    { seed: 1, numRuns: 300 },
  );
}, 20_000);

it('bytes of any kind are no zip, or one whose files can be told', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const end = Uint8Array.of(...bytes, 0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 46, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      for (const tried of [bytes, end]) {
        try {
          openZip(tried, 'x');
        } catch (error) {
          if (!(error instanceof StudioError)) throw error;
        }
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
});
