import { StudioError } from '../../base/errors';
import { first, type SeriesFrame, withValues } from '../../frame/frame';
import { type FillingSeason, filledBySeason, seasonToFill } from '../../math/fill-season';
import { heldOver, interpolatedIn } from '../../math/interpolate';
import type { Transform, TransformState } from '../types';

type Params = { readonly method: string; readonly period: number; readonly constant: number };

/**
 * Gaps of the first column filled; values that are present never change. `seasonal` takes off the mean season learned
 * on the training part, draws straight lines over what is left and puts the season on again (as R's na.interp does with
 * STL); without a season of two full cycles it is `linear`, and the state says so. Lines run in time, not in index;
 * before the first and after the last value the nearest one is kept.
 */
export const gaps: Transform<Params> = {
  /** @throws StudioError `empty` when every value is missing. */
  fit(frame, { method, period, constant }) {
    refuseEmpty(first(frame).values);
    if (method === 'constant') return { method, constant };
    return method === 'seasonal' ? seasonal(frame, period) : { method };
  },

  /** @throws StudioError `empty` when every value is missing and the method needs a neighbour. */
  apply(frame, state) {
    const { values } = first(frame);
    if (state.method === 'none' || !values.some(Number.isNaN)) return frame;
    return withValues(frame, filled(frame, values, state));
  },
};

function filled({ time }: SeriesFrame, values: Float64Array, state: TransformState): Float64Array {
  if (state.method === 'constant') {
    return values.map((value) => (Number.isNaN(value) ? (state.constant as number) : value));
  }
  refuseEmpty(values);
  if (state.method === 'previous') return heldOver(values);
  if (state.method === 'linear') return interpolatedIn(time, values);
  return filledBySeason(time, values, state as typeof state & FillingSeason);
}

function seasonal(frame: SeriesFrame, asked: number): TransformState {
  const season = seasonToFill(frame.time, first(frame).values, frame.stepMs, asked);
  return 'reason' in season ? { method: 'linear', ...season } : { method: 'seasonal', ...season };
}

function refuseEmpty(values: Float64Array): void {
  if (values.some((value) => !Number.isNaN(value))) return;
  throw new StudioError('empty', 'Every value is missing here, so there is nothing to fill the gaps from.', {
    next: 'Choose a time range or series with values.',
  });
}
