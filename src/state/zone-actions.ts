import type { Recipe } from '../pipeline/recipe';
import { type Deps, sayFailure } from './deps';
import { queriesOf } from './query-list';
import { explore, read } from './read-actions';
import { amendRecipe, changeRecipe, recipeOf } from './recipe-actions';
import { latest } from './run';
import { inZone, sameBuckets, zoneOf } from './zoned';

/**
 * Takes the zone whose clock and calendar count: for what is shown and typed, for the days and seasons of the data, and for
 * later queries; remembered in this browser. Days already read, and whatever else begins at other moments in that zone, are
 * read again; any other data is only looked at again.
 * @throws StudioError `bad-input` at `zone` for one nobody knows.
 */
export async function setZone(deps: Deps, zone: string): Promise<void> {
  const before = recipeOf(deps);
  const { query, more } = before;
  if ((query.zone ?? 'UTC') === zone && deps.store.getState().zone === zone) return;
  const changed = inZone(query, zone);
  deps.store.setState({ zone });
  void deps.vault.then((vault) => vault.settings.write({ zone })).catch((error: unknown) => sayFailure(deps, error));
  changeRecipe(deps, { query: changed, ...(more !== undefined && { more: more.map((one) => inZone(one, zone)) }) });
  await lookInZone(deps, before);
}

/** Looks at the data as the recipe's zone has it: read again where that is not what the recipe before asked, or is asking. */
export async function lookInZone(deps: Deps, before: Recipe): Promise<void> {
  const { read: run } = deps.store.getState();
  if (latest(run) === undefined && run.status !== 'running') return;
  const zone = zoneOf(recipeOf(deps).query);
  const same = run.status !== 'running' && queriesOf(before).every((query) => sameBuckets(query, zone));
  await (same ? explore(deps) : read(deps));
}

/** The zone remembered from an earlier visit, for a recipe that has nothing to ask yet and so none of its own. */
export function recallZone(deps: Deps, zone = 'UTC'): void {
  deps.store.setState({ zone });
  const { query } = recipeOf(deps);
  if (query.fields.length === 0 && query.text === undefined) amendRecipe(deps, { query: inZone(query, zone) });
}
