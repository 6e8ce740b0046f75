import { solvePositive } from '../../math/cholesky';
import { addGram, padded, weightedProducts } from '../../math/gram';
import type { Pace } from '../../math/pace';
import { beginning, type Fitted, trendAt } from './curve';
import { type Design, type Priors, waves } from './design';

/** Rows taken together. */
const BLOCK = 4096;
/** Standard deviations of the normal priors of slope and offset, and of the noise (prophet.stan). */
const TREND = 5;
const NOISE = 0.5;
/** The corner of the Laplace prior is rounded this much: from far, so that every bend can move, to next to nothing. */
const ROUND = { from: 0.1, to: 1e-7, by: 0.7 };
const MOST = 300;
/** The search ends when a step gains less, in units of the logarithm of the posterior. */
const GAIN = 1e-6;

/**
 * The most likely curve under Prophet's posterior (prophet.stan), by Gauss-Newton steps. The Laplace prior of the bends is
 * met by a parabola that touches it from above at each step (Hunter and Li 2005), the noise by its mode at the current
 * errors. Straight trends with added seasons are one least-squares problem, whose sums are counted once.
 * @param y values on the scale of the design
 */
export async function mostLikely(
  design: Design,
  time: Float64Array,
  y: Float64Array,
  priors: Priors,
  pace: Pace,
): Promise<Fitted> {
  const problem = { design, time, y, priors };
  const isLinear = design.growth !== 'logistic' && !design.multiplicative;
  let at = vectorOf(beginning(design, y));
  let sums = await sumsAt(problem, at, pace);
  let rounding = ROUND.from;
  let value = cost(problem, at, sums.squares, rounding);
  for (let step = 0; step < MOST; step++) {
    const towards = direction(problem, at, sums, rounding);
    let next: { readonly at: Float64Array; readonly sums: Sums; readonly value: number } | undefined;
    for (let length = 1; next === undefined && length > 1e-3; length /= 2) {
      const tried = at.map((value, i) => value + length * (towards[i] as number));
      const found = isLinear
        ? moved(
            sums,
            tried.map((value, i) => value - (at[i] as number)),
          )
        : await sumsAt(problem, tried, pace);
      const reached = cost(problem, tried, found.squares, rounding);
      if (reached <= value) next = { at: tried, sums: found, value: reached };
    }
    await pace(at.length ** 3);
    const gained = next === undefined ? 0 : value - next.value;
    if (next !== undefined) ({ at, sums } = next);
    if (rounding <= ROUND.to && gained < GAIN) break;
    rounding = Math.max(ROUND.to, rounding * ROUND.by);
    value = cost(problem, at, sums.squares, rounding);
  }
  return fittedOf(design, at, Math.sqrt(noiseSquared(sums.squares, y.length)));
}

interface Problem {
  readonly design: Design;
  readonly time: Float64Array;
  readonly y: Float64Array;
  readonly priors: Priors;
}

/** What a step needs of all rows, at one curve. */
interface Sums {
  /** J'J, lower triangle, `padded` wide. */
  readonly gram: Float64Array;
  /** J' times what is left. */
  readonly slope: Float64Array;
  /** The sum of squares of what is left. */
  readonly squares: number;
}

/** slope, offset, changes, seasonal: one after the other. */
const vectorOf = ({ slope, offset, changes, seasonal }: Fitted): Float64Array =>
  Float64Array.of(slope, offset, ...changes, ...seasonal);

const fittedOf = ({ bends }: Design, at: Float64Array, noise: number): Fitted => ({
  slope: at[0] as number,
  offset: at[1] as number,
  changes: Array.from(at.subarray(2, 2 + bends.length)),
  seasonal: Array.from(at.subarray(2 + bends.length)),
  noise,
});

/** Minus the logarithm of the posterior, with the noise at its mode. */
function cost({ design, y, priors }: Problem, at: Float64Array, squares: number, rounding: number): number {
  const variance = noiseSquared(squares, y.length);
  let sum = (y.length / 2) * Math.log(variance) + squares / (2 * variance) + variance / (2 * NOISE ** 2);
  at.forEach((value, i) => {
    if (isBend(design, i)) sum += Math.hypot(value, rounding) / priors.changePointScale;
    else sum += 0.5 * (value / deviation(design, priors, i)) ** 2;
  });
  return sum;
}

/** The variance that is most likely for errors of this sum of squares: n/σ - S/σ³ + σ/0.25 = 0. */
const noiseSquared = (squares: number, n: number): number =>
  Math.max(1e-18, (2 * Math.max(0, squares)) / (n + Math.sqrt(n * n + (4 * Math.max(0, squares)) / NOISE ** 2)));

const isBend = ({ bends }: Design, i: number): boolean => i >= 2 && i < 2 + bends.length;

const deviation = ({ bends }: Design, { seasonScale }: Priors, i: number): number =>
  i < 2 + bends.length ? TREND : seasonScale;

function direction({ design, y, priors }: Problem, at: Float64Array, sums: Sums, rounding: number): Float64Array {
  const wide = padded(at.length);
  const variance = noiseSquared(sums.squares, y.length);
  const left = sums.gram.slice();
  const right = new Float64Array(wide);
  for (let i = 0; i < wide; i++) {
    const value = at[i] ?? 0;
    const precision =
      i >= at.length
        ? 1
        : isBend(design, i)
          ? 1 / (priors.changePointScale * Math.hypot(value, rounding))
          : 1 / deviation(design, priors, i) ** 2;
    left[i * wide + i] = (left[i * wide + i] as number) + precision * variance;
    right[i] = (sums.slope[i] ?? 0) - precision * variance * value;
  }
  solvePositive(left, right, wide);
  return right.subarray(0, at.length);
}

/** The sums of a linear problem after a step. */
function moved({ gram, slope, squares }: Sums, step: Float64Array): Sums {
  const wide = padded(step.length);
  const change = new Float64Array(step.length);
  for (let i = 0; i < step.length; i++) {
    for (let j = 0; j < step.length; j++) {
      const entry = gram[Math.max(i, j) * wide + Math.min(i, j)] as number;
      change[i] = (change[i] as number) + entry * (step[j] as number);
    }
  }
  let after = squares;
  for (let i = 0; i < step.length; i++)
    after += (step[i] as number) * ((change[i] as number) - 2 * (slope[i] as number));
  return { gram, slope: slope.map((value, i) => value - (change[i] as number)), squares: after };
}

async function sumsAt({ design, time, y }: Problem, at: Float64Array, pace: Pace): Promise<Sums> {
  const wide = padded(at.length);
  const gram = new Float64Array(wide * wide);
  const slope = new Float64Array(at.length);
  let squares = 0;
  for (let from = 0; from < y.length; from += BLOCK) {
    const to = Math.min(y.length, from + BLOCK);
    const rows = to - from;
    const { values, columns } = linearised(design, at, time.subarray(from, to));
    const left = values.map((value, r) => (y[from + r] as number) - value);
    const weighted = new Float64Array(wide * rows);
    addGram(gram, columns, new Float64Array(rows).fill(1), weighted, { rows, width: wide, from: 0 });
    const products = weightedProducts(weighted, left, rows, at.length);
    for (let i = 0; i < at.length; i++) slope[i] = (slope[i] as number) + (products[i] as number);
    squares += left.reduce((sum, value) => sum + value * value, 0);
    await pace(rows * wide * (wide / 2 + 20));
  }
  return { gram, slope, squares };
}

/** The curve at these times, scaled, and its derivative by each number fitted: columns one after the other. */
function linearised(
  design: Design,
  at: Float64Array,
  time: Float64Array,
): { readonly values: Float64Array; readonly columns: Float64Array } {
  const rows = time.length;
  const t = time.map((one) => (one - design.start) / design.span);
  const trend = trendOver(design, at, t);
  const columns = new Float64Array(padded(at.length) * rows);
  const offset = 2 + design.bends.length;
  for (let i = 0; i < offset; i++) columns.set(trendColumn(design, at, t, i), i * rows);
  const values = trend.slice();
  for (let r = 0; r < rows; r++) {
    const season = waves(design, time[r] as number);
    const total = season.reduce((sum, wave, s) => sum + wave * (at[offset + s] as number), 0);
    const level = trend[r] as number;
    values[r] = design.multiplicative ? level * (1 + total) : level + total;
    for (const [s, wave] of season.entries())
      columns[(offset + s) * rows + r] = design.multiplicative ? wave * level : wave;
    if (design.multiplicative)
      for (let i = 0; i < offset; i++) columns[i * rows + r] = (columns[i * rows + r] as number) * (1 + total);
  }
  return { values, columns };
}

function trendOver(design: Design, at: Float64Array, t: Float64Array): Float64Array {
  const fitted = fittedOf(design, at, 1);
  return t.map(trendAt(design, fitted, design.bends, fitted.changes));
}

function trendColumn(design: Design, at: Float64Array, t: Float64Array, i: number): Float64Array {
  if (i === 1 && design.growth !== 'logistic') return t.map(() => 1);
  if (design.growth === 'flat') return t.map(() => 0);
  if (design.growth === 'linear') {
    const bend = i === 0 ? 0 : (design.bends[i - 2] as number);
    return t.map((value) => Math.max(0, value - bend));
  }
  const by = 1e-6;
  const shifted = (step: number): Float64Array =>
    trendOver(
      design,
      at.map((value, k) => (k === i ? value + step : value)),
      t,
    );
  const [above, below] = [shifted(by), shifted(-by)];
  return above.map((value, r) => (value - (below[r] as number)) / (2 * by));
}
