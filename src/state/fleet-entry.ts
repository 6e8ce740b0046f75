import type { Deps } from './deps';

/** Marks the entry of the browser's history at which the fleet's table stood when a series was opened from it. */
export const fleetEntry = 'fleet';

/** The table of the fleet again, with all that is known of it. */
export function returnToFleet({ store }: Pick<Deps, 'store'>): void {
  const { fromFleet: _, ...state } = store.getState();
  store.setState({ ...state, room: 'fleet' }, true);
}
