import { sessionErrors, stacked, usual, worst } from '../checks/session-checks';
import type { Engine, Pace } from '../session/session';

/**
 * The greatest relative difference between an engine and the plain reference after whole training steps of small
 * networks: one in plain descent, where a wrong gradient shows, one with Adam. What is not a number counts as infinite.
 * @param pace heard after each batch; what it throws ends the check.
 */
export async function parityError(engine: Engine, pace?: Pace): Promise<number> {
  const descent = await sessionErrors(engine, { ...usual, layers: stacked([33, 9], 4, 6, 0.25), batch: 7 }, pace);
  const adam = await sessionErrors(engine, { ...usual, optimiser: 'adam', loss: { id: 'huber' }, rate: 0.02 }, pace);
  return Math.max(worst(descent), worst(adam));
}
