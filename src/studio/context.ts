import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Deps } from '../state/deps';
import type { Studio } from '../state/store';
import { zoneOf } from '../state/zoned';

/** What every panel reaches the studio through; made once in main.tsx. */
export const StudioContext = createContext<Deps | undefined>(undefined);

/** The actions' dependencies: hand them to an action, e.g. `train(deps)`. */
export function useDeps(): Deps {
  const deps = useContext(StudioContext);
  if (deps === undefined) throw new Error('outside of the studio');
  return deps;
}

/**
 * One fact of the studio's state. Select raw values only: a selector that builds a new array or object at each call would
 * never settle; derive in `useMemo` instead.
 */
export function useStudio<T>(select: (state: Studio) => T): T {
  return useStore(useDeps().store, select);
}

/** The zone times are shown in and typed in: the recipe's, or UTC where it names one this machine does not know. */
export const useZone = (): string => useStudio(({ recipe }) => zoneOf(recipe.present.query));
