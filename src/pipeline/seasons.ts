import { first, length, type SeriesFrame } from '../frame/frame';
import { seasonsOf } from '../math/seasons';
import type { Recipe } from './recipe';

/**
 * The seasons a walk counts by, in steps, shortest first: the reader's own where they are given, else those found in this
 * frame (the training part, on its grid, without gaps). Seasons that do not fit twice are left out.
 */
export function seasonsFor(frame: SeriesFrame, wanted: Recipe['periods']): readonly number[] {
  const fits = (period: number): boolean => Number.isInteger(period) && period >= 2 && 2 * period <= length(frame);
  if (wanted !== 'auto') return [...wanted].sort((a, b) => a - b).filter(fits);
  return seasonsOf(first(frame).values, frame.stepMs).filter(fits);
}
