import type { BackendId } from './backends';

/** Why a backend cannot, or should not by itself, be used here; `software` ones work but are slower than WebAssembly. */
export interface Obstacle {
  readonly kind: 'missing' | 'software';
  readonly reason: string;
}

/** What stands in the way of a backend on this machine, or undefined. Works in a page, a worker and Node. */
export async function obstacle(id: BackendId): Promise<Obstacle | undefined> {
  if (id === 'webgpu') return webgpu();
  if (id === 'webgl') return webgl();
  return undefined;
}

const missing = (reason: string): Obstacle => ({ kind: 'missing', reason });
const software = (name: string): Obstacle => ({
  kind: 'software',
  reason: `There is no GPU here: ${name} computes in software.`,
});
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

async function webgpu(): Promise<Obstacle | undefined> {
  const gpu = globalThis.navigator?.gpu;
  if (gpu === undefined) return missing('This browser has no WebGPU here.');
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (adapter === null) return missing('WebGPU finds no graphics adapter.');
  const { info } = adapter;
  const name = [info.vendor, info.architecture, info.description].join(' ').trim();
  return info.isFallbackAdapter || SOFTWARE.test(name) ? software('WebGPU') : undefined;
}

function webgl(): Obstacle | undefined {
  if (typeof OffscreenCanvas === 'undefined') return missing('This browser has no WebGL outside the page.');
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return missing('WebGL does not start.');
  const details = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(details === null ? gl.RENDERER : details.UNMASKED_RENDERER_WEBGL));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE.test(name) ? software('WebGL') : undefined;
}
