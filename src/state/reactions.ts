import { type Recipe, stepsOn } from '../pipeline/recipe';
import type { Deps } from './deps';
import { isOpen } from './open-actions';
import { hasForeignText } from './query-text';
import { decompose, explore, lookAt, read } from './read-actions';
import { recipeOf } from './recipe-actions';
import { latest } from './run';
import { seriesRead } from './series';
import { isShaped, takeSteps } from './shape-actions';
import { cluster, detect } from './work-actions';
import { lookInZone } from './zone-actions';

const settleMs = 300;

/**
 * What follows by itself when the recipe changes: changed steps by hand are taken again and everything after them is
 * looked at again, parts are split again when their choices change, anomalies are scored and groups made again when they
 * were before (also when the zone whose days count is another), and a series or a zone brought back by an undo or redo is looked
 * at again. Training never starts by itself, but for the first demo. Gives the way to stop.
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
      if (!isShaped(state)) {
        if (latest(state.read) !== undefined) void reshape(deps);
        return;
      }
      if (now.parts && latest(state.parts) !== undefined) void decompose(deps);
      if (now.anomalies && latest(state.anomalies) !== undefined) void detect(deps);
      if (now.clusters && latest(state.clusters) !== undefined) void cluster(deps);
    }, settleMs);
  };
  return deps.store.subscribe((state, before) => {
    const [recipe, old] = [state.recipe.present, before.recipe.present];
    if (recipe === old || recipe.source.id !== old.source.id) return;
    const reshaped = differ(stepsOn(recipe), stepsOn(old));
    const travelled = recipe === before.recipe.past.at(-1) || recipe === before.recipe.future[0];
    if (recipe.series !== old.series) {
      // After all listeners have heard of this change.
      if (reshaped) later();
      else if (travelled && latest(state.read) !== undefined) queueMicrotask(() => void lookAt(deps, recipe.series));
      return;
    }
    const changed = (...keys: (keyof Recipe)[]): boolean =>
      keys.some((key) => recipe[key] !== old[key] && differ(recipe[key], old[key]));
    const rezoned = recipe.query.zone !== old.query.zone;
    if (rezoned && travelled) queueMicrotask(() => void lookInZone(deps, old));
    due = {
      parts: due.parts || changed('decomposition', 'periods', 'preparation'),
      anomalies: due.anomalies || rezoned || changed('decomposition', 'periods', 'preparation', 'detector', 'inputs'),
      clusters: due.clusters || rezoned || changed('clusterer'),
    };
    if (reshaped || due.parts || due.anomalies || due.clusters) later();
  });
}

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** The steps by hand taken anew, and what was known of the series before found out again. Forecasts stay, marked outdated. */
async function reshape(deps: Deps): Promise<void> {
  const { read: reading, shaped, anomalies, clusters } = deps.store.getState();
  // A read on its way takes them itself.
  if (reading.status === 'running') return;
  if (latest(shaped)?.kept === true && latest(shaped)?.of === latest(reading)) {
    // Of a kept model there is only what the steps had made: they need the data they were taken on.
    const recipe = recipeOf(deps);
    if (isOpen(deps, recipe.source) && !hasForeignText(deps, recipe)) await read(deps);
    return;
  }
  if (!(await takeSteps(deps))) return;
  const { series } = recipeOf(deps);
  if (!seriesRead(deps.store.getState()).some(({ name }) => name === series)) {
    await lookAt(deps, series);
    return;
  }
  await explore(deps);
  if (latest(anomalies) !== undefined) await detect(deps);
  if (latest(clusters) !== undefined) await cluster(deps);
}
