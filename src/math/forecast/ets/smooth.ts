import type { EtsForm, EtsState, Smoothing } from './form';

/** One pass of exponential smoothing over a series. */
export interface Smoothed {
  /** What each point was expected to be, one step ahead. */
  readonly fitted: Float64Array;
  /** After the last point. */
  readonly end: EtsState;
  /** Of normal errors, their variance at its best; -Infinity where a multiplied form left its ground (values above 0). */
  readonly logLikelihood: number;
}

/** What the passes of one series share: room for every step. */
export interface Passes {
  readonly y: Float64Array;
  readonly form: EtsForm;
  readonly period: number;
  /** Expected level, season, error, level after, slope before. */
  readonly expected: Float64Array;
  readonly seasons: Float64Array;
  readonly errors: Float64Array;
  readonly levels: Float64Array;
  readonly slopes: Float64Array;
  /** The season by phase, where a pass begins and ends. */
  readonly ring: Float64Array;
}

/** A floor for the mean squared error of values of order 1, so that a perfect fit stays finite. */
const NOTHING = 1e-28;

export function passesOver(y: Float64Array, form: EtsForm, period: number): Passes {
  const room = (): Float64Array => new Float64Array(y.length);
  return {
    y,
    form,
    period: form.season === 'none' ? 1 : period,
    expected: room(),
    seasons: room(),
    errors: room(),
    levels: room(),
    slopes: room(),
    ring: new Float64Array(form.season === 'none' ? 1 : period),
  };
}

/** Where a pass ended, and the size of its errors. */
interface Ended {
  readonly level: number;
  readonly slope: number;
  /** Sum of squared errors, relative ones where the error is multiplied. */
  readonly squares: number;
  /** Sum of the logarithms of what was expected, where the error is multiplied. */
  readonly logs: number;
}

/**
 * One pass: error correction form of Hyndman et al. (2008), a multiplied season corrected by the new level (Winters 1960, as
 * statsmodels has it; R takes the expected one). @returns undefined where a multiplied form meets a value not above 0
 */
function pass(passes: Passes, smoothing: Smoothing, start: EtsState): Ended | undefined {
  const { y, form, period, expected, seasons, errors, levels, slopes, ring } = passes;
  const alpha = smoothing.level;
  const beta = alpha * smoothing.slope;
  const gamma = (1 - alpha) * smoothing.season;
  const phi = smoothing.damping;
  const relative = form.error === 'multiplicative';
  const added = form.season === 'additive';
  const multiplied = form.season === 'multiplicative';
  if (form.season === 'none') ring[0] = 0;
  else ring.set(start.season);
  let { level, slope } = start;
  let squares = 0;
  let logs = 0;
  let product = 1;
  for (let t = 0, phase = 0; t < y.length; t++, phase = phase + 1 === period ? 0 : phase + 1) {
    const q = level + phi * slope;
    const s = ring[phase] as number;
    const fitted = multiplied ? q * s : q + s;
    if ((relative && !(fitted > 0)) || (multiplied && !(s > 0))) return undefined;
    const e = (y[t] as number) - fitted;
    expected[t] = q;
    seasons[t] = s;
    errors[t] = e;
    slopes[t] = slope;
    const moved = multiplied ? e / s : e;
    level = q + alpha * moved;
    slope = phi * slope + beta * moved;
    levels[t] = level;
    if (added) ring[phase] = s + gamma * e;
    else if (multiplied) {
      if (!(level > 0)) return undefined;
      ring[phase] = s + (gamma * e) / level;
    }
    if (!relative) {
      squares += e * e;
      continue;
    }
    const r = e / fitted;
    squares += r * r;
    product *= fitted;
    if ((t & 3) === 3) {
      logs += Math.log(product);
      product = 1;
    }
  }
  return { level, slope, squares, logs: logs + Math.log(product) };
}

/** Smooths a series from a first state. */
export function smooth(y: Float64Array, form: EtsForm, smoothing: Smoothing, start: EtsState): Smoothed {
  const n = y.length;
  const period = Math.max(1, start.season.length);
  const passes = passesOver(y, form, period);
  const ended = pass(passes, smoothing, start);
  const next = n % period;
  return {
    fitted: y.map((value, t) => value - (passes.errors[t] as number)),
    end: {
      level: ended?.level ?? Number.NaN,
      slope: ended?.slope ?? Number.NaN,
      season:
        form.season === 'none'
          ? new Float64Array(0)
          : passes.ring.map((_, i) => passes.ring[(next + i) % period] as number),
    },
    logLikelihood:
      ended === undefined
        ? Number.NEGATIVE_INFINITY
        : (-n / 2) * (Math.log(2 * Math.PI * (ended.squares / n + NOTHING)) + 1) - ended.logs,
  };
}

/** What the gradient of `deviance` is written to. */
export interface Slopes {
  /** By level, slope, season, damping of `Smoothing`. */
  readonly smoothing: Float64Array;
  /** By the first level, the first slope and the first season by phase. */
  readonly start: Float64Array;
}

/**
 * -2 log-likelihood / n without its constants, for values of order 1, and its gradient by one pass back through the steps
 * (reverse-mode differentiation), whatever the number of first states. Infinite where a multiplied form has no value.
 */
export function deviance(passes: Passes, smoothing: Smoothing, start: EtsState, gradient: Slopes): number {
  const ended = pass(passes, smoothing, start);
  if (ended === undefined) return Number.POSITIVE_INFINITY;
  const { y, form, period, expected, seasons, errors, levels, slopes, ring } = passes;
  const n = y.length;
  const alpha = smoothing.level;
  const beta = alpha * smoothing.slope;
  const gamma = (1 - alpha) * smoothing.season;
  const phi = smoothing.damping;
  const relative = form.error === 'multiplicative';
  const added = form.season === 'additive';
  const multiplied = form.season === 'multiplicative';
  const total = ended.squares + n * NOTHING;
  let byAlpha = 0;
  let byBeta = 0;
  let byGamma = 0;
  let byPhi = 0;
  let byLevel = 0;
  let bySlope = 0;
  ring.fill(0);
  for (let t = n - 1, phase = (n - 1) % period; t >= 0; t--, phase = phase === 0 ? period - 1 : phase - 1) {
    const q = expected[t] as number;
    const s = seasons[t] as number;
    const e = errors[t] as number;
    const b = slopes[t] as number;
    let bySeason = ring[phase] as number;
    let byError = 0;
    if (added) {
      byError = bySeason * gamma;
      byGamma += bySeason * e;
    } else if (multiplied) {
      const level = levels[t] as number;
      byError = (bySeason * gamma) / level;
      byGamma += (bySeason * e) / level;
      byLevel -= (bySeason * gamma * e) / (level * level);
    }
    const moved = multiplied ? e / s : e;
    const byMoved = byLevel * alpha + bySlope * beta;
    byAlpha += byLevel * moved;
    byBeta += bySlope * moved;
    byPhi += bySlope * b;
    if (multiplied) {
      byError += byMoved / s;
      bySeason -= (byMoved * e) / (s * s);
    } else byError += byMoved;
    let byFitted = -byError;
    if (relative) {
      const fitted = (y[t] as number) - e;
      byFitted += 2 / (n * fitted) - ((2 * e) / total) * ((y[t] as number) / (fitted * fitted * fitted));
    } else byFitted -= (2 * e) / total;
    const byExpected = byLevel + (multiplied ? byFitted * s : byFitted);
    if (added) bySeason += byFitted;
    else if (multiplied) bySeason += byFitted * q;
    ring[phase] = bySeason;
    byLevel = byExpected;
    bySlope = phi * (bySlope + byExpected);
    byPhi += byExpected * b;
  }
  const { smoothing: constants, start: first } = gradient;
  constants[0] = byAlpha + byBeta * smoothing.slope - byGamma * smoothing.season;
  constants[1] = byBeta * alpha;
  constants[2] = byGamma * (1 - alpha);
  constants[3] = byPhi;
  first[0] = byLevel;
  first[1] = bySlope;
  first.set(ring, 2);
  return Math.log(total / n) + (2 * ended.logs) / n;
}

/** What comes `horizon` steps after a state: the level drawn on along its fading slope, with its season. */
export function ahead(form: EtsForm, { damping }: Smoothing, end: EtsState, horizon: number): Float64Array {
  let { level, slope } = end;
  return Float64Array.from({ length: horizon }, (_, h) => {
    slope *= damping;
    level += slope;
    if (form.season === 'none') return level;
    const season = end.season[h % end.season.length] as number;
    return form.season === 'additive' ? level + season : level * season;
  });
}
