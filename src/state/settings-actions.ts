import { type Deps, sayFailure } from './deps';
import type { Studio } from './store';

/** Light, dark or as the system; remembered in this browser. */
export function setTheme(deps: Deps, theme: Studio['theme']): void {
  deps.store.setState({ theme });
  void deps.vault.then((vault) => vault.settings.write({ theme })).catch((error: unknown) => sayFailure(deps, error));
}

/** What this browser remembers: the theme, and how many models are kept. A vault that keeps nothing says so. */
export async function recall(deps: Deps): Promise<void> {
  try {
    const vault = await deps.vault;
    const { theme } = await vault.settings.read();
    deps.store.setState({ theme });
  } catch (error) {
    sayFailure(deps, error);
  }
}
