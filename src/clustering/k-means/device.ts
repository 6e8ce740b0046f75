import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { Pace } from '../../math/pace';
import { type BackendId, startBackend } from '../../neural/backend/backends';
import { type Nearest, plainNearest } from './nearest';
import type { Points } from './points';

/** Multiplications in one round below which plain loops are at least as fast as a device. */
const littleWork = 1e7;
/** Rows and centres of the trial that picks a device. */
const trial = { rows: 2048, centers: 32 };

interface Opening {
  /** Multiplications in one round. */
  readonly work: number;
  readonly pace: Pace;
  readonly ctx: JobContext;
}

/**
 * Where distances are measured: `cpu` in plain loops, `webgpu`, `webgl` and `wasm` on that tfjs backend, `auto` in plain
 * loops for little work and else on whatever does a trial fastest and right.
 * @throws StudioError `backend-failed` where the backend asked for does not start.
 */
export async function nearestOn(backend: string, points: Points, { work, pace, ctx }: Opening): Promise<Nearest> {
  if (backend === 'cpu' || (backend === 'auto' && work < littleWork)) return plainNearest(points, pace);
  if (backend !== 'auto') return onBackend(backend as BackendId, points);
  const rows = Math.min(trial.rows, points.rows);
  const some: Points = { rows, width: points.width, data: points.data.subarray(0, rows * points.width) };
  const k = Math.min(trial.centers, rows);
  const centers = points.data.slice(0, k * points.width);
  const timed = async (nearest: Nearest): Promise<{ labels: Int32Array; ms: number }> => {
    try {
      await nearest.assign(centers, 1, k);
      const start = ctx.clock();
      const labels = await nearest.assign(centers, 1, k);
      return { labels, ms: ctx.clock() - start };
    } finally {
      nearest.dispose();
    }
  };
  const plain = await timed(plainNearest(some, pace));
  let best: { readonly id: BackendId | 'plain'; readonly ms: number } = { id: 'plain', ms: plain.ms };
  for (const id of ['webgpu', 'webgl', 'wasm'] as const) {
    ctx.progress({ phase: 'Choosing a backend', part: id, done: 0, total: 0, unit: 'backends' });
    try {
      const { labels, ms } = await timed(await onBackend(id, some));
      const wrong = labels.filter((label, i) => label !== plain.labels[i]).length;
      if (ms < best.ms && wrong <= rows / 500) best = { id, ms };
    } catch (error) {
      // A backend that does not start or breaks down is simply not taken; a cancel goes on its way.
      if (error instanceof StudioError && error.code === 'cancelled') throw error;
    }
    await pace(Number.POSITIVE_INFINITY);
  }
  return best.id === 'plain' ? plainNearest(points, pace) : onBackend(best.id, points);
}

async function onBackend(id: BackendId, points: Points): Promise<Nearest> {
  await startBackend(id);
  const { tensorNearest } = await import('./tensor-nearest');
  return tensorNearest(points);
}
