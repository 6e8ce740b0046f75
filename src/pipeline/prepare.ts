import { type Choice, memberOf } from '../base/definition';
import { checked } from '../base/params';
import { first, type SeriesFrame, withValues } from '../frame/frame';
import { transforms } from '../preparation';
import type { Transform, TransformState } from '../preparation/types';

/** One step of preparation with what it learned. */
export interface FittedStep {
  readonly id: string;
  readonly transform: Transform;
  readonly state: TransformState;
}

const load = (choice: Choice): Promise<Transform> => memberOf<Transform>(transforms, choice.id).load();

/** Learns every step, in order, on `training` only; each step sees what the steps before it made of it. */
export async function fitPreparation(
  training: SeriesFrame,
  choices: readonly Choice[],
): Promise<readonly FittedStep[]> {
  const steps: FittedStep[] = [];
  let frame = training;
  for (const choice of choices) {
    const transform = await load(choice);
    const state = transform.fit(frame, checked(memberOf<Transform>(transforms, choice.id).params, choice.params));
    frame = transform.apply(frame, state);
    steps.push({ id: choice.id, transform, state });
  }
  return steps;
}

/** Steps as they were learned before, from an artifact. */
export async function restorePreparation(
  choices: readonly Choice[],
  states: readonly TransformState[],
): Promise<readonly FittedStep[]> {
  return Promise.all(
    choices.map(async (choice, i) => ({ id: choice.id, transform: await load(choice), state: states[i] ?? {} })),
  );
}

/** A raw series prepared by steps already learned. */
export const prepare = (frame: SeriesFrame, steps: readonly FittedStep[]): SeriesFrame =>
  steps.reduce((prepared, step) => step.transform.apply(prepared, step.state), frame);

/** Prepared values brought back to the original scale: the steps undone, last first. */
export const restoreScale = (values: Float64Array, steps: readonly FittedStep[]): Float64Array =>
  steps.reduceRight((restored, step) => step.transform.invert?.(restored, step.state) ?? restored, values);

/** Only what puts a series on a regular grid without gaps, keeping its units: what explorers and detectors look at. */
export async function onGrid(
  frame: SeriesFrame,
  choices: readonly Choice[],
): Promise<{ readonly grid: SeriesFrame; readonly filled: SeriesFrame }> {
  const resampling = choices.filter(({ id }) => id === 'resample');
  const filling = choices.filter(({ id }) => id === 'fill');
  const grid = prepare(
    frame,
    await fitPreparation(frame, resampling.length > 0 ? resampling : [{ id: 'resample', params: {} }]),
  );
  const filled = prepare(grid, await fitPreparation(grid, filling.length > 0 ? filling : [{ id: 'fill', params: {} }]));
  const clock = frame.clock !== undefined && { clock: frame.clock };
  return { grid: { ...withValues(grid, first(grid).values), ...clock }, filled: { ...filled, ...clock } };
}
