import { useMemo } from 'react';
import { rebanded } from '../pipeline/reband';
import type { ForecastRun } from '../pipeline/results';
import { latest } from '../state/run';
import { useStudio } from './context';

/** The run on screen, with its band as the recipe asks now: a changed coverage needs no training. */
export function useRun(): ForecastRun | undefined {
  const run = useStudio((state) => latest(state.training));
  const coverage = useStudio((state) => state.recipe.present.coverage);
  return useMemo(() => run && rebanded(run, coverage), [run, coverage]);
}
