import { StudioError } from '../../base/errors';
import { first } from '../../frame/frame';
import type { Decomposition } from '../../frame/parts';
import { pacer } from '../../math/pace';
import { median } from '../../math/quantile';
import type { Detector } from '../types';
import { describe, stretches } from './ranges';
import { asRareAs, scoreOf, tailOf } from './score';
import { usualDeviation } from './spread';

interface Values {
  readonly direction: string;
  readonly threshold: number;
  readonly minimum: number;
  readonly sensitivity: number;
  readonly width: number;
  readonly spread: string;
}

/**
 * Typical = trend + Σ seasonal; a value's deviation from it in usual deviations (see `usualDeviation`) gives its score
 * (see `scoreOf`). Missing values score NaN and are never part of why a range opens. A constant series scores 0.
 */
export const residualDetector: Detector<Values> = {
  async score({ frame, parts }, params, ctx) {
    const { values } = first(frame);
    const { time } = frame;
    if (parts.observed.length !== values.length) {
      throw new StudioError(
        'bad-input',
        `The series has ${values.length} points, its parts ${parts.observed.length}.`,
        {
          next: 'Decompose the series again.',
        },
      );
    }
    const pace = pacer(ctx.signal);
    ctx.progress({ phase: 'Scoring', done: 0, total: values.length, unit: 'points' });
    const typical = typicalOf(parts, values);
    const deviations = values.map((value, i) => value - (typical[i] as number));
    const periods = parts.seasonal.map(({ period }) => period);
    const [period = 1] = periods;
    const usual = await usualDeviation(
      deviations,
      {
        period,
        longest: Math.max(period, ...periods),
        local: params.spread !== 'global',
        floor: leastSpread(values),
      },
      pace,
    );
    await pace(Number.POSITIVE_INFINITY);
    const times = deviations.map((deviation, i) => deviation / (usual[i] as number));
    const tail = tailOf(times.map(Math.abs));
    const score = times.map((t) => scoreOf(onSide(t, params.direction) * params.sensitivity, tail));
    const reach = asRareAs(params.width, tail) / params.sensitivity;
    const columns = { time, values, typical, score, times };
    ctx.progress({ phase: 'Scoring', done: values.length, total: values.length, unit: 'points' });
    return {
      time,
      score,
      typical,
      lower: typical.map((t, i) => t - reach * (usual[i] as number)),
      upper: typical.map((t, i) => t + reach * (usual[i] as number)),
      ranges: stretches(score, params.threshold)
        .filter(([from, to]) => to - from + 1 >= params.minimum)
        .map((stretch) => describe(stretch, columns)),
    };
  },
};

/** The size of a deviation, 0 on the side nobody asked for. */
function onSide(times: number, direction: string): number {
  if (direction === 'high') return Math.max(times, 0);
  if (direction === 'low') return Math.max(-times, 0);
  return Math.abs(times);
}

/**
 * What was to be expected, finite everywhere: trend and seasons together, the trend held at its nearest known value
 * where it has none, at the median of the values (else 0) where it is known nowhere.
 */
function typicalOf(parts: Decomposition, values: Float64Array): Float64Array {
  const trend = held(parts.trend, median(values) || 0);
  return trend.map((level, i) => {
    let sum = level;
    for (const season of parts.seasonal) {
      const part = season.values[i] as number;
      if (Number.isFinite(part)) sum += part;
    }
    return sum;
  });
}

/** NaN replaced by the nearest value before, else after, else `otherwise`. */
function held(values: Float64Array, otherwise: number): Float64Array {
  let last = values.find(Number.isFinite) ?? otherwise;
  return values.map((value) => {
    if (Number.isFinite(value)) last = value;
    return last;
  });
}

/** Deviations smaller than this are rounding, not news: a billionth of the largest value. */
function leastSpread(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  return Math.max(largest * 1e-9, 1e-300);
}
