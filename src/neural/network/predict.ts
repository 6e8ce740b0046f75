import { lstmForward } from '../lstm/reference';
import type { Layout } from './layout';

/**
 * One network's outputs on the host, without a backend: the same numbers on every machine and at once.
 * @param parameters one network's, flat.
 * @param x windows [batch, steps, features].
 * @returns [batch, outputs].
 */
export function predictPlain(layout: Layout, parameters: Float32Array, x: Float32Array, batch: number): Float32Array {
  let steps = layout.inputShape[0];
  let value = x;
  for (const { layer, inputs, slots } of layout.layers) {
    const [first, second, third] = slots.map(({ at, size }) => parameters.subarray(at, at + size));
    if (layer.kind === 'lstm') {
      const { units } = layer;
      const { states } = lstmForward(
        { x: value, kernel: first as Float32Array, recurrent: second as Float32Array, bias: third as Float32Array },
        { groups: 1, batch, steps, features: inputs, units },
      );
      value = layer.returnSequences ? states : lastOf(states, batch, steps, units);
      if (!layer.returnSequences) steps = 1;
    } else if (layer.kind === 'dense') {
      value = dense(value, first as Float32Array, second as Float32Array, inputs, layer.activation);
    }
  }
  return value;
}

function lastOf(states: Float32Array, batch: number, steps: number, units: number): Float32Array {
  const last = new Float32Array(batch * units);
  for (let b = 0; b < batch; b++) {
    const at = (b * steps + steps - 1) * units;
    last.set(states.subarray(at, at + units), b * units);
  }
  return last;
}

function dense(
  x: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
  inputs: number,
  activation: 'relu' | 'linear',
): Float32Array {
  const units = bias.length;
  const rows = x.length / inputs;
  const out = new Float32Array(rows * units);
  for (let r = 0; r < rows; r++) {
    for (let u = 0; u < units; u++) {
      let z = bias[u] as number;
      for (let k = 0; k < inputs; k++) z += (x[r * inputs + k] as number) * (kernel[k * units + u] as number);
      out[r * units + u] = activation === 'relu' ? Math.max(0, z) : z;
    }
  }
  return out;
}
