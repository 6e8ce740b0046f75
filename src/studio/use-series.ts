import { useMemo } from 'react';
import { chosenSeries, type NamedSeries, seriesRead } from '../state/series';
import { useStudio } from './context';

/** Every series the rooms look at: those read, after the steps by hand. */
export function useSeries(): readonly NamedSeries[] {
  const read = useStudio((state) => state.read);
  const shaped = useStudio((state) => state.shaped);
  return useMemo(() => seriesRead({ read, shaped }), [read, shaped]);
}

/** The one of them that is looked at. */
export function useChosen(): NamedSeries | undefined {
  const read = useStudio((state) => state.read);
  const shaped = useStudio((state) => state.shaped);
  const recipe = useStudio((state) => state.recipe);
  return useMemo(() => chosenSeries({ read, shaped, recipe }), [read, shaped, recipe]);
}
