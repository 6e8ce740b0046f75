import { first, type SeriesFrame } from '../../frame/frame';
import { filledBySeason, seasonToFill } from '../../math/fill-season';
import { heldOver, interpolatedIn } from '../../math/interpolate';
import { changed, counted, each } from '../each';
import type { Shaper } from '../types';

type Params = {
  readonly method: string;
  readonly period: number;
  readonly constant: number;
  readonly longest: number;
  readonly only: string;
};

/**
 * Missing values filled, those present never changed: by lines in time, by the mean season over such lines, with the value
 * before, or with a constant. At the ends the nearest value is held. Runs of more than `longest` missing values stay.
 */
export const filled: Shaper<Params> = {
  shape(frames, params, ctx) {
    return each(frames, params.only, ctx, async (frame, pace) => {
      const { values } = first(frame);
      await pace(50 * values.length);
      const missing = values.reduce((sum, value) => sum + Number(Number.isNaN(value)), 0);
      if (params.method === 'none' || missing === 0) return { frame };
      if (missing === values.length && params.method !== 'constant') {
        return { frame, note: 'every value is missing, so there is nothing to fill from.' };
      }
      const { values: whole, why } = wholeOf(frame, params);
      await pace(50 * values.length);
      const left = params.longest > 0 ? reopened(values, whole, params.longest) : 0;
      const words = `${counted(missing - left, 'value')} filled${left > 0 ? `, ${counted(left, 'value')} in longer gaps left open` : ''}${why}.`;
      return { frame: changed(frame, whole), note: words };
    });
  },
};

function wholeOf(
  frame: SeriesFrame,
  { method, period, constant }: Params,
): { readonly values: Float64Array; readonly why: string } {
  const { values } = first(frame);
  if (method === 'constant') {
    return { values: values.map((value) => (Number.isNaN(value) ? constant : value)), why: '' };
  }
  if (method === 'previous') return { values: heldOver(values), why: '' };
  if (method === 'linear') return { values: interpolatedIn(frame.time, values), why: '' };
  const season = seasonToFill(frame.time, values, frame.stepMs, period);
  if ('reason' in season) {
    return { values: interpolatedIn(frame.time, values), why: ` by straight lines, as ${season.reason}` };
  }
  const why = ` by a season of ${season.period} steps`;
  return { values: filledBySeason(frame.time, values, season), why };
}

/** Puts runs of more than `longest` missing values back into `whole`; gives how many values that were. */
function reopened(values: Float64Array, whole: Float64Array, longest: number): number {
  let left = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) continue;
    let end = i;
    while (end < values.length && Number.isNaN(values[end])) end++;
    if (end - i > longest) {
      whole.fill(Number.NaN, i, end);
      left += end - i;
    }
    i = end;
  }
  return left;
}
