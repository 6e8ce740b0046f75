import { lowerBound } from '../../frame/frame';
import { type Look, NOWHERE } from './pyramid';

/** Points `from` (included) to `to` (excluded) of a series. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The points from `start` to `stop` and one beyond each, so that lines reach the edges of a view. */
export function spanOf(time: Float64Array, start: number, stop: number): Span {
  const from = lowerBound(time, start);
  let to = lowerBound(time, stop);
  if (time[to] === stop) to++;
  return { from: Math.max(0, from - 1), to: Math.min(time.length, to + 1) };
}

/**
 * Positions of the points that draw as all points of the span would: of each of `buckets` equal stretches of time (a
 * column of pixels) the least and the largest value, in order of time, at most two points each. Every spike is kept.
 * First and last value are kept too. (M4 of Jugel et al. 2014 without its first and last value of each column.)
 *
 * A gap (missing values, or neighbours more than `breakMs` apart) at least as long as a bucket becomes a `NOWHERE`
 * between the two values beside it; a shorter one is narrower than a pixel. A span of at most two points a bucket is
 * given whole, every gap a `NOWHERE`.
 * @param breakMs longest wait between neighbours that is no gap; infinite = only missing values are gaps
 */
export function minMax(
  time: Float64Array,
  values: Float64Array,
  look: Look,
  { from, to }: Span,
  buckets: number,
  breakMs = Number.POSITIVE_INFINITY,
): Uint32Array<ArrayBuffer> {
  if (to - from <= 2 * buckets) return everyPoint(time, values, { from, to }, breakMs);
  // A gap brings its two edges and itself, and there is at most one before each bucket.
  const points = new Uint32Array(5 * buckets + 2);
  let count = 0;
  const begin = time[from] as number;
  const width = ((time[to - 1] as number) - begin) / buckets;
  let before = NOWHERE;
  let at = from;
  for (let bucket = 1; bucket <= buckets; bucket++) {
    const end = bucket === buckets ? to : Math.min(to, Math.max(at, lowerBound(time, begin + bucket * width)));
    if (end === at) continue;
    const { first, low, high, last } = look(at, end);
    at = end;
    if (first === NOWHERE) continue;
    if (before === NOWHERE) points[count++] = first;
    else if (isGap(time, before, first, breakMs, width)) {
      if (points[count - 1] !== before) points[count++] = before;
      points[count++] = NOWHERE;
      points[count++] = first;
    }
    const [one, other] = low < high ? [low, high] : [high, low];
    if (points[count - 1] !== one) points[count++] = one;
    if (other !== one) points[count++] = other;
    before = last;
  }
  if (before !== NOWHERE && points[count - 1] !== before) points[count++] = before;
  return points.slice(0, count);
}

/** Whether the line breaks between the values at `a` and `b`, with none between them. */
const isGap = (time: Float64Array, a: number, b: number, breakMs: number, least: number): boolean => {
  const wait = (time[b] as number) - (time[a] as number);
  return (b !== a + 1 || wait > breakMs) && wait >= least;
};

/** All points of the span that have values, a `NOWHERE` for each gap between them. */
export function everyPoint(
  time: Float64Array,
  values: Float64Array,
  { from, to }: Span,
  breakMs = Number.POSITIVE_INFINITY,
): Uint32Array<ArrayBuffer> {
  const points = new Uint32Array(2 * Math.max(0, to - from));
  let count = 0;
  let before = NOWHERE;
  for (let i = from; i < to; i++) {
    if (Number.isNaN(values[i])) continue;
    if (before !== NOWHERE && isGap(time, before, i, breakMs, 0)) points[count++] = NOWHERE;
    points[count++] = i;
    before = i;
  }
  return points.slice(0, count);
}
