import { first } from '../../frame/frame';
import { differences } from '../../math/moments';
import { changed, each, of, without } from '../each';
import type { Shaper } from '../types';

type Params = { readonly lag: number; readonly season: number; readonly only: string };

/**
 * (1 - Bˢ)(1 - Bˡ): the value less that `lag` points before, and of that again over `season` points. The first points,
 * which have none before them, are dropped; a missing value makes both of its differences missing.
 */
export const change: Shaper<Params> = {
  shape(frames, { lag, season, only }, ctx) {
    return each(frames, only, ctx, async (frame, pace) => {
      const { values } = first(frame);
      const lost = Math.min(values.length, lag + season);
      await pace(20 * values.length);
      const once = differences(values, lag);
      const taken = season > 0 ? differences(once, season) : once;
      const uneven = frame.stepMs === undefined && values.length > 2;
      return {
        frame: changed(without(frame, lost), taken, (own) =>
          of(season > 0 ? 'change of the change' : 'change', 'in', own),
        ),
        ...(uneven && { note: 'its points are not evenly apart, so neither are the times these changes span.' }),
      };
    });
  },
};
