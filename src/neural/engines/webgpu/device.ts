import { StudioError } from '../../../base/errors';
import { BUFFERS, type Limits, readOnly } from './common';

/** A graphics device of this engine's own, with the shaders compiled on it so far. */
export interface Device {
  readonly gpu: GPUDevice;
  readonly limits: Limits;
  /** The one layout of buffers that all kernels share. */
  readonly bindings: GPUBindGroupLayout;
  /** Compiles a shader, once. */
  pipeline(code: string): Promise<GPUComputePipeline>;
  /** Waits, but no longer than the device lasts: rejects once it is lost or has refused something. */
  whileThere<Value>(value: Promise<Value>): Promise<Value>;
}

const PAGES_MOST = 256 * 2 ** 20;

let opened: Promise<Device> | undefined;

/**
 * The device, opened when first wanted and once more after it was lost.
 * @throws StudioError `backend-failed` where there is none.
 */
export function openDevice(): Promise<Device> {
  if (opened === undefined) {
    const opening = open(() => {
      if (opened === opening) opened = undefined;
    });
    opened = opening;
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
  }
  return opened;
}

async function open(onGone: () => void): Promise<Device> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw failed('This browser gives no access to a graphics device.');
  const { limits: most } = adapter;
  const gpu = await adapter
    .requestDevice({
      requiredLimits: {
        maxComputeWorkgroupStorageSize: most.maxComputeWorkgroupStorageSize,
        maxStorageBufferBindingSize: most.maxStorageBufferBindingSize,
        maxBufferSize: most.maxBufferSize,
      },
    })
    .catch((cause: unknown) => {
      throw failed('The graphics device does not start.', cause);
    });
  let failure: StudioError | undefined;
  const waiting = new Set<(error: StudioError) => void>();
  const fail = (error: StudioError): void => {
    failure ??= error;
    onGone();
    for (const reject of waiting) reject(failure);
    waiting.clear();
  };
  gpu.lost.then(({ message }) => fail(failed('The graphics device was lost.', message)));
  gpu.onuncapturederror = ({ error }) => {
    fail(failed('The graphics device refused to go on, perhaps for want of memory.', error.message));
    gpu.destroy();
  };
  const bindings = gpu.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
      ...BUFFERS.map(
        (name, k): GPUBindGroupLayoutEntry => ({
          binding: k + 1,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: readOnly(name) ? 'read-only-storage' : 'storage' },
        }),
      ),
    ],
  });
  const layout = gpu.createPipelineLayout({ bindGroupLayouts: [bindings] });
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  // No race against one promise that lives as long as the device: it would remember every racer.
  const whileThere = <Value>(value: Promise<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) reject(failure);
      else waiting.add(reject);
      value.then(resolve, reject).finally(() => waiting.delete(reject));
    });
  return {
    gpu,
    limits: {
      threads: Math.min(256, gpu.limits.maxComputeInvocationsPerWorkgroup, gpu.limits.maxComputeWorkgroupSizeX) & ~3,
      memory: gpu.limits.maxComputeWorkgroupStorageSize,
      pages: PAGES_MOST,
    },
    bindings,
    pipeline(code) {
      let pipeline = pipelines.get(code);
      if (pipeline === undefined) {
        pipeline = compiled(gpu, layout, code);
        pipelines.set(code, pipeline);
      }
      return whileThere(pipeline).catch((cause: unknown) => {
        throw cause instanceof StudioError ? cause : failed('The graphics device does not take the kernels.', cause);
      });
    },
    whileThere,
  };
}

/** A shader as a pipeline; what the compiler has against it is in the error. */
async function compiled(gpu: GPUDevice, layout: GPUPipelineLayout, code: string): Promise<GPUComputePipeline> {
  gpu.pushErrorScope('validation');
  const module = gpu.createShaderModule({ code });
  const refusal = await gpu.popErrorScope();
  if (refusal !== null) throw new Error(refusal.message);
  return gpu.createComputePipelineAsync({ layout, compute: { module, entryPoint: 'main' } });
}

const failed = (message: string, cause?: unknown): StudioError =>
  new StudioError('backend-failed', message, {
    next: 'Go on with another backend.',
    place: 'backend',
    value: 'webgpu',
    cause,
  });
