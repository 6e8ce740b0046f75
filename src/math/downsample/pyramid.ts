/** No position at all: a stretch without values; among drawn points, a break of the line. */
export const NOWHERE = 0xffff_ffff;

/** Values a block of each level takes together: powers of two. */
const FINE = 64;
const COARSE = 4096;

/** Where the least and the largest value of each block stand; `NOWHERE` in a block without values. */
interface Level {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** A series with the extremes of its blocks, so that those of any stretch are found without looking at every value. */
export interface Pyramid {
  readonly values: Float64Array;
  readonly fine: Level;
  readonly coarse: Level;
  readonly missing: number;
}

/** What is to be known of a stretch, in positions; all `NOWHERE` where it has no value. */
export interface Stretch {
  first: number;
  low: number;
  high: number;
  last: number;
}

/** Finds out about the points `from` (included) to `to` (excluded). The answer is overwritten by the next. */
export type Look = (from: number, to: number) => Readonly<Stretch>;

/** Extremes of every 64 and every 4096 values: one pass, 1/30 of the memory of the values. NaN = missing, left out. */
export function pyramidOf(values: Float64Array): Pyramid {
  const fine = levelOf(Math.ceil(values.length / FINE));
  let missing = 0;
  for (let block = 0; block < fine.low.length; block++) {
    let low = NOWHERE;
    let high = NOWHERE;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    const to = Math.min(values.length, (block + 1) * FINE);
    for (let i = block * FINE; i < to; i++) {
      const value = values[i] as number;
      // False for NaN, so that a missing value is neither.
      if (value < least) {
        least = value;
        low = i;
      }
      if (value > most) {
        most = value;
        high = i;
      }
      if (Number.isNaN(value)) missing++;
    }
    fine.low[block] = low;
    fine.high[block] = high;
  }
  const coarse = levelOf(Math.ceil(values.length / COARSE));
  const each = COARSE / FINE;
  for (let block = 0; block < coarse.low.length; block++) {
    let low = NOWHERE;
    let high = NOWHERE;
    const to = Math.min(fine.low.length, (block + 1) * each);
    for (let i = block * each; i < to; i++) {
      low = lower(values, low, fine.low[i] as number);
      high = higher(values, high, fine.high[i] as number);
    }
    coarse.low[block] = low;
    coarse.high[block] = high;
  }
  return { values, fine, coarse, missing };
}

const levelOf = (blocks: number): Level => ({ low: new Uint32Array(blocks), high: new Uint32Array(blocks) });

const lower = (values: Float64Array, a: number, b: number): number =>
  a === NOWHERE || (b !== NOWHERE && (values[b] as number) < (values[a] as number)) ? b : a;

const higher = (values: Float64Array, a: number, b: number): number =>
  a === NOWHERE || (b !== NOWHERE && (values[b] as number) > (values[a] as number)) ? b : a;

/** Looks at stretches through a pyramid: exact, in some hundred steps however long the stretch. */
export function exactLook({ values, fine, coarse }: Pyramid): Look {
  const seen: Stretch = { first: NOWHERE, low: NOWHERE, high: NOWHERE, last: NOWHERE };
  return (from, to) => {
    let low = NOWHERE;
    let high = NOWHERE;
    for (let i = from; i < to; ) {
      if (i % COARSE === 0 && i + COARSE <= to) {
        low = lower(values, low, coarse.low[i / COARSE] as number);
        high = higher(values, high, coarse.high[i / COARSE] as number);
        i += COARSE;
      } else if (i % FINE === 0 && i + FINE <= to) {
        low = lower(values, low, fine.low[i / FINE] as number);
        high = higher(values, high, fine.high[i / FINE] as number);
        i += FINE;
      } else {
        if (!Number.isNaN(values[i])) {
          low = lower(values, low, i);
          high = higher(values, high, i);
        }
        i++;
      }
    }
    seen.low = low;
    seen.high = high;
    seen.first = low === NOWHERE ? NOWHERE : firstValue(values, fine, from);
    seen.last = low === NOWHERE ? NOWHERE : lastValue(values, fine, to);
    return seen;
  };
}

/** The first position from `from` on with a value; there has to be one. Blocks without values are leapt over. */
function firstValue(values: Float64Array, fine: Level, from: number): number {
  let i = from;
  while (Number.isNaN(values[i])) i += i % FINE === 0 && fine.low[i / FINE] === NOWHERE ? FINE : 1;
  return i;
}

/** The last position before `to` with a value; there has to be one. */
function lastValue(values: Float64Array, fine: Level, to: number): number {
  let i = to - 1;
  while (Number.isNaN(values[i])) i -= i % FINE === FINE - 1 && fine.low[(i + 1) / FINE - 1] === NOWHERE ? FINE : 1;
  return i;
}

/** Looks at no more than 32 or so values of a stretch, evenly: quick without a pyramid, and blind to a lone spike. */
export function quickLook(values: Float64Array): Look {
  const seen: Stretch = { first: NOWHERE, low: NOWHERE, high: NOWHERE, last: NOWHERE };
  return (from, to) => {
    const step = Math.max(1, Math.floor((to - from) / 32));
    seen.first = seen.low = seen.high = seen.last = NOWHERE;
    for (let i = from; i < to; i += step) {
      if (Number.isNaN(values[i])) continue;
      if (seen.first === NOWHERE) seen.first = i;
      seen.low = lower(values, seen.low, i);
      seen.high = higher(values, seen.high, i);
      seen.last = i;
    }
    return seen;
  };
}
