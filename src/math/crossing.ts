/** A value not to be passed, and from which side it would be. */
export interface Threshold {
  readonly value: number;
  /** `above`: reached by going up to it; `below`: by going down. */
  readonly direction: 'above' | 'below';
}

/** A moment (epoch ms); `ALREADY` when it has come, `NOT_WITHIN` when it does not come as far as is looked ahead. */
export interface Crossing {
  readonly expected: number;
  /** By the edge of the band nearer to the threshold; never after `expected`. */
  readonly earliest: number;
  /** By the other edge; never before `expected`. */
  readonly latest: number;
}

export const ALREADY = Number.NEGATIVE_INFINITY;
export const NOT_WITHIN = Number.POSITIVE_INFINITY;

/** Where a line begins: the last point that was recorded. */
export interface Start {
  readonly time: number;
  readonly value: number;
}

/**
 * When a line from `start` through `values` at `time` first reaches the threshold, by straight lines between its points.
 * Missing values (NaN) are passed over. `ALREADY` when `start` is at it or beyond.
 */
export function firstCrossing(
  start: Start,
  time: Float64Array,
  values: Float64Array,
  { value, direction }: Threshold,
): number {
  const sign = direction === 'above' ? 1 : -1;
  let before = { time: start.time, short: sign * (value - start.value) };
  if (before.short <= 0) return ALREADY;
  for (let i = 0; i < time.length; i++) {
    const here = { time: time[i] as number, short: sign * (value - (values[i] as number)) };
    if (Number.isNaN(here.short)) continue;
    if (here.short <= 0) {
      const share = before.short / (before.short - here.short);
      // A start that is not known gives no line to it: then it is the point itself.
      return Number.isFinite(share) ? before.time + share * (here.time - before.time) : here.time;
    }
    before = here;
  }
  return NOT_WITHIN;
}

/** The three lines of a forecast's band on one time axis. */
export interface Band {
  readonly time: Float64Array;
  readonly lower: Float64Array;
  readonly middle: Float64Array;
  readonly upper: Float64Array;
}

/**
 * When a forecast reaches the threshold: expected by its middle, at the earliest and the latest by the edges of its band.
 * The edges are those of each step by itself: for a course that mostly goes one way they are as likely for the date.
 */
export function crossing(start: Start, { time, lower, middle, upper }: Band, threshold: Threshold): Crossing {
  const at = (values: Float64Array): number => firstCrossing(start, time, values, threshold);
  const expected = at(middle);
  const [near, far] = threshold.direction === 'above' ? [upper, lower] : [lower, upper];
  return { expected, earliest: Math.min(at(near), expected), latest: Math.max(at(far), expected) };
}
