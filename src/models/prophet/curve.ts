import { normal } from '../../base/random';
import type { Pace } from '../../math/pace';
import { quantileSorted } from '../../math/quantile';
import { type Design, waves, width } from './design';

/** What was fitted, on the scale of its design. */
export interface Fitted {
  /** The slope and the offset of the trend before its first bend. */
  readonly slope: number;
  readonly offset: number;
  /** How much the slope changes at each bend. */
  readonly changes: readonly number[];
  /** One per season column. */
  readonly seasonal: readonly number[];
  /** The standard deviation of what is left. */
  readonly noise: number;
}

/** A fitted curve: enough to say its value at any time. */
export interface Curve {
  readonly design: Design;
  readonly fitted: Fitted;
}

/** The curve at these times (milliseconds), in the units of the series. */
export function valuesAt({ design, fitted }: Curve, time: Float64Array): Float64Array {
  const trend = trendAt(design, fitted, design.bends, fitted.changes);
  return time.map((at) => combined(design, trend(scaledTime(design, at)), seasonAt(design, fitted, at)));
}

/** So many futures are drawn, */
const FUTURES = 1000;
/** each with so many more bends at most, however far ahead it is asked. */
const MOST_BENDS = 1000;

/**
 * The quantiles of the curve at these times, level by level: futures whose trend goes on bending as often and as much as it
 * did (Taylor and Letham 2018, 3.1.4), with noise. The first time comes after the history.
 */
export async function quantilesAt(
  { design, fitted }: Curve,
  time: Float64Array,
  levels: readonly number[],
  random: () => number,
  pace: Pace,
): Promise<readonly { readonly level: number; readonly values: Float64Array }[]> {
  const n = time.length;
  const scaled = time.map((at) => scaledTime(design, at));
  const seasons = time.map((at) => seasonAt(design, fitted, at));
  const last = scaled[n - 1] as number;
  const mean = fitted.changes.reduce((sum, change) => sum + Math.abs(change), 0) / Math.max(1, fitted.changes.length);
  const drawn = new Float64Array(n * FUTURES);
  for (let future = 0; future < FUTURES; future++) {
    const bends = [...design.bends];
    const changes = [...fitted.changes];
    const most = design.bends.length + MOST_BENDS;
    for (let at = 1 + waiting(design, random); at < last && bends.length < most; at += waiting(design, random)) {
      bends.push(at);
      changes.push(laplace(mean + 1e-8, random));
    }
    const trend = trendAt(design, fitted, bends, changes);
    for (let h = 0; h < n; h++) {
      const value = combined(design, trend(scaled[h] as number), seasons[h] as number);
      drawn[h * FUTURES + future] = value + design.scale * fitted.noise * normal(random);
    }
    await pace(50 * (n + bends.length));
  }
  for (let h = 0; h < n; h++) drawn.subarray(h * FUTURES, (h + 1) * FUTURES).sort();
  return levels.map((level) => ({
    level,
    values: time.map((_, h) => quantileSorted(drawn.subarray(h * FUTURES, (h + 1) * FUTURES), level)),
  }));
}

const scaledTime = ({ start, span }: Design, at: number): number => (at - start) / span;

/** Bends come as in the history: so many in a span, at random. */
const waiting = ({ bends }: Design, random: () => number): number => -Math.log(1 - random()) / bends.length;

function laplace(scale: number, random: () => number): number {
  const size = -scale * Math.log(1 - random());
  return random() < 0.5 ? size : -size;
}

const combined = (design: Design, trend: number, season: number): number =>
  design.floor + design.scale * (design.multiplicative ? trend * (1 + season) : trend + season);

const seasonAt = (design: Design, { seasonal }: Fitted, at: number): number =>
  waves(design, at).reduce((sum, wave, i) => sum + wave * (seasonal[i] as number), 0);

/**
 * The trend in scaled time: lines, or logistic curves, that meet at the bends.
 * @returns a function for times that only grow from call to call
 */
export function trendAt(
  { growth, cap }: Design,
  { slope, offset }: Fitted,
  bends: readonly number[],
  changes: readonly number[],
): (t: number) => number {
  if (growth === 'flat') return () => offset;
  let rate = slope;
  let shift = offset;
  let next = 0;
  return (t) => {
    for (; next < bends.length && (bends[next] as number) <= t; next++) {
      const at = bends[next] as number;
      const turned = rate + (changes[next] as number);
      shift = growth === 'linear' ? shift - at * (turned - rate) : at - ((at - shift) * rate) / turned;
      rate = turned;
    }
    return growth === 'linear' ? rate * t + shift : cap / (1 + Math.exp(-rate * (t - shift)));
  };
}

/** Where the search begins: the trend through the first and the last value. */
export function beginning(design: Design, y: Float64Array): Fitted {
  const [first, last] = [y[0] as number, y.at(-1) as number];
  const still = {
    changes: design.bends.map(() => 0),
    seasonal: Array.from({ length: width(design) }, () => 0),
    noise: 1,
  };
  if (design.growth === 'flat')
    return { ...still, slope: 0, offset: y.reduce((sum, value) => sum + value, 0) / y.length };
  if (design.growth === 'linear') return { ...still, slope: last - first, offset: first };
  const { cap } = design;
  const odds = (value: number): number => cap / Math.max(0.01 * cap, Math.min(0.99 * cap, value));
  const [from, to] = [odds(first), odds(last)];
  const [a, b] = [Math.log((Math.abs(from - to) <= 0.01 ? 1.05 * from : from) - 1), Math.log(to - 1)];
  return { ...still, slope: a - b, offset: a / (a - b) };
}
