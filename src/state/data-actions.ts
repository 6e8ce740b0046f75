import type { SeriesFrame, TimeRange } from '../frame/frame';
import { emptyQuery } from '../frame/query';
import type { Deps } from './deps';
import { openedAt, sourceCard } from './open-actions';
import { suggestInterval } from './suggest';

/** Where a field stands in a source's catalogue. */
export interface FieldPath {
  readonly database: string;
  readonly measurement: string;
  readonly field: string;
}

/** Answers kept for each opening of a source; `anew` asks again all the same. */
function keeping<T>(
  ask: (deps: Deps, path: FieldPath) => Promise<T>,
): (deps: Deps, path: FieldPath, anew?: boolean) => Promise<T> {
  const kept = new WeakMap<object, Map<string, Promise<T>>>();
  return (deps, path, anew = false) => {
    const opening = deps.store.getState().connection.params;
    const known = kept.get(opening) ?? new Map<string, Promise<T>>();
    kept.set(opening, known);
    const key = JSON.stringify([path.database, path.measurement, path.field]);
    const before = known.get(key);
    if (before !== undefined && !anew) return before;
    const asked = ask(deps, path);
    known.set(key, asked);
    asked.catch(() => known.delete(key));
    return asked;
  };
}

/** The time a field's data covers, asked once for each opening of a source. */
export const extentOf = keeping(
  async (deps, path): Promise<TimeRange | undefined> => deps.engine.run('extent', { at: openedAt(deps), path }),
);

/** The same, asked again: the data may have grown. */
export const extentAnew = (deps: Deps, path: FieldPath): Promise<TimeRange | undefined> => extentOf(deps, path, true);

/** A field's shape in at most 200 points, all tags together; undefined when it holds none. */
export const glanceAt = keeping(async (deps, path): Promise<SeriesFrame | undefined> => {
  const range = await extentOf(deps, path);
  if (range === undefined) return undefined;
  const at = openedAt(deps);
  const { aggregates } = sourceCard(at.source);
  const { frames } = await deps.engine.run('query', {
    at,
    query: {
      ...emptyQuery,
      database: path.database,
      measurement: path.measurement,
      fields: [path.field],
      aggregate: aggregates.includes('mean') ? 'mean' : 'none',
      everyMs: suggestInterval(range, 200),
      range,
    },
  });
  return frames[0];
});
