import { StudioError } from '../../base/errors';
import { first, type SeriesFrame, withValues } from '../../frame/frame';
import type { Transform, TransformState } from '../types';
import { interpolated } from './interpolate';
import { bestPeriod, profile } from './season';

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
  if (state.method === 'previous') return previous(values);
  if (state.method === 'linear') return interpolated(time, values);
  const shape = time.map((t) => seasonAt(t, state));
  const level = interpolated(
    time,
    values.map((value, i) => value - (shape[i] as number)),
  );
  return values.map((value, i) => (Number.isNaN(value) ? (level[i] as number) + (shape[i] as number) : value));
}

function seasonal(frame: SeriesFrame, asked: number): TransformState {
  const { values } = first(frame);
  const { stepMs } = frame;
  if (stepMs === undefined) return { method: 'linear', reason: 'the points are not on a regular grid' };
  const level = interpolated(frame.time, values);
  const period = asked === 0 ? bestPeriod(values, level, stepMs) : asked;
  if (period < 2) return { method: 'linear', reason: 'no season was found' };
  if (values.length < 2 * period) return { method: 'linear', reason: 'there are less than two full seasons' };
  return {
    method: 'seasonal',
    period,
    stepMs,
    origin: frame.time[0] as number,
    seasonal: profile(values, level, period),
  };
}

function seasonAt(t: number, state: TransformState): number {
  const period = state.period as number;
  const steps = Math.round((t - (state.origin as number)) / (state.stepMs as number));
  return (state.seasonal as readonly number[])[((steps % period) + period) % period] as number;
}

function previous(values: Float64Array): Float64Array {
  let held = values.find((value) => !Number.isNaN(value)) as number;
  return values.map((value) => {
    if (!Number.isNaN(value)) held = value;
    return held;
  });
}

function refuseEmpty(values: Float64Array): void {
  if (values.some((value) => !Number.isNaN(value))) return;
  throw new StudioError('empty', 'Every value is missing here, so there is nothing to fill the gaps from.', {
    next: 'Choose a time range or series with values.',
  });
}
