import { differences, moments } from '../moments';
import { extent } from '../stats';

/** How a series was brought to mean 0 and deviation 1: x to a power (0 = logarithm), less the mean, by the deviation. */
export interface Scale {
  readonly power: number;
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

export interface Scaled {
  readonly z: Float64Array;
  readonly scale: Scale;
}

/**
 * The values raised to `power` (0 = logarithm), with mean 0 and (population) deviation 1. Where one is not above 0, which
 * neither roots nor logarithms can take, the power is 1. A constant series becomes zeros.
 */
export function scaled(x: Float64Array, power: number): Scaled {
  const [low, high] = extent(x);
  const used = low > 0 ? power : 1;
  const y = raised(x, used);
  const { mean, deviation: spread } = moments(y);
  const varies = spread > 1e-12 * Math.abs(mean);
  const deviation = varies ? spread : 1;
  const z = y.map((value) => (varies ? (value - mean) / deviation : 0));
  return { z, scale: { power: used, mean, deviation, low, high } };
}

/** The values to a power (0 = logarithm). */
export const raised = (x: Float64Array, power: number): Float64Array =>
  power === 1 ? x.slice() : x.map(power === 0 ? Math.log : (value) => value ** power);

/** The values before they were raised; below 0, where no power leads, next to nothing. */
export const lowered = (y: Float64Array, power: number): Float64Array =>
  power === 1 ? y.slice() : y.map(power === 0 ? Math.exp : (value) => Math.max(value, 1e-9) ** (1 / power));

/**
 * Scaled values in the series' own units, kept near what it has shown: within its smallest value divided and its largest
 * multiplied by `reach`. A series with negative values is kept within its range and as much again on either side.
 */
export function unscaled(z: Float64Array, { power, mean, deviation, low, high }: Scale, reach: number): Float64Array {
  const [least, most] = low >= 0 ? [low / reach, high > 0 ? high * reach : 0] : [2 * low - high, 2 * high - low];
  return lowered(
    z.map((value) => value * deviation + mean),
    power,
  ).map((value) => Math.max(least, Math.min(most, value)));
}

/** The deviation of the changes over `lag` steps; 1e-9 more, to divide by. */
export const changeDeviation = (values: Float64Array, lag: number): number =>
  moments(differences(values, lag)).deviation + 1e-9;

/** The mean size of the changes over `lag` steps. */
export const meanChange = (values: Float64Array, lag: number): number =>
  moments(differences(values, lag).map(Math.abs)).mean;
