import { defineClusterer } from '../types';

/** Groups series of like shape around their means. */
export const kMeans = defineClusterer({
  id: 'k-means',
  title: 'k-means',
  summary:
    'Groups series by shape, level and size set aside, each around its mean shape. Fast, for thousands of series in step.',
  params: {
    k: {
      kind: 'number',
      label: 'Clusters',
      initial: 0,
      min: 0,
      max: 64,
      integer: true,
      help: '0 tries 2 to 8 and takes the number whose clusters stand apart best (silhouette).',
    },
    restarts: {
      kind: 'number',
      label: 'Starts',
      initial: 10,
      min: 1,
      max: 100,
      integer: true,
      help: 'Each begins with other centres; the tightest result is kept.',
    },
    iterations: {
      kind: 'number',
      label: 'Rounds at most',
      initial: 100,
      min: 1,
      max: 1000,
      integer: true,
      unit: 'rounds',
    },
    backend: {
      kind: 'choice',
      label: 'Runs on',
      initial: 'auto',
      options: [
        { value: 'auto', label: 'The fastest here' },
        { value: 'webgpu', label: 'WebGPU' },
        { value: 'webgl', label: 'WebGL' },
        { value: 'wasm', label: 'WebAssembly' },
        { value: 'cpu', label: 'JavaScript' },
      ],
    },
  },
  phrase: ({ k }) => [
    'group the shapes into ',
    { text: k === 0 ? 'as many clusters as stand apart' : `${k} clusters`, params: ['k'] },
    ' by ',
    { text: 'k-means', params: ['restarts', 'iterations', 'backend'] },
  ],
  load: () => import('./clusterer').then((m) => m.kMeansClusterer),
});
