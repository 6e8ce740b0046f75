import { useMemo } from 'react';
import { latest } from '../../../state/run';
import { useStudio, useZone } from '../../context';
import { type Issue, issuesOf } from './quality-words';

/** What is wrong with the series looked at; undefined until it was looked at. */
export function useIssues(): readonly Issue[] | undefined {
  const found = useStudio((state) => latest(state.exploration));
  const recipe = useStudio((state) => state.recipe.present);
  const read = useStudio((state) => latest(state.read));
  const zone = useZone();
  return useMemo(() => found && issuesOf(found, recipe, read ?? {}, zone), [found, recipe, read, zone]);
}
