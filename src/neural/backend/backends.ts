import { backend, env, ready, setBackend } from '@tensorflow/tfjs-core';
import { StudioError } from '../../base/errors';
import { wasmFiles } from './wasm-files';

/** In the order in which they are usually fastest; `choose` measures. */
export const backendIds = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendId = (typeof backendIds)[number];
/** A backend, or the fastest that computes right. */
export type Preference = 'auto' | BackendId;

/** Registers each backend when it is first wanted: WebGPU's alone is 300 kB. */
const registrations: Readonly<Record<BackendId, () => Promise<unknown>>> = {
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  wasm: async () => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    // Threads need a cross-origin isolated page, which would keep a database on another host from answering.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    const files = wasmFiles();
    if (files !== undefined) setWasmPaths(files);
  },
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
};

/**
 * Makes a backend the current one.
 * @throws StudioError `backend-failed` where it does not start.
 */
export async function startBackend(id: BackendId): Promise<void> {
  try {
    await registrations[id]();
    if (await setBackend(id)) {
      await ready();
      // Else the JavaScript backend writes an advertisement for tfjs-node to the console.
      if (id === 'cpu') (backend() as unknown as { firstUse: boolean }).firstUse = false;
      return;
    }
  } catch (cause) {
    throw failed(id, cause);
  }
  throw failed(id);
}

const failed = (id: BackendId, cause?: unknown): StudioError =>
  new StudioError('backend-failed', `${backendNames[id]} does not start on this machine.`, {
    next: 'Choose another backend, or “Automatic”.',
    place: 'backend',
    value: id,
    cause,
  });

/** What people call them. */
export const backendNames: Readonly<Record<BackendId, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
};
