import { StudioError } from '../base/errors';
import { valuesOf } from './request';
import { firstOrigin, type Part, type Shape, type Views } from './sequence-views';
import type { Training } from './types';

/** The longest forecast made at once; longer ones go on in blocks. */
const LONGEST_HEAD = 168;
/** Validation windows looked at after each epoch. */
const VALIDATION_WINDOWS = 256;
/** Windows kept ready for training; of longer series, evenly spread ones. */
const MOST_WINDOWS = 20_000;

/** The networks' sizes for this series. @throws StudioError `too-short`, `bad-input`. */
export function shapeFor(training: Training, parts: readonly Part[], period: number, lookback: number): Shape {
  const { history, horizon, validation } = training;
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new StudioError('bad-input', 'A forecast needs a horizon of at least one step.', {
      next: 'Choose how far to look ahead.',
      place: 'horizon',
      value: horizon,
    });
  }
  const points = history.frame.time.length - validation;
  // A third of what is left after the first window may be spent on looking ahead.
  const head = Math.max(1, Math.min(horizon, LONGEST_HEAD, Math.floor((points - period - lookback) / 3)));
  // About STL's own trend smoother, so that slow and fast surprises part where trend and residual do.
  const span = Math.max(7, Math.min(period === 0 ? 25 : 2 * Math.floor(0.75 * period) + 1, Math.floor(points / 4)));
  const shape = { parts, lookback, head, period, span };
  needed(training, shape);
  return shape;
}

/** @throws StudioError `too-short` where no window fits, at `lookback`. */
export function needed({ history, validation }: Training, shape: Shape): void {
  const points = history.frame.time.length - validation;
  const fewest = firstOrigin(shape) + shape.head + 1;
  if (points < fewest) {
    const { lookback, head, period } = shape;
    const after = period === 0 ? '' : ` after a first season of ${period}`;
    throw new StudioError(
      'too-short',
      `Looking back ${lookback} steps${after} to forecast ${head} needs ${fewest} points to learn from; there are ${Math.max(0, points)}.`,
      { next: 'Look back less far, or read a longer time range.', place: 'lookback', value: lookback },
    );
  }
  valuesOf(history, fewest, 'lookback');
}

/**
 * Origins to learn from, whose targets all lie before the validation part and none before `since`, and to validate on,
 * whose targets lie in it.
 */
export function origins(
  points: number,
  validation: number,
  shape: Shape,
  since = 0,
): { fit: Int32Array; validation: Int32Array } {
  const first = firstOrigin(shape);
  const cut = points - validation;
  return {
    fit: spread(Math.max(first, since - 1), cut - shape.head - 1, MOST_WINDOWS),
    validation: spread(Math.max(first, cut - 1), points - shape.head - 1, VALIDATION_WINDOWS),
  };
}

/** Whole numbers from `first` to `last`, all or `most` of them evenly spread. */
function spread(first: number, last: number, most: number): Int32Array {
  const all = Math.max(0, last - first + 1);
  const count = Math.min(all, most);
  return Int32Array.from({ length: count }, (_, k) => first + Math.floor((k * all) / count));
}

/** The greatest range of a part: what “constant” is measured against. */
export const spreadOf = ({ parts }: Views): number =>
  Math.max(Number.MIN_VALUE, ...parts.map((values) => maximum(values) - minimum(values)));
const maximum = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
const minimum = (values: Float64Array): number =>
  values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
