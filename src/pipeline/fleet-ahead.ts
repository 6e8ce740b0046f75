import type { Forecast } from '../frame/parts';
import type { Growth } from '../math/growth';
import { median } from '../math/quantile';
import type { Bounds } from './band';

/** What a forecast goes on from: the series it is of, on its grid without gaps. */
export interface Known {
  readonly values: Float64Array;
  readonly stepMs: number;
  /** Its longest season in steps; 1 = none. */
  readonly period: number;
  readonly growth: Growth;
  /** What its values are kept to. */
  readonly bounds: Bounds;
}

/** Rounds of the season that its usual course is taken from. */
const ROUNDS = 5;

/**
 * A forecast as far as `steps`: beyond its own end it goes on by the series' growth and its usual season. The band, which
 * is measured only so far, goes on widening with the square root of the distance as a random walk's would, or by how far
 * off the growth may be, whichever is more. It stays within the bounds of the series.
 */
export function goneOn(forecast: Forecast, { values, stepMs, period, growth, bounds }: Known, steps: number): Forecast {
  const own = forecast.point.length;
  if (steps <= own) return forecast;
  const season = usualSeason(values, forecast.point, period, growth.perStep);
  const phase = (h: number): number => season[(values.length + h) % period] as number;
  const last = own - 1;
  const tail = Math.min(own, period);
  const anchors = Float64Array.from({ length: tail }, (_, i) => {
    const h = last - i;
    return (forecast.point[h] as number) - phase(h) + growth.perStep * i;
  });
  const end = median(anchors);
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = bounds;
  const kept = (value: number): number => Math.max(least, Math.min(most, value));
  const middle = (h: number): number => kept(end + growth.perStep * (h - last) + phase(h));
  const extended = (known: Float64Array, beyond: (h: number) => number): Float64Array =>
    Float64Array.from({ length: steps }, (_, h) => (h < own ? (known[h] as number) : beyond(h)));
  const endTime = forecast.time[last] as number;
  return {
    target: forecast.target,
    time: extended(forecast.time, (h) => endTime + (h - last) * stepMs),
    point: extended(forecast.point, middle),
    quantiles: forecast.quantiles.map(({ level, values: known }) => {
      const width = (known[last] as number) - (forecast.point[last] as number);
      const sign = Math.sign(width);
      return {
        level,
        values: extended(known, (h) => {
          const walk = Math.abs(width) * Math.sqrt((h + 1) / own);
          const slope = Math.abs(width) + growth.off * (h - last);
          return kept(middle(h) + sign * Math.max(walk, slope));
        }),
      };
    }),
  };
}

/** How the season usually goes, by phase from the first value, about zero: the medians of its last rounds without growth. */
function usualSeason(values: Float64Array, ahead: Float64Array, period: number, perStep: number): Float64Array {
  if (period < 2) return new Float64Array(1);
  const all = new Float64Array(values.length + ahead.length);
  all.set(values);
  all.set(ahead, values.length);
  const byPhase: number[][] = Array.from({ length: period }, () => []);
  for (let i = Math.max(0, all.length - ROUNDS * period); i < all.length; i++) {
    byPhase[i % period]?.push((all[i] as number) - perStep * i);
  }
  const usual = Float64Array.from(byPhase, (found) => median(Float64Array.from(found)));
  const centre = usual.reduce((sum, value) => sum + value, 0) / period;
  return usual.map((value) => (Number.isNaN(value - centre) ? 0 : value - centre));
}
