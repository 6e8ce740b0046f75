import { StudioError } from '../base/errors';
import { first, length, type SeriesFrame } from '../frame/frame';
import { seasonsOf } from '../math/seasons';
import type { Recipe } from './recipe';

/**
 * The seasons a walk counts by, in steps, shortest first: the reader's own where they are given, else those found in this
 * frame (the training part, on its grid, without gaps). Seasons that do not go round twice in it are left out.
 * @param whole points of the whole series, of which the frame may be a part
 * @throws StudioError `too-short` at `periods` when a season of the reader's own does not go round twice in the whole
 */
export function seasonsFor(frame: SeriesFrame, wanted: Recipe['periods'], whole = length(frame)): readonly number[] {
  const fits = (period: number): boolean => Number.isInteger(period) && period >= 2 && 2 * period <= length(frame);
  if (wanted === 'auto') return seasonsOf(first(frame).values, frame.stepMs).filter(fits);
  const tooLong = wanted.find((period) => 2 * period > whole);
  if (tooLong !== undefined) {
    throw new StudioError(
      'too-short',
      `A season of ${tooLong} steps needs two full rounds, ${2 * tooLong} points; the series has ${whole}.`,
      { next: 'Take it out, choose a shorter one, or read a longer time range.', place: 'periods', value: tooLong },
    );
  }
  return [...wanted].sort((a, b) => a - b).filter(fits);
}
