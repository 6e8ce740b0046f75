import { sessionErrors, stacked, usual, worst } from '../checks/session-checks';
import type { Engine } from '../session/session';

/**
 * The greatest relative difference between an engine and the plain reference after whole training steps of small
 * networks: one in plain descent, where a wrong gradient shows, one with Adam. What is not a number counts as infinite.
 */
export async function parityError(engine: Engine): Promise<number> {
  const descent = await sessionErrors(engine, { ...usual, layers: stacked([33, 9], 4, 6, 0.25), batch: 7 });
  const adam = await sessionErrors(engine, { ...usual, optimiser: 'adam', loss: { id: 'huber' }, rate: 0.02 });
  return Math.max(worst(descent), worst(adam));
}
