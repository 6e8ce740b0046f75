import { memberOf } from '../base/definition';
import { sources } from '../sources';
import type { Source } from '../sources/types';
import { type Deps, say, sayFailure } from './deps';
import { fleetEntry, returnToFleet } from './fleet-entry';
import { historyOf } from './history';
import { readRecipe } from './library-actions';
import { linkPrefix } from './link-prefix';
import { pointAt, sourceCard } from './open-actions';

/** What the address bar is written through; a window, or a test's stand-in. */
export interface AddressBar {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { readonly state?: unknown; replaceState(data: unknown, unused: string, url: string): void };
  addEventListener(type: 'hashchange', listener: () => void): void;
}

/**
 * Keeps room and recipe in the address, so that a reload or a link brings them back. A link whose source needs no secret
 * and no file is opened and read at once; any other shows its connection form with all but the secret filled in.
 */
export function followHash(deps: Deps, { location, history, addEventListener }: AddressBar): void {
  const { store } = deps;
  let written = '';
  const take = async (): Promise<void> => {
    const { hash } = location;
    if (hash === written || !hash.startsWith(linkPrefix)) return;
    try {
      const { fromHash } = await import('./read-link');
      const { recipe, room } = fromHash(hash);
      const card = memberOf<Source>(sources, recipe.source.id);
      const isFile = sourceCard(card.id).file === true;
      pointAt(deps, recipe.source, !isFile);
      store.setState({ recipe: historyOf(recipe), room: card.id === 'demo' ? room : 'data' });
      deps.held.horizonChosen = true;
      if (card.id === 'demo') void readRecipe(deps);
      if (isFile) say(deps, 'This recipe reads a file. Open the file, and it is read and forecast in the same way.');
    } catch (error) {
      sayFailure(deps, error);
    }
  };
  void take();
  addEventListener.call(globalThis, 'hashchange', () => {
    if (history.state === fleetEntry) returnToFleet(deps);
    else void take();
  });
  const write = async (): Promise<void> => {
    const { toHash } = await import('./link');
    const { connection, recipe, room } = store.getState();
    const hash = connection.source === undefined ? '' : toHash(recipe.present, room);
    if (hash === written) return;
    written = hash;
    history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
  };
  store.subscribe((state, before) => {
    if (
      state.recipe.present === before.recipe.present &&
      state.room === before.room &&
      state.connection === before.connection
    )
      return;
    void write().catch((error: unknown) => sayFailure(deps, error));
  });
}
