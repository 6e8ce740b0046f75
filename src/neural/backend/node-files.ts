import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** The folder of tfjs-wasm's files in Node, for `setWasmFiles`. Never imported by code that runs in a browser. */
export function nodeWasmFiles(): string {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  return `${dirname(main)}/`;
}
