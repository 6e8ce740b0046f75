import { StudioError } from '../../base/errors';
import { first } from '../../frame/frame';
import { quantileSorted } from '../../math/quantile';
import { present } from '../../math/stats';
import { changed, counted, each } from '../each';
import type { Shaper } from '../types';

type Params = {
  readonly by: string;
  readonly lowest: number;
  readonly highest: number;
  readonly low: number;
  readonly high: number;
  readonly only: string;
};

/** Values under the least become the least, those over the most the most: as said, or as quantiles of each series (type 7). */
export const clipped: Shaper<Params> = {
  /** @throws StudioError `bad-input` at the upper bound when it is under the lower; `cancelled`. */
  async shape(frames, { by, lowest, highest, low, high, only }, ctx) {
    const inQuantiles = by === 'quantiles';
    if (inQuantiles ? highest < lowest : high < low) {
      throw new StudioError('bad-input', 'The upper bound is under the lower one.', {
        next: 'Choose a larger upper bound.',
        place: inQuantiles ? 'highest' : 'high',
        value: inQuantiles ? highest : high,
      });
    }
    return each(frames, only, ctx, async (frame, pace) => {
      const { values } = first(frame);
      const sorted = inQuantiles ? present(values).sort() : undefined;
      await pace(200 * values.length);
      const [least, most] = sorted
        ? [quantileSorted(sorted, lowest / 100), quantileSorted(sorted, highest / 100)]
        : [low, high];
      let moved = 0;
      const inside = values.map((value) => {
        if (!(value < least || value > most)) return value;
        moved++;
        return value < least ? least : most;
      });
      return {
        frame: changed(frame, inside),
        note: `${counted(moved, 'value')} brought in to between ${short(least)} and ${short(most)}.`,
      };
    });
  },
};

const short = (value: number): string =>
  Number.isNaN(value) ? 'no value' : String(Number(value.toPrecision(4))).replace('-', '−');
