const names: Readonly<Record<string, string>> = {
  auto: 'Automatic',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WASM',
  cpu: 'CPU',
};

/** What people call a backend. */
export const backendName = (id: string): string => names[id] ?? id;
