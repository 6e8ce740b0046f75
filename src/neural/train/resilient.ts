import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { BackendId, Preference } from '../backend/backends';
import { type BackendChoice, chooseBackend } from '../backend/choose';
import type { TrainState } from './state';
import { type TrainTask, train } from './train';

/**
 * Trains on the best backend; when one fails in the middle, goes on with the next from the last checkpoint.
 * A backend the person chose is not replaced.
 * @throws StudioError `backend-failed` when none is left; `cancelled`.
 */
export async function trainAnywhere(
  task: TrainTask,
  from: TrainState,
  prefer: Preference,
  ctx: JobContext,
): Promise<{ readonly state: TrainState; readonly backend: BackendChoice }> {
  let latest = from;
  const failed: BackendId[] = [];
  const watched: TrainTask = {
    ...task,
    onCheckpoint(state) {
      latest = state;
      task.onCheckpoint?.(state);
    },
  };
  for (;;) {
    const trial = { layout: task.layout, groups: task.parts.length, batch: task.options.batch };
    const backend = await chooseBackend(trial, prefer, ctx, failed);
    try {
      return { state: await train(watched, latest, ctx), backend };
    } catch (error) {
      const mayMove = error instanceof StudioError && error.code === 'backend-failed' && prefer === 'auto';
      if (!mayMove || backend.figures.every(({ id, ok }) => id === backend.id || (!ok && id !== 'cpu'))) throw error;
      failed.push(backend.id);
    }
  }
}
