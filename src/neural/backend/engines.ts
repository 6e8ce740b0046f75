import type { Engine } from '../session/session';
import { type BackendId, startBackend } from './backends';

/** What trains networks on each backend, loaded when it is first wanted. */
const engines: Readonly<Record<BackendId, () => Promise<Engine>>> = {
  webgpu: async () => (await import('../engines/webgpu/session')).webgpu,
  webgl: async () => {
    await startBackend('webgl');
    return (await import('../engines/composed/session')).composed;
  },
  wasm: async () => (await import('../engines/wasm/spread')).spread,
  cpu: async () => (await import('../engines/reference/session')).reference,
};

/** @throws StudioError `backend-failed` where the backend does not start. */
export const engineOf = (id: BackendId): Promise<Engine> => engines[id]();
