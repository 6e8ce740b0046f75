import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { setWasmFiles } from '../neural/backend/wasm-files';
import { type Helper, setHelpers } from '../neural/engines/wasm/helpers';
import { jobs } from './jobs';
import type { FromWorker, ToWorker } from './protocol';
import { answer, type Port } from './worker-side';

setWasmFiles({
  'tfjs-backend-wasm.wasm': plainWasm,
  'tfjs-backend-wasm-simd.wasm': simdWasm,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
});
setHelpers({
  count: navigator.hardwareConcurrency,
  start: () =>
    new Worker(new URL('./kernel-worker.ts', import.meta.url), { type: 'module', name: 'undertone kernels' }) as Helper,
});
answer(jobs, self as unknown as Port<FromWorker, ToWorker>);
