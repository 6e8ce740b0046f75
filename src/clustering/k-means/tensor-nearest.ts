import {
  argMin,
  concat,
  matMul,
  mul,
  reshape,
  slice,
  square,
  sub,
  sum,
  type Tensor2D,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Nearest } from './nearest';
import type { Points } from './points';

/** Most numbers in one table of distances: 32 MB. */
const mostAtOnce = 8_000_000;

/**
 * On the current tfjs backend, in float32: |x - c|² = |x|² - 2 x·c + |c|² by one matrix product over the centres of all
 * starts; |x|² is left out, as it is the same for every centre of a row.
 */
export function tensorNearest({ rows, width, data }: Points): Nearest {
  const points = tensor2d(Float32Array.from(data), [rows, width]);
  return {
    async assign(centers, starts, k) {
      const found = tidy(() => {
        const stacked = tensor2d(Float32Array.from(centers), [starts * k, width]);
        const squares = reshape(sum(square(stacked), 1), [1, starts * k]);
        const step = Math.max(1, Math.floor(mostAtOnce / (starts * k)));
        const blocks: Tensor2D[] = [];
        for (let from = 0; from < rows; from += step) {
          const count = Math.min(step, rows - from);
          const block = tidy(() => {
            const some = count === rows ? points : slice(points, [from, 0], [count, width]);
            const distances = sub(squares, mul(matMul(some, stacked, false, true), 2));
            return argMin<Tensor2D>(reshape(distances, [count * starts, k]), 1);
          });
          blocks.push(reshape(block, [count, starts]));
        }
        const [only, ...more] = blocks;
        return only !== undefined && more.length === 0 ? only : concat(blocks);
      });
      try {
        const byRow = await found.data();
        const labels = new Int32Array(starts * rows);
        for (let i = 0; i < rows; i++) {
          for (let start = 0; start < starts; start++) labels[start * rows + i] = byRow[i * starts + start] as number;
        }
        return labels;
      } finally {
        found.dispose();
      }
    },
    dispose: () => points.dispose(),
  };
}
