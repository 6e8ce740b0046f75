/** Where the `.wasm` files of tfjs-wasm are: a folder with a slash at its end, or an address for each file's name. */
export type WasmFiles = string | Readonly<Record<string, string>>;

let files: WasmFiles | undefined;

/** Tells where the `.wasm` files are; call it once, before any training. */
export function setWasmFiles(location: WasmFiles): void {
  files = location;
}

/** What `setWasmFiles` told, or undefined. */
export const wasmFiles = (): WasmFiles | undefined => files;
