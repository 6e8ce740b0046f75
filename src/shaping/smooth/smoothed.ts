import { StudioError } from '../../base/errors';
import { first } from '../../frame/frame';
import { interpolated } from '../../math/gaps';
import { loess } from '../../math/loess';
import type { Pace } from '../../math/pace';
import { savitzkyGolay } from '../../math/savitzky-golay';
import { exponential, runningMean, runningMedian } from '../../math/smoothing';
import { changed, each } from '../each';
import type { Shaper } from '../types';

type Params = {
  readonly method: string;
  readonly window: number;
  readonly weight: number;
  readonly degree: number;
  readonly only: string;
};

/**
 * Each value smoothed over its neighbours, counted in points; what is missing stays missing. Means and medians are of the
 * values present in a window that is cut at the ends; LOESS and Savitzky-Golay draw lines over gaps before, and fit their
 * last window at the ends.
 */
export const smoothed: Shaper<Params> = {
  /** @throws StudioError `bad-input` at `degree` when a window cannot hold the polynomial; `cancelled`. */
  async shape(frames, { method, window, weight, degree, only }, ctx) {
    const span = window % 2 === 0 ? window + 1 : window;
    if (method === 'savgol' && degree >= span) {
      throw new StudioError(
        'bad-input',
        `A polynomial of degree ${degree} needs a window of more than ${degree} points.`,
        {
          next: 'Choose a smaller degree or a wider window.',
          place: 'degree',
          value: degree,
        },
      );
    }
    return each(frames, only, ctx, async (frame, pace) => {
      const { values } = first(frame);
      const smooth = await smoothedBy(method, values, { span, weight, degree }, pace);
      const open = smooth.map((value, i) => (Number.isNaN(values[i]) ? Number.NaN : value));
      return { frame: changed(frame, open) };
    });
  },
};

async function smoothedBy(
  method: string,
  values: Float64Array,
  { span, weight, degree }: { readonly span: number; readonly weight: number; readonly degree: number },
  pace: Pace,
): Promise<Float64Array> {
  switch (method) {
    case 'median':
      return runningMedian(values, span, pace);
    case 'exponential':
      return exponential(values, weight);
    case 'savgol':
      return savitzkyGolay(interpolated(values), span, degree, pace);
    case 'loess': {
      const whole = interpolated(values);
      const smooth = whole.slice();
      await loess(span).smooth(whole, whole.length, smooth, { pace });
      return smooth;
    }
    default:
      return runningMean(values, span);
  }
}
