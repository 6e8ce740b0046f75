import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface FluxModule {
  readonly Flux: new (script: string) => { is_valid(): boolean; free(): void };
}

/**
 * InfluxData's own Flux checker, which knows types and signatures: the package is made for a bundler, so its glue is
 * handed its WebAssembly here by hand. Answers whether a script is valid.
 */
export async function fluxChecker(): Promise<(script: string) => boolean> {
  const folder = dirname(createRequire(import.meta.url).resolve('@influxdata/flux-lsp-browser/package.json'));
  const glue = readFileSync(join(folder, 'flux-lsp-browser_bg.js'), 'utf8')
    .replace(/^import \* as wasm from .*$/m, 'let wasm; export const give = (made) => { wasm = made; };')
    .replace(/^cached(Int32|Uint8)Memory0 = new .*$/gm, '');
  const late =
    'export const ready = () => { cachedInt32Memory0 = new Int32Array(wasm.memory.buffer); cachedUint8Memory0 = new Uint8Array(wasm.memory.buffer); };';
  const url = `data:text/javascript;base64,${Buffer.from(`${glue}\n${late}`).toString('base64')}`;
  const module: FluxModule & { give(made: WebAssembly.Exports): void; ready(): void } & WebAssembly.ModuleImports =
    await import(/* @vite-ignore */ url);
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, 'flux-lsp-browser_bg.wasm')), {
    './flux-lsp-browser_bg.js': module,
  });
  module.give(instance.exports);
  module.ready();
  return (script) => {
    const flux = new module.Flux(script);
    const valid = flux.is_valid();
    flux.free();
    return valid;
  };
}
