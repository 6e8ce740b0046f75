import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { type BackendId, backendNames, type Preference } from '../backend/backends';
import { type BackendChoice, chooseBackend } from '../backend/choose';
import { engineOf } from '../backend/engines';
import type { TrainState } from './state';
import { type TrainTask, train } from './train';

/**
 * Trains on the best backend; when one fails in the middle, says so and goes on with the next from the last checkpoint.
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
  const failed = new Map<BackendId, string>();
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
      return { state: await train(await engineOf(backend.id), watched, latest, ctx), backend };
    } catch (error) {
      const mayMove = error instanceof StudioError && error.code === 'backend-failed' && prefer === 'auto';
      if (!mayMove || backend.figures.every(({ id, ok }) => id === backend.id || (!ok && id !== 'cpu'))) throw error;
      // What runs away on two devices is not the devices' fault.
      if ([...failed.values()].includes(error.message) && error.place === 'learningRate') throw error;
      failed.set(backend.id, error.message);
      ctx.progress({
        phase: `${backendNames[backend.id]} failed after epoch ${latest.epoch}: going on with another backend`,
        done: latest.step,
        total: 0,
        unit: 'steps',
      });
    }
  }
}
