import { forward } from '../engines/reference/network';
import type { Layout } from './layout';

/**
 * One network's outputs on the host, without a backend: the same numbers on every machine and at once.
 * @param parameters one network's, flat.
 * @param x windows [batch, steps, features].
 * @returns [batch, outputs].
 */
export const predictPlain = (layout: Layout, parameters: Float32Array, x: Float32Array, batch: number): Float32Array =>
  new Float32Array(forward(layout, new Float64Array(parameters), new Float64Array(x), batch).output);
