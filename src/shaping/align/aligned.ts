import { first, markRegular, type SeriesFrame } from '../../frame/frame';
import { axisOf, type Between, onAxis } from '../../math/axes';
import { pacer } from '../../math/pace';
import type { Shaper } from '../types';

type Params = { readonly times: string; readonly between: string };

/** All series at the same times: those of any, or those all have. Before its first and after its last value a series is missing. */
export const aligned: Shaper<Params> = {
  async shape(frames, { times, between }, ctx) {
    const pace = pacer(ctx.signal);
    const filled = frames.filter(({ time }) => time.length > 0);
    const time = axisOf(
      (times === 'union' ? filled : frames).map((frame) => frame.time),
      times === 'union' ? 'union' : 'intersection',
    );
    await pace(10 * time.length * frames.length);
    const axis = markRegular({ time, columns: [] });
    const shaped: SeriesFrame[] = [];
    for (const frame of frames) {
      const column = first(frame);
      shaped.push({
        ...axis,
        columns: [{ ...column, values: onAxis(frame.time, column.values, time, between as Between) }],
      });
      await pace(30 * time.length);
    }
    const lost = frames.length > 0 && time.length === 0;
    return {
      frames: shaped,
      notes: lost
        ? ['The series share no time at all. Resample them to one step first, or take the times of any.']
        : [],
    };
  },
};
