import type { Forecast } from '../frame/parts';
import { normalQuantile } from '../math/distributions';
import { bandLevels, quantileAt } from './band';
import type { Calibration, HalfWidths } from './results';

type Quantiles = Forecast['quantiles'];

/**
 * A forecast in the series' own units with a quantile at every level of its calibration (`fan`) and, of them, its band.
 * Never crossing, and within the bounds of the series, the point too. Beyond the calibrated steps the width goes on growing
 * with the square root of the distance, as a random walk's would. Without any error to go by there is no band.
 * @param prepared on the scale the model forecasts on
 * @param restore brings values from there to the series' own units
 */
export function withBand(
  prepared: Forecast,
  kept: Calibration | HalfWidths,
  restore: (values: Float64Array) => Float64Array,
): Forecast {
  const calibration = calibrationOf(kept);
  const { levels, offsets, kind } = calibration;
  const keep = within(calibration);
  const point = keep(restore(prepared.point));
  if (offsets.length === 0) return { ...prepared, point, quantiles: [] };
  const drawn = levels.map((level, i) => {
    const offset = offsets[i] as number;
    if (kind === 'own') return restore(stretched(prepared, level, offset));
    const width = (h: number): number => (offset === 0 ? 0 : offset * spreadAt(calibration, h));
    if (kind === 'added') return restore(prepared.point.map((value, h) => value + width(h)));
    const unit = calibration.unit ?? 0;
    return restore(prepared.point).map((value, h) => value + Math.max(value, unit) * Math.expm1(width(h)));
  });
  const fan = neverCrossing(levels, drawn.map(keep));
  return { ...prepared, point, quantiles: bandIn(fan, calibration.coverage), fan };
}

/** The band that holds `coverage`: its lower bound, the median, its upper bound. */
export function bandIn(fan: Quantiles, coverage: number): Quantiles {
  const tail = (1 - coverage) / 2;
  return [tail, 0.5, 1 - tail].map((level) => ({ level, values: quantileAt(fan, level) }));
}

/** Values kept to what the series can be. */
export const within =
  ({ least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Pick<Calibration, 'least' | 'most'>) =>
  (values: Float64Array): Float64Array =>
    values.map((value) => Math.max(least, Math.min(most, value)));

function spreadAt({ spread }: Calibration, h: number): number {
  const steps = spread.length;
  return spread[h] ?? (spread[steps - 1] ?? 0) * Math.sqrt((h + 1) / steps);
}

function stretched({ point, quantiles }: Forecast, level: number, factor: number): Float64Array {
  if (quantiles.length === 0) return point;
  const middle = quantileAt(quantiles, 0.5);
  if (level === 0.5) return middle;
  return quantileAt(quantiles, level).map((value, h) => {
    const m = middle[h] as number;
    return m + factor * (value - m);
  });
}

/** From the middle outwards, none nearer to it than the one before. */
function neverCrossing(levels: readonly number[], drawn: readonly Float64Array[]): Quantiles {
  const made = drawn.map((values) => Float64Array.from(values));
  const middle = levels.findIndex((level) => level >= 0.5);
  for (let i = middle + 1; i < made.length; i++)
    outward(made[i] as Float64Array, made[i - 1] as Float64Array, Math.max);
  for (let i = middle - 1; i >= 0; i--) outward(made[i] as Float64Array, made[i + 1] as Float64Array, Math.min);
  return levels.map((level, i) => ({ level, values: made[i] as Float64Array }));
}

function outward(values: Float64Array, inner: Float64Array, choose: (a: number, b: number) => number): void {
  for (const [h, value] of inner.entries()) values[h] = choose(values[h] as number, value);
}

/** A calibration as it is kept today. Of half widths, other levels than theirs are taken to lie as a normal's do. */
export function calibrationOf(kept: Calibration | HalfWidths): Calibration {
  if (!('halfWidth' in kept)) return kept;
  const { coverage, halfWidth, errors } = kept;
  const unit = normalQuantile(Math.min(0.9995, (1 + coverage) / 2));
  const offsets =
    halfWidth.length === 0 ? [] : bandLevels.map((level) => (level === 0.5 ? 0 : normalQuantile(level) / unit));
  return { coverage, kind: 'added', levels: bandLevels, offsets, spread: halfWidth, errors, spans: errors };
}
