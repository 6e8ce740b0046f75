import type { Recipe } from '../pipeline/recipe';
import type { Deps } from './deps';
import { decompose, lookAt } from './read-actions';
import { latest } from './run';
import { cluster, detect } from './work-actions';

const settleMs = 300;

/**
 * What follows by itself when the recipe changes: parts are split again when their choices change, anomalies are scored
 * and groups made again when they were before, and a series brought back by an undo or redo is looked at again. Training
 * never starts by itself, but for the first demo. Gives the way to stop.
 */
export function react(deps: Deps): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let due = { parts: false, anomalies: false, clusters: false };
  const later = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const now = due;
      due = { parts: false, anomalies: false, clusters: false };
      const state = deps.store.getState();
      if (now.parts && latest(state.parts) !== undefined) void decompose(deps);
      if (now.anomalies && latest(state.anomalies) !== undefined) void detect(deps);
      if (now.clusters && latest(state.clusters) !== undefined) void cluster(deps);
    }, settleMs);
  };
  return deps.store.subscribe((state, before) => {
    const [recipe, old] = [state.recipe.present, before.recipe.present];
    if (recipe === old || recipe.source.id !== old.source.id) return;
    if (recipe.series !== old.series) {
      const travelled = recipe === before.recipe.past.at(-1) || recipe === before.recipe.future[0];
      // After all listeners have heard of this change.
      if (travelled && latest(state.read) !== undefined) queueMicrotask(() => void lookAt(deps, recipe.series));
      return;
    }
    const changed = (...keys: (keyof Recipe)[]): boolean =>
      keys.some((key) => recipe[key] !== old[key] && differ(recipe[key], old[key]));
    due = {
      parts: due.parts || changed('decomposition', 'periods', 'preparation'),
      anomalies: due.anomalies || changed('decomposition', 'periods', 'preparation', 'detector'),
      clusters: due.clusters || changed('clusterer'),
    };
    if (due.parts || due.anomalies || due.clusters) later();
  });
}

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
