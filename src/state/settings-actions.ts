import { isZone } from '../math/zone-names';
import { type Deps, sayFailure } from './deps';
import type { Studio } from './store';
import { trainingKey } from './work-actions';
import { recallZone } from './zone-actions';

/** Light, dark or as the system; remembered in this browser. */
export function setTheme(deps: Deps, theme: Studio['theme']): void {
  deps.store.setState({ theme });
  void deps.vault.then((vault) => vault.settings.write({ theme })).catch((error: unknown) => sayFailure(deps, error));
}

/** What this browser remembers: the theme, and the weights of a training that a closed tab cut short. */
export async function recall(deps: Deps): Promise<void> {
  try {
    const vault = await deps.vault;
    const { theme, zone } = await vault.settings.read();
    const kept = await vault.loadCheckpoint(trainingKey);
    deps.store.setState({
      theme,
      ...(kept !== undefined && { stopped: { recipe: kept.recipe, weights: kept.weights, epoch: kept.epoch } }),
    });
    recallZone(deps, zone !== undefined && isZone(zone) ? zone : 'UTC');
  } catch (error) {
    sayFailure(deps, error);
  }
}
