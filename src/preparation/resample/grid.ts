import { StudioError } from '../../base/errors';
import { length } from '../../frame/frame';
import { bucketed } from '../../math/buckets';
import { askedLattice, type Lattice, ownLattice } from '../../math/lattice';
import type { Transform } from '../types';

type Params = { readonly step: number; readonly aggregate: string };

/**
 * A regular grid: bucket k holds the points of [k·step, (k+1)·step) from the epoch and bears its start as its time, as
 * InfluxQL's GROUP BY time(). Points that lie on a grid of that step already (gaps or not) keep their times, so such a
 * series is never merged or moved; points that only tremble around one, as an agent's do, each go to their nearest
 * grid time when the step is the series' own. All columns are resampled. Missing values are left out of a bucket; a
 * bucket with no value is NaN.
 */
export const grid: Transform<Params> = {
  /** @throws StudioError `empty` without points, `too-short` when one point leaves the step open. */
  fit(frame, { step, aggregate }) {
    const { time } = frame;
    if (time.length === 0) {
      throw new StudioError('empty', 'There are no points to put on a grid.', {
        next: 'Choose another time range or series.',
      });
    }
    if (step === 0 && time.length === 1 && frame.stepMs === undefined) {
      throw new StudioError('too-short', 'One point alone has no step.', {
        next: 'Read a longer time range, or say the step.',
        place: 'step',
        value: step,
      });
    }
    return { ...(step === 0 ? ownLattice(frame) : askedLattice(time, step * 1000)), aggregate };
  },

  /** @throws StudioError `bad-input` when the grid would have millions of buckets. */
  apply(frame, state) {
    const stepMs = state.stepMs as number;
    return frame.stepMs === stepMs || length(frame) === 0
      ? { ...frame, stepMs }
      : bucketed(frame, state as typeof state & Lattice, state.aggregate as string);
  },
};
