import { getBackend } from '@tensorflow/tfjs-core';
import { composed } from './composed';
import type { LstmKernel } from './kernel';
import { wasm } from './wasm';

/** Kernels made for one backend; the others compose the sequence of their matMuls. */
const made: Readonly<Record<string, LstmKernel>> = { wasm };

/** The kernel for the current backend. */
export const lstmKernel = (): LstmKernel => made[getBackend()] ?? composed;
