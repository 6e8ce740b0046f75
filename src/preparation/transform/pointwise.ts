import { StudioError } from '../../base/errors';
import { first, withValues } from '../../frame/frame';
import { finite } from '../../math/finite';
import { extent } from '../../math/stats';
import { bestLambda, yeoJohnson, yeoJohnsonInverse } from '../../math/yeo-johnson';
import type { Transform, TransformState } from '../types';

type Params = { readonly method: string };

/**
 * Each value of the first column by itself, learned from the values present: `none`, `log` (of x; of x - smallest + 1
 * when some are not positive) or `yeo-johnson`. What is outside the range learned from stays finite both ways.
 */
export const pointwise: Transform<Params> = {
  /** @throws StudioError `empty` when every value is missing. */
  fit(frame, { method }) {
    const values = first(frame).values.filter(Number.isFinite);
    if (values.length === 0) {
      throw new StudioError('empty', 'There is no value to learn a transform from.', {
        next: 'Choose a time range or series with values.',
      });
    }
    if (method === 'none') return { method };
    const [min, max] = extent(values);
    if (method === 'log') {
      const shift = min > 0 ? 0 : 1 - min;
      return { method, shift, floor: (min + shift) / 1000 };
    }
    return { method, lambda: bestLambda(values), min, max };
  },

  apply(frame, state) {
    return state.method === 'none' ? frame : withValues(frame, first(frame).values.map(forward(state)));
  },

  invert: (values, state) => (state.method === 'none' ? values : values.map(backward(state))),
};

function forward(state: TransformState): (x: number) => number {
  if (state.method === 'yeo-johnson') return (x) => finite(yeoJohnson(x, state.lambda as number));
  const shift = state.shift as number;
  const floor = state.floor as number;
  return (x) => finite(x + shift < floor ? Math.log(floor) + (x + shift) / floor - 1 : Math.log(x + shift));
}

/** Undoes `forward`. Below the log's floor it goes on as the straight line there; far beyond the range seen it stops. */
function backward(state: TransformState): (y: number) => number {
  if (state.method === 'yeo-johnson') {
    const reach = 100 * ((state.max as number) - (state.min as number) || 1);
    const low = finite((state.min as number) - reach);
    const high = finite((state.max as number) + reach);
    return (y) => Math.max(low, Math.min(high, yeoJohnsonInverse(y, state.lambda as number)));
  }
  const shift = state.shift as number;
  const floor = state.floor as number;
  const knee = Math.log(floor);
  return (y) => finite((y < knee ? floor * (1 + y - knee) : Math.exp(y)) - shift);
}
