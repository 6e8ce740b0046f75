import { StudioError } from '../base/errors';
import type { ParamValues } from '../base/params';
import { type Recipe, type Step, stepsOn } from '../pipeline/recipe';
import { clearRuns, type Deps, runAs } from './deps';
import { changeRecipe, recipeOf } from './recipe-actions';
import { latest } from './run';
import type { Studio } from './store';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether the series are those that the recipe's steps by hand make of what was read. */
export function isShaped({ read, shaped, recipe }: Pick<Studio, 'read' | 'shaped' | 'recipe'>): boolean {
  const steps = stepsOn(recipe.present);
  const made = latest(shaped);
  if (steps.length === 0) return shaped.status === 'idle';
  return shaped.status !== 'running' && made?.of === latest(read) && same(stepsOn(made ?? {}), steps);
}

/**
 * Takes the recipe's steps by hand on the series read, unless that is done already; without steps nothing is copied. A
 * kept model's series stay as they came. Resolves to whether the series now are what the recipe says.
 */
export async function takeSteps(deps: Deps): Promise<boolean> {
  const state = deps.store.getState();
  const read = latest(state.read);
  const { steps = [] } = recipeOf(deps);
  const made = latest(state.shaped);
  if (isShaped(state)) return true;
  if (made?.kept === true && made.of === read) return false;
  if (stepsOn({ steps }).length === 0) {
    clearRuns(deps, 'shaped');
    return true;
  }
  if (read === undefined) return false;
  const shaped = await runAs(deps, 'shaped', async (options) => {
    const { frames, reports } = await deps.engine.run('shape', { frames: read.frames, steps }, options);
    return { frames, reports, of: read, steps };
  });
  return shaped !== undefined;
}

/** Why nothing can be learned from the series now, where the steps by hand have not made them; else undefined. */
export function unshaped(state: Pick<Studio, 'read' | 'shaped' | 'recipe'>): StudioError | undefined {
  if (isShaped(state)) return undefined;
  const { shaped } = state;
  if (shaped.status === 'failed') {
    const { code, message, next, place } = shaped.failure;
    return new StudioError(code, message, {
      next: `${next ?? 'Change the step.'} It stands in Prepare.`,
      ...(place !== undefined && { place }),
    });
  }
  if (latest(shaped)?.kept === true) {
    return new StudioError('bad-input', 'This is a kept model’s series, and the steps by hand are others now.', {
      next: 'Read its data again in Data, and the steps are taken on it.',
    });
  }
  return new StudioError('bad-input', 'The steps by hand are still being taken.', { next: 'Wait a moment.' });
}

const stepsOf = (deps: Deps): readonly Step[] => recipeOf(deps).steps ?? [];
const change = (deps: Deps, steps: readonly Step[]): void => changeRecipe(deps, { steps } satisfies Partial<Recipe>);

/** Adds a step at the end of the list, with values for some of its parameters. */
export const addStep = (deps: Deps, id: string, params: ParamValues = {}): void => addSteps(deps, [{ id, params }]);

/** Adds several at once: one undo takes them all back. */
export const addSteps = (deps: Deps, steps: readonly Step[]): void => change(deps, [...stepsOf(deps), ...steps]);

export const removeStep = (deps: Deps, index: number): void =>
  change(
    deps,
    stepsOf(deps).filter((_, i) => i !== index),
  );

/** Moves a step to another place of the list; a place outside of it changes nothing. */
export function moveStep(deps: Deps, from: number, to: number): void {
  const steps = [...stepsOf(deps)];
  const [moved] = steps.splice(from, 1);
  if (moved === undefined || to < 0 || to > steps.length) return;
  steps.splice(to, 0, moved);
  change(deps, steps);
}

/** Leaves a step out, or takes it again; it keeps its place and values. */
export const toggleStep = (deps: Deps, index: number): void =>
  change(
    deps,
    stepsOf(deps).map((step, i) => (i === index ? turned(step) : step)),
  );

const turned = ({ off, ...step }: Step): Step => (off === true ? step : { ...step, off: true });

/** Sets parameters of a step by hand. */
export const setShaperParams = (deps: Deps, index: number, params: ParamValues): void =>
  change(
    deps,
    stepsOf(deps).map((step, i) => (i === index ? { ...step, params: { ...step.params, ...params } } : step)),
  );
