import { acf } from '../acf';
import { centredAverage, phaseMeans } from '../moving';
import { fitLine } from '../regression';
import { extent, mean } from '../stats';

/** Simple exponential smoothing from the first value, fitted. */
export interface Simple {
  /** Share of each error that moves the level, in (0, 1]. */
  readonly alpha: number;
  /** The level after the last value. */
  readonly level: number;
}

/** What repeats, by phase from the first value on, and how it is put on. */
export interface Figure {
  readonly kind: 'additive' | 'multiplicative';
  readonly values: Float64Array;
}

/**
 * The Theta method (Assimakopoulos and Nikolopoulos 2000) as Hyndman and Billah (2003) showed it to be: simple exponential
 * smoothing plus half the slope of the line through the series, which is the mean of the theta lines 0 and 2. The numbers
 * of statsmodels' `ThetaModel`.
 * @param figure the season to take out first and to put on again; undefined = none
 */
export function thetaMethod(y: Float64Array, horizon: number, figure?: Figure): Float64Array {
  const n = y.length;
  const adjusted = figure === undefined ? y : withoutFigure(y, figure);
  const { alpha, level } = simpleSmoothing(adjusted);
  const { slope } = fitLine(adjusted);
  const settled = -Math.expm1(n * Math.log1p(-alpha)) / alpha;
  return Float64Array.from({ length: horizon }, (_, h) => {
    const value = level + (slope / 2) * (h + settled);
    if (figure === undefined) return value;
    const season = figure.values[(n + h) % figure.values.length] as number;
    return figure.kind === 'additive' ? value + season : value * season;
  });
}

/**
 * Whether the autocorrelation at the season is beyond what chance gives at 90 % where shorter lags correlate as they do
 * (Bartlett's formula): the test of the M4 competition's benchmarks. Wants three cycles; R's cut at 10 log10 n lags is left out.
 */
export function isSeasonal(y: Float64Array, period: number): boolean {
  const n = y.length;
  if (period < 2 || n < 3 * period) return false;
  const r = acf(y, period);
  const shorter = r.subarray(1, period).reduce((sum, value) => sum + value * value, 0);
  return Math.abs(r[period] as number) > 1.645 * Math.sqrt((1 + 2 * shorter) / n);
}

/** The season by classical decomposition: factors where all values are above 0 and all factors are too, else summands. */
export function seasonalFigure(y: Float64Array, period: number): Figure {
  const trend = centredAverage(y, period);
  if ((extent(y)[0] as number) > 0) {
    const factors = phaseMeans(
      y.map((value, t) => value / (trend[t] as number)),
      period,
    );
    const level = mean(factors);
    const values = factors.map((value) => value / level);
    if (values.every((value) => value > 0)) return { kind: 'multiplicative', values };
  }
  const summands = phaseMeans(
    y.map((value, t) => value - (trend[t] as number)),
    period,
  );
  const level = mean(summands);
  return { kind: 'additive', values: summands.map((value) => value - level) };
}

function withoutFigure(y: Float64Array, { kind, values }: Figure): Float64Array {
  return y.map((value, t) => {
    const season = values[t % values.length] as number;
    return kind === 'additive' ? value - season : value / season;
  });
}

/** The alpha with the least squared error one step ahead, between 1e-8 and 1: the best of a grid, refined by golden sections. */
export function simpleSmoothing(y: Float64Array): Simple {
  const smooth = (alpha: number): { readonly loss: number; readonly level: number } => {
    let level = y[0] as number;
    let loss = 0;
    for (let t = 1; t < y.length; t++) {
      const error = (y[t] as number) - level;
      loss += error * error;
      level += alpha * error;
    }
    return { loss, level };
  };
  const steps = 20;
  let best = steps;
  let least = smooth(1).loss;
  for (let k = 0; k < steps; k++) {
    const { loss } = smooth(Math.max(LEAST, k / steps));
    if (loss >= least) continue;
    least = loss;
    best = k;
  }
  let low = Math.max(LEAST, (best - 1) / steps);
  let high = Math.min(1, (best + 1) / steps);
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let [atLeft, atRight] = [smooth(left).loss, smooth(right).loss];
  while (high - low > 1e-9) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = smooth(left).loss;
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = smooth(right).loss;
    }
  }
  const inside = (low + high) / 2;
  const alpha = [inside, Math.max(LEAST, best / steps)].reduce((a, b) => (smooth(b).loss < smooth(a).loss ? b : a));
  return { alpha, level: smooth(alpha).level };
}

const LEAST = 1e-8;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
