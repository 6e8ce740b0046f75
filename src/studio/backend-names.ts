const names: Readonly<Record<string, string>> = {
  auto: 'Automatic',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
};

/** What people call a backend, in the engine’s own words (which would bring all of tfjs to the page). */
export const backendName = (id: string): string => names[id] ?? id;
