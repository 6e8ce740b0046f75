import type { Pace } from '../../math/pace';
import { type Points, squaredDistance } from './points';

/** Finds the nearest centre of every row, for several starts at once. */
export interface Nearest {
  /** `centers` holds starts × k rows. The answer, starts × rows, counts centres within their own start. */
  assign(centers: Float64Array, starts: number, k: number): Promise<Int32Array>;
  /** Frees what it holds on a device. */
  dispose(): void;
}

/** In plain float64 loops: the reference, and the fastest for a few hundred series. Of equal distances the first wins. */
export function plainNearest(points: Points, pace: Pace): Nearest {
  const { rows, width } = points;
  return {
    async assign(centers, starts, k) {
      const labels = new Int32Array(starts * rows);
      for (let start = 0; start < starts; start++) {
        for (let i = 0; i < rows; i++) {
          await pace(3 * k * width);
          let best = Number.POSITIVE_INFINITY;
          for (let c = 0; c < k; c++) {
            const distance = squaredDistance(points, i, centers, (start * k + c) * width);
            if (distance >= best) continue;
            best = distance;
            labels[start * rows + i] = c;
          }
        }
      }
      return labels;
    },
    dispose() {},
  };
}
