/** The peer in the browser: stock tfjs layers, trained in the bench's worker. The only place that imports tfjs-layers. */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { bestStep, type LstmCase, WINDOWS, waves } from './lstm-cases';

/** Milliseconds of one training step of a stock `Sequential` of tfjs. */
export async function timeTfjs(request: {
  readonly backend: 'wasm' | 'webgl' | 'webgpu';
  readonly size: LstmCase;
}): Promise<number> {
  const { units, layers, steps, batch } = request.size;
  await start(request.backend);
  const model = tf.sequential();
  for (let k = 1; k <= layers; k++) {
    model.add(
      tf.layers.lstm({
        units,
        returnSequences: k < layers,
        recurrentActivation: 'sigmoid',
        ...(k === 1 && { inputShape: [steps, 1] }),
      }),
    );
  }
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'meanSquaredError' });
  const { x, y } = waves(steps, 1);
  const xs = tf.split(tf.tensor3d(x, [WINDOWS, steps, 1]), WINDOWS / batch);
  const ys = tf.split(tf.tensor2d(y, [WINDOWS, 1]), WINDOWS / batch);
  return bestStep(async (batches) => {
    for (let k = 0; k < batches; k++) await model.trainOnBatch(xs[k] as tf.Tensor, ys[k] as tf.Tensor);
  }, batch);
}

async function start(backend: 'wasm' | 'webgl' | 'webgpu'): Promise<void> {
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  // One thread: more need a cross-origin isolated page.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
  });
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no ${backend} here`);
  await tf.ready();
}
