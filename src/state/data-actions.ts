import type { TimeRange } from '../frame/frame';
import type { Deps } from './deps';
import { openedAt } from './read-actions';

interface FieldPath {
  readonly database: string;
  readonly measurement: string;
  readonly field: string;
}

const kept = new WeakMap<object, Map<string, Promise<TimeRange | undefined>>>();

/** The time a field's data covers, asked once for each opening of a source. */
export function extentOf(deps: Deps, path: FieldPath): Promise<TimeRange | undefined> {
  const opening = deps.store.getState().connection.params;
  const known = kept.get(opening) ?? new Map<string, Promise<TimeRange | undefined>>();
  kept.set(opening, known);
  const key = JSON.stringify([path.database, path.measurement, path.field]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const asked = Promise.resolve().then(() => deps.engine.run('extent', { at: openedAt(deps), path }));
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}
