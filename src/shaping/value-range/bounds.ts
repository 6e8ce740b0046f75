import { StudioError } from '../../base/errors';
import { first } from '../../frame/frame';
import { changed, counted, each } from '../each';
import type { Shaper } from '../types';

type Params = { readonly keep: string; readonly low: number; readonly high: number; readonly only: string };

/** Values outside of the range, both ends of it kept, become missing; the axis stays. */
export const bounds: Shaper<Params> = {
  /** @throws StudioError `bad-input` at `high` when the range is empty; `cancelled`. */
  async shape(frames, { keep, low, high, only }, ctx) {
    const least = keep === 'most' ? Number.NEGATIVE_INFINITY : low;
    const most = keep === 'least' ? Number.POSITIVE_INFINITY : high;
    if (most < least) {
      throw new StudioError('bad-input', `No value is at least ${low} and at most ${high}.`, {
        next: 'Choose a larger most.',
        place: 'high',
        value: high,
      });
    }
    return each(frames, only, ctx, (frame) => {
      let outside = 0;
      const values = first(frame).values.map((value) => {
        if (!(value < least || value > most)) return value;
        outside++;
        return Number.NaN;
      });
      return {
        frame: changed(frame, values),
        note: `${counted(outside, 'value')} outside of the range ${outside === 1 ? 'is' : 'are'} missing now.`,
      };
    });
  },
};
