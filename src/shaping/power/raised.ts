import { first } from '../../frame/frame';
import { bestBoxCox, boxCox } from '../../math/box-cox';
import { bestLambda, yeoJohnson } from '../../math/yeo-johnson';
import { changed, counted, each, of } from '../each';
import type { Shaper } from '../types';

type Params = { readonly method: string; readonly found: boolean; readonly lambda: number; readonly only: string };

/** Above this many values lambda is found on an even sample of them. */
const SAMPLE = 100_000;

/** The logarithm, Box-Cox or Yeo-Johnson of each value. Where there is none (of 0 or less), the value becomes missing. */
export const raised: Shaper<Params> = {
  shape(frames, { method, found, lambda, only }, ctx) {
    return each(frames, only, ctx, async (frame, pace) => {
      const { values } = first(frame);
      await pace(50 * values.length);
      if (method === 'yeo-johnson') {
        const known = sample(values.filter((value) => !Number.isNaN(value)));
        const power = found ? (known.length === 0 ? 1 : bestLambda(known)) : lambda;
        await pace(1000 * known.length);
        const raisedTo = values.map((value) => yeoJohnson(value, power));
        return { frame: changed(frame, raisedTo, (own) => of('Yeo-Johnson', 'of', own)), note: said(power, found, '') };
      }
      const positive = method === 'log' || !found ? values.subarray(0, 0) : sample(values.filter((value) => value > 0));
      const power = method === 'log' ? 0 : found ? (positive.length === 0 ? 1 : bestBoxCox(positive)) : lambda;
      await pace(1000 * positive.length);
      let lost = 0;
      const raisedTo = values.map((value) => {
        if (value <= 0) lost++;
        return boxCox(value, power);
      });
      const lostWords =
        lost === 0
          ? ''
          : `${counted(lost, 'value')} of 0 or less ${lost === 1 ? 'has' : 'have'} none and became missing.`;
      const note = method === 'log' ? lostWords : said(power, found, lostWords);
      const what = method === 'log' ? 'log' : 'Box-Cox';
      return { frame: changed(frame, raisedTo, (own) => of(what, 'of', own)), ...(note !== '' && { note }) };
    });
  },
};

const said = (power: number, found: boolean, more: string): string =>
  `lambda ${Number(power.toFixed(4))}${found ? ', found by likelihood' : ''}. ${more}`.trim();

/** Every so many values, evenly, so that at most `SAMPLE` are left. */
function sample(values: Float64Array): Float64Array {
  const stride = Math.ceil(values.length / SAMPLE);
  return stride <= 1 ? values : values.filter((_, i) => i % stride === 0);
}
