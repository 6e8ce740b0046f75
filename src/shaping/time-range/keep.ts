import { StudioError } from '../../base/errors';
import { within } from '../../frame/frame';
import { pacer } from '../../math/pace';
import { momentOf } from '../moments';
import type { Shaper } from '../types';

type Params = { readonly from: string; readonly to: string; readonly zone: string };

/** Points from `from` up to `to`, a date at the end taken whole; in every series alike, so that they stay side by side. */
export const keep: Shaper<Params> = {
  /** @throws StudioError `bad-input` for what is no date, and for an end before its beginning; `cancelled`. */
  async shape(frames, { from, to, zone }, ctx) {
    const start = from.trim() === '' ? Number.NEGATIVE_INFINITY : momentOf(from, zone, 'from').start;
    const end = to.trim() === '' ? undefined : momentOf(to, zone, 'to');
    // The moment named is still in; of a day, all of it.
    const stop = end === undefined ? Number.POSITIVE_INFINITY : Math.max(end.stop, end.start + 1);
    if (!(stop > start)) {
      throw new StudioError('bad-input', 'The range ends before it begins.', {
        next: 'Choose a later end.',
        place: 'to',
        value: to,
      });
    }
    const pace = pacer(ctx.signal);
    const kept = [];
    for (const frame of frames) {
      kept.push(within(frame, { start, stop }));
      await pace(frame.time.length + 1000);
    }
    return { frames: kept, notes: [] };
  },
};
