import { StudioError, throwIfCancelled } from '../../base/errors';
import { type JobContext, quietContext } from '../../base/job';
import { seeded } from '../../base/random';
import { initialParameters } from '../network/initial';
import type { Layout } from '../network/layout';
import { initialState } from '../train/state';
import { type Examples, train } from '../train/train';
import { type BackendId, backendIds, backendNames, type Preference, startBackend } from './backends';
import { parityError } from './parity';
import { type Obstacle, obstacle } from './software';

/** How a backend fared, to be shown. */
export interface BackendFigure {
  readonly id: BackendId;
  /** It starts and computes right. */
  readonly ok: boolean;
  /** Milliseconds for one training step of the model at hand, when it was timed. */
  readonly msPerStep?: number;
  /** Why it was not taken, in words. */
  readonly reason?: string;
}

export interface BackendChoice {
  readonly id: BackendId;
  readonly figures: readonly BackendFigure[];
}

/** The model at hand: what a trial step is made of. */
export interface Trial {
  readonly layout: Layout;
  readonly groups: number;
  readonly batch: number;
}

/** Greatest relative difference from the reference that counts as right; WebGL rounds more coarsely than the others. */
const TOLERANCE = 2e-3;
const TIMED_STEPS = 2;

/**
 * Finds the fastest backend that computes right for the model at hand and makes it current. Each candidate is checked
 * against the plain reference, then timed for two training steps. Backends that run in software are left out of the
 * automatic choice unless nothing else works; JavaScript is the last resort and is not timed beside others.
 * @param prefer `auto`, or the one backend to use.
 * @param without those that failed before.
 * @throws StudioError `backend-failed` when none works.
 */
export async function chooseBackend(
  trial: Trial,
  prefer: Preference,
  ctx: JobContext,
  without: readonly BackendId[] = [],
): Promise<BackendChoice> {
  const figures: BackendFigure[] = [];
  const ids = prefer === 'auto' ? backendIds : [prefer];
  const spare: { id: BackendId; obstacle: Obstacle }[] = [];
  for (const id of ids) {
    if (without.includes(id)) {
      figures.push({ id, ok: false, reason: 'It failed before in this training.' });
      continue;
    }
    const found = await obstacle(id);
    if (found !== undefined && !(prefer === id && found.kind === 'software')) {
      if (found.kind === 'software') spare.push({ id, obstacle: found });
      else figures.push({ id, ok: false, reason: found.reason });
    } else if (id === 'cpu' && prefer === 'auto' && figures.some((figure) => figure.ok)) {
      figures.push({ id, ok: false, reason: 'Not tried: another backend works and is faster.' });
    } else figures.push(await figure(id, trial, ctx));
  }
  for (const { id, obstacle } of spare) {
    const needed = !figures.some((other) => other.ok);
    figures.push(needed ? await figure(id, trial, ctx) : { id, ok: false, reason: obstacle.reason });
  }
  const best = figures.filter((candidate) => candidate.ok).sort((a, b) => (a.msPerStep ?? 0) - (b.msPerStep ?? 0))[0];
  if (best === undefined) {
    const said = figures.map(({ id, reason }) => `${backendNames[id]}: ${reason}`).join(' ');
    throw new StudioError('backend-failed', `No backend can train here. ${said}`, {
      next: prefer === 'auto' ? 'Try another browser.' : 'Choose “Automatic”, or another backend.',
      place: 'backend',
      value: prefer,
    });
  }
  await startBackend(best.id);
  return { id: best.id, figures };
}

async function figure(id: BackendId, trial: Trial, ctx: JobContext): Promise<BackendFigure> {
  throwIfCancelled(ctx.signal);
  ctx.progress({ phase: 'Choosing a backend', part: backendNames[id], done: 0, total: 0, unit: 'steps' });
  try {
    await startBackend(id);
    const error = await parityError();
    if (error > TOLERANCE) return { id, ok: false, reason: 'It computes wrong numbers on this machine.' };
    await trialSteps(trial, 1, ctx);
    const start = ctx.clock();
    await trialSteps(trial, TIMED_STEPS, ctx);
    return { id, ok: true, msPerStep: (ctx.clock() - start) / TIMED_STEPS };
  } catch (error) {
    if (error instanceof StudioError && error.code === 'cancelled') throw error;
    return { id, ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** So many real training steps on made-up examples. */
async function trialSteps({ layout, groups, batch }: Trial, steps: number, ctx: JobContext): Promise<void> {
  const random = seeded(3);
  const fill = (values: Float32Array): void => {
    for (let k = 0; k < values.length; k++) values[k] = random() - 0.5;
  };
  const training: Examples = {
    count: steps * batch,
    fill(_rows, x, y) {
      fill(x);
      fill(y);
    },
  };
  const none: Examples = { count: 0, fill: () => {} };
  const options = {
    epochs: 1,
    batch,
    perEpoch: steps * batch,
    loss: 'mse',
    optimiser: 'adam',
    learningRate: 1e-3,
    clip: 1,
    patience: 1,
  } as const;
  const parts = Array.from({ length: groups }, (_, g) => String(g));
  const state = initialState(layout, initialParameters(layout, groups, random), 1, 2);
  await train({ layout, parts, training, validation: none, options }, state, {
    ...quietContext(random),
    signal: ctx.signal,
  });
}
