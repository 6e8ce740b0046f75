import { useMemo } from 'react';
import { StudioError } from '../base/errors';
import type { ChartEvent } from '../charts/base/event-marks';
import type { SeriesFrame } from '../frame/frame';
import { allOccurrences } from '../math/recurrence';
import { inputsOf } from '../pipeline/recipe';
import { useStudio } from './context';

/** More stripes than these are no longer marks. */
const MOST = 200;
const none: readonly ChartEvent[] = [];

/** The recipe's planned events as a chart of a series marks them, up to `stop` where it looks further than the series. */
export function useEvents(frame: SeriesFrame | undefined, stop = Number.NaN): readonly ChartEvent[] {
  const recipe = useStudio((state) => state.recipe.present);
  const { events } = inputsOf(recipe);
  const { zone } = recipe.query;
  const start = frame?.time[0] ?? Number.NaN;
  const last = Math.max(frame?.time.at(-1) ?? Number.NaN, Number.isNaN(stop) ? Number.NEGATIVE_INFINITY : stop);
  return useMemo(() => {
    if (events.length === 0 || !(last > start)) return none;
    try {
      return allOccurrences(events, { start, stop: last }, zone)
        .slice(-MOST)
        .map((one) => ({ ...one, start: Math.max(one.start, start), stop: Math.min(one.stop, last) }));
    } catch (error) {
      // A rule that cannot be followed is told where it stands.
      if (error instanceof StudioError) return none;
      throw error;
    }
  }, [events, zone, start, last]);
}
