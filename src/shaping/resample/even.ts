import type { SeriesFrame } from '../../frame/frame';
import { bucketed } from '../../math/buckets';
import { askedLattice, ownLattice } from '../../math/lattice';
import { each, inUnit, of } from '../each';
import type { Shaper } from '../types';

type Params = { readonly step: number; readonly aggregate: string; readonly only: string };

/**
 * Each series on even steps: [k·step, (k+1)·step) from the epoch at its start, as InfluxQL's GROUP BY time(); points that
 * lie on such a grid already, or tremble around their own, keep their places. A series of one point needs a step told.
 */
export const even: Shaper<Params> = {
  /** @throws StudioError `bad-input` at `step` when the grid would have millions of buckets; `cancelled`. */
  shape(frames, { step, aggregate, only }, ctx) {
    return each(frames, only, ctx, async (frame, pace) => {
      await pace(30 * frame.time.length);
      if (frame.time.length === 0 || (step === 0 && frame.time.length === 1)) return { frame };
      const lattice = step === 0 ? ownLattice(frame) : askedLattice(frame.time, step * 1000);
      const isEven = frame.stepMs === lattice.stepMs && aggregate !== 'count';
      const made = isEven ? frame : bucketed(frame, lattice, aggregate);
      return { frame: aggregate === 'count' ? counts(made) : made };
    });
  },
};

const counts = (frame: SeriesFrame): SeriesFrame => inUnit(frame, (own) => of('number of values', 'in', own));
