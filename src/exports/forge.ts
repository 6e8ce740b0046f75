import { createHash } from 'node:crypto';
import { strToU8, unzipSync, zipSync } from 'fflate';

/** For this room's tests: bundles with one thing wrong. */
export type Files = Record<string, Uint8Array>;

export const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** The bundle with some files changed. `honest` = the manifest's lengths and checksums are made to agree again. */
export function forged(bundle: Uint8Array, change: (files: Files) => void, honest = true): Uint8Array {
  const files = unzipSync(bundle);
  change(files);
  if (honest) {
    const manifest = JSON.parse(textOf(files['manifest.json']));
    manifest.files = Object.entries(files)
      .filter(([path]) => path !== 'manifest.json')
      .map(([path, bytes]) => ({
        path,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }));
    files['manifest.json'] = strToU8(JSON.stringify(manifest));
  }
  return zipSync(files);
}

/** The bundle with the value at `at` (`weights.tensors.0.shape`) of a JSON file set, or taken out when undefined. */
export const forgedJson = (bundle: Uint8Array, path: string, at: string, to?: unknown): Uint8Array =>
  forged(
    bundle,
    (files) => {
      const value = JSON.parse(textOf(files[path]));
      const keys = at.split('.');
      const last = keys.pop() ?? '';
      const holder = keys.reduce((inner, key) => inner[key], value);
      if (to === undefined) Reflect.deleteProperty(holder, last);
      else holder[last] = to;
      files[path] = strToU8(JSON.stringify(value));
    },
    path !== 'manifest.json',
  );

/** An archive that lies: bytes of a file's directory entry (at `directory`) or local header (at `local`) changed. */
export function lying(
  archive: Uint8Array,
  path: string,
  change: (view: DataView, directory: number, local: number) => void,
): Uint8Array {
  const bytes = archive.slice();
  const view = new DataView(bytes.buffer);
  const name = strToU8(path);
  const directory = [...bytes.keys()].findLast(
    (at) => view.getUint8(at) === 0x50 && name.every((byte, i) => bytes[at + 46 + i] === byte),
  );
  if (directory === undefined) throw new Error(`no ${path} in the archive`);
  change(view, directory, view.getUint32(directory + 42, true));
  return bytes;
}
