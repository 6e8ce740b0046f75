import { StudioError, throwIfCancelled } from '../../base/errors';
import { breathe, type JobContext } from '../../base/job';
import { seeded } from '../../base/random';
import { initialParameters } from '../network/initial';
import type { Layout } from '../network/layout';
import type { Pace, Session } from '../session/session';
import { type BackendId, backendIds, backendNames, type Preference } from './backends';
import { engineOf } from './engines';
import type { BackendFigure } from './figure';
import { parityError } from './parity';
import { type Obstacle, obstacle } from './software';

type Figure = BackendFigure & { readonly id: BackendId };

export interface BackendChoice {
  readonly id: BackendId;
  readonly figures: readonly Figure[];
}

/** The model at hand: what a trial step is made of. */
export interface Trial {
  readonly layout: Layout;
  readonly groups: number;
  readonly batch: number;
}

/** Greatest relative difference from the reference that counts as right; WebGL rounds more coarsely than the others. */
const TOLERANCE = 2e-3;
const TIMED_STEPS = 4;
const SLOW_MS = 3000;

/**
 * Finds the fastest backend that computes right for the model at hand. Each candidate is checked against the plain
 * reference, then timed for some training steps of that model. Backends that run in software are left out of the
 * automatic choice unless nothing else works; JavaScript is the last resort and is not timed beside others.
 * @param prefer `auto`, or the one backend to use.
 * @param failed what those said that failed before.
 * @throws StudioError `backend-failed` when none works.
 */
export async function chooseBackend(
  trial: Trial,
  prefer: Preference,
  ctx: JobContext,
  failed: ReadonlyMap<BackendId, string> = new Map(),
): Promise<BackendChoice> {
  const figures: Figure[] = [];
  const ids = prefer === 'auto' ? backendIds : [prefer];
  const spare: { id: BackendId; obstacle: Obstacle }[] = [];
  for (const id of ids) {
    const fault = failed.get(id);
    if (fault !== undefined) {
      sound.delete(id);
      figures.push({ id, ok: false, failed: true, reason: fault });
      continue;
    }
    const found = await obstacle(id);
    if (found !== undefined && !(prefer === id && found.kind === 'software')) {
      if (found.kind === 'software') spare.push({ id, obstacle: found });
      else figures.push({ id, ok: false, missing: true, reason: found.reason });
    } else if (id === 'cpu' && prefer === 'auto' && figures.some((figure) => figure.ok)) {
      figures.push({ id, ok: false, reason: 'Not timed: it is for where no other backend works.' });
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
  return { id: best.id, figures };
}

/** Backends that computed right once, and the trials of models: neither changes while this thread lives. */
const sound = new Set<BackendId>();
const timed = new Map<string, Figure>();

/** Lets the next choice check and time everything anew. */
export function forgetTrials(): void {
  sound.clear();
  timed.clear();
}

/** Lets a cancel arrive, and heeds it. */
const breathing =
  ({ signal }: JobContext): Pace =>
  async () => {
    await breathe();
    throwIfCancelled(signal);
  };

async function figure(id: BackendId, trial: Trial, ctx: JobContext): Promise<Figure> {
  throwIfCancelled(ctx.signal);
  ctx.progress({ phase: 'Choosing a backend', part: backendNames[id], done: 0, total: 0, unit: 'steps' });
  try {
    const engine = await engineOf(id);
    if (!sound.has(id)) {
      if ((await parityError(engine, breathing(ctx))) > TOLERANCE) {
        return { id, ok: false, reason: 'It computes wrong numbers on this machine.' };
      }
      sound.add(id);
    }
    const key = JSON.stringify([id, trial]);
    const known = timed.get(key);
    if (known !== undefined) return known;
    const session = await engine.open(opening(trial));
    try {
      const began = ctx.clock();
      await trialSteps(session, trial, 1, ctx);
      const start = ctx.clock();
      // What takes so long for one step, compiling included, is not worth more of anyone's time.
      const slow = start - began > SLOW_MS;
      if (!slow) await trialSteps(session, trial, TIMED_STEPS, ctx);
      const found: Figure = { id, ok: true, msPerStep: slow ? start - began : (ctx.clock() - start) / TIMED_STEPS };
      timed.set(key, found);
      return found;
    } finally {
      session.dispose();
    }
  } catch (error) {
    if (error instanceof StudioError && error.code === 'cancelled') throw error;
    return { id, ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function opening({ layout, groups }: Trial) {
  const parameters = initialParameters(layout, groups, seeded(3));
  const slots = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  return { layout, groups, first: 0, parameters, slots };
}

/** So many real training steps on made-up examples. */
async function trialSteps(session: Session, { layout, groups, batch }: Trial, steps: number, ctx: JobContext) {
  const random = seeded(5);
  const draw = (n: number): Float32Array => Float32Array.from({ length: n }, () => random() - 0.5);
  const [width, features] = layout.inputShape;
  const count = steps * batch;
  await session.train(
    { count, x: draw(groups * count * width * features), y: draw(groups * count * layout.outputs) },
    {
      batch,
      loss: { id: 'mse' },
      optimiser: 'adam',
      weightDecay: 0,
      clip: 1,
      step: 0,
      rates: new Float32Array(steps).fill(1e-3),
      active: Array.from({ length: groups }, () => true),
      seed: 1,
    },
    breathing(ctx),
  );
}
