import { StudioError } from '../../base/errors';
import { first, withValues } from '../../frame/frame';
import { finite } from '../../math/finite';
import { quantileSorted } from '../../math/quantile';
import { mean } from '../../math/stats';
import type { Transform } from '../types';

type Params = { readonly method: string };

/**
 * (x - centre) / spread on the first column, with centre and spread learned from the values present: mean and
 * population deviation (`standard`), smallest and range (`min-max`), median and quartile range, R's type 7 (`robust`,
 * the deviation where the quartiles coincide). These are scikit-learn's StandardScaler, MinMaxScaler and RobustScaler.
 * A constant series has spread 1. Results are finite whatever comes in.
 */
export const scaler: Transform<Params> = {
  /** @throws StudioError `empty` when every value is missing. */
  fit(frame, { method }) {
    const values = first(frame).values.filter(Number.isFinite);
    if (values.length === 0) {
      throw new StudioError('empty', 'There is no value to learn a scale from.', {
        next: 'Choose a time range or series with values.',
      });
    }
    const unit = largest(values) || 1;
    const { centre, spread } = measured(
      values.map((value) => value / unit),
      method,
    );
    const usable = spread > 1e-12 && spread * unit > 1e-150 && Number.isFinite(spread * unit);
    return { method, centre: centre * unit, spread: method === 'none' || !usable ? 1 : spread * unit };
  },

  apply(frame, state) {
    const centre = state.centre as number;
    const spread = state.spread as number;
    return withValues(
      frame,
      first(frame).values.map((value) => finite((value - centre) / spread)),
    );
  },

  invert(values, state) {
    const centre = state.centre as number;
    const spread = state.spread as number;
    return values.map((value) => finite(value * spread + centre));
  },
};

/** Centre and spread of values within [-1, 1], where no sum can overflow. */
function measured(values: Float64Array, method: string): { readonly centre: number; readonly spread: number } {
  if (method === 'none') return { centre: 0, spread: 1 };
  const sorted = values.slice().sort();
  const at = (level: number): number => quantileSorted(sorted, level);
  if (method === 'min-max') return { centre: at(0), spread: at(1) - at(0) };
  const middle = mean(values);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
  if (method === 'standard') return { centre: middle, spread: deviation };
  const quartiles = at(0.75) - at(0.25);
  return { centre: at(0.5), spread: quartiles > 1e-12 ? quartiles : deviation };
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
