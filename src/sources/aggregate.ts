import { select } from '../math/quantile';
import { bucketsOf } from '../math/wall-buckets';
import { Grow } from './grow';

/**
 * What a bucket of points can be made into. Names are InfluxDB's, order is the menu's, and each means the same in every
 * source; missing values count as no points.
 *
 * - `count` of the points; `distinct`: of the different values among them
 * - `mean`, `sum`, `min`, `max`, `spread` (max - min)
 * - `median`: the middle value, the mean of the middle two when even
 * - `mode`: the commonest value, the smallest of equally common ones. InfluxDB 1 takes any of those
 * - `first`, `last` by time; of several at that very time (series taken together), whichever the source holds first
 * - `stddev`, `variance`: the sample's (n - 1), missing under two points
 * - `percentile` p (`query.amount`, 95): the value of rank floor(n·p/100 + ½) from below, InfluxQL's; under 50 its mirror
 *   image, rank floor(n·(100 - p)/100 + ½) from above. A value that occurs, and there always is one
 * - `derivative`: the change of the mean since the bucket before that has one, per unit (`query.amount` ms, a second),
 *   at the later bucket; the first has none
 * - `integral`: the area under the straight lines between points, in value · unit (likewise). A line is cut at the border of
 *   its first bucket, the rest belongs to the bucket of its end; buckets that no line touches have none
 */
export const AGGREGATES = [
  'none', 'mean', 'median', 'mode', 'sum', 'min', 'max', 'count', 'distinct', 'first', 'last', 'spread', 'stddev',
  'variance', 'percentile', 'derivative', 'integral',
] as const; // biome-ignore format: a list

export type Aggregate = (typeof AGGREGATES)[number];

export const isAggregate = (name: string): name is Aggregate => AGGREGATES.some((known) => known === name);

/** The percent of `percentile` where a query names none. */
export const PERCENT = 95;
/** The unit in ms of `derivative` and `integral` where a query names none. */
export const UNIT_MS = 1000;

/** The aggregate's own number of a query, or the one that stands for it. */
export const amountOf = (aggregate: string, amount: number | undefined): number =>
  amount ?? (aggregate === 'percentile' ? PERCENT : UNIT_MS);

/** The first `n` of `held` are the values of one bucket in time order; they may be reordered. */
type Reduce = (held: Float64Array, n: number, percent: number) => number;

const sorted = (held: Float64Array, n: number): Float64Array => held.subarray(0, n).sort();

const REDUCE: Readonly<Record<Exclude<Aggregate, 'none' | 'derivative' | 'integral'>, Reduce>> = {
  count: (_, n) => n,
  sum,
  mean: (held, n) => sum(held, n) / n,
  min: (held, n) => least(held, n),
  max: (held, n) => most(held, n),
  spread: (held, n) => most(held, n) - least(held, n),
  first: (held) => held[0] as number,
  last: (held, n) => held[n - 1] as number,
  variance: sampleVariance,
  stddev: (held, n) => Math.sqrt(sampleVariance(held, n)),
  median(held, n) {
    const values = held.subarray(0, n);
    const upper = select(values, n >>> 1);
    return n % 2 === 1 ? upper : (select(values, (n >>> 1) - 1) + upper) / 2;
  },
  percentile: (held, n, percent) => select(held.subarray(0, n), rankOf(n, percent) - 1),
  distinct(held, n) {
    const values = sorted(held, n);
    let count = 1;
    for (let i = 1; i < n; i++) if (values[i] !== values[i - 1]) count++;
    return count;
  },
  mode(held, n) {
    const values = sorted(held, n);
    let [mode, times, run] = [values[0] as number, 1, 1];
    for (let i = 1; i < n; i++) {
      run = values[i] === values[i - 1] ? run + 1 : 1;
      if (run > times) [mode, times] = [values[i] as number, run];
    }
    return mode;
  },
};

function sum(held: Float64Array, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += held[i] as number;
  return total;
}

/** NaN under two values. */
function sampleVariance(held: Float64Array, n: number): number {
  const mean = sum(held, n) / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((held[i] as number) - mean) ** 2;
  return n < 2 ? Number.NaN : squares / (n - 1);
}

/** The rank of a percentile among `n` values, from 1. */
const rankOf = (n: number, percent: number): number =>
  percent < 50 ? n + 1 - Math.floor((n * (100 - percent)) / 100 + 0.5) : Math.floor((n * percent) / 100 + 0.5);

function least(held: Float64Array, n: number): number {
  let value = held[0] as number;
  for (let i = 1; i < n; i++) if ((held[i] as number) < value) value = held[i] as number;
  return value;
}

function most(held: Float64Array, n: number): number {
  let value = held[0] as number;
  for (let i = 1; i < n; i++) if ((held[i] as number) > value) value = held[i] as number;
  return value;
}

/** Values with their times. */
export interface Points {
  readonly time: Float64Array;
  readonly values: Float64Array;
}

/**
 * Points in buckets of `everyMs` by the clock of `zone` (UTC), labelled by their start, like InfluxQL's
 * `GROUP BY time(every) fill(none)`: times ascending (equal ones allowed), missing values skipped, empty buckets absent.
 * `amount` is the aggregate's own number.
 */
export function bucketed(
  time: Float64Array,
  values: Float64Array,
  everyMs: number,
  name: Aggregate,
  { amount, zone }: { readonly amount?: number | undefined; readonly zone?: string | undefined } = {},
): Points {
  if (name === 'none') return { time, values };
  if (name === 'integral') return integral({ time, values }, everyMs, zone, amountOf(name, amount));
  if (name === 'derivative') {
    return derivative(bucketed(time, values, everyMs, 'mean', { zone }), amountOf(name, amount));
  }
  const { startOf, after } = bucketsOf(everyMs, zone);
  const reduce = REDUCE[name];
  const percent = amountOf(name, amount);
  const [starts, results] = [new Grow(), new Grow()];
  let held = new Float64Array(1024);
  let n = 0;
  let start = Number.NaN;
  let end = Number.NEGATIVE_INFINITY;
  const close = () => {
    if (n === 0) return;
    starts.push(start);
    results.push(reduce(held, n, percent));
    n = 0;
  };
  for (let i = 0; i < time.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const t = time[i] as number;
    if (t >= end) {
      close();
      start = startOf(t);
      end = after(start);
    }
    if (n === held.length) {
      const wider = new Float64Array(2 * n);
      wider.set(held);
      held = wider;
    }
    held[n++] = value;
  }
  close();
  return { time: starts.taken(), values: results.taken() };
}

/** The change between neighbours per `unitMs`, at the later one. */
export function derivative({ time, values }: Points, unitMs: number): Points {
  const changes = values
    .subarray(1)
    .map((value, i) => ((value - (values[i] as number)) / ((time[i + 1] as number) - (time[i] as number))) * unitMs);
  return { time: time.slice(1), values: changes };
}

function integral({ time, values }: Points, everyMs: number, zone: string | undefined, unitMs: number): Points {
  const { startOf, after } = bucketsOf(everyMs, zone);
  const [starts, areas] = [new Grow(), new Grow()];
  let start = Number.NaN;
  let area = 0;
  const put = (bucket: number, more: number) => {
    if (bucket !== start) {
      if (!Number.isNaN(start)) {
        starts.push(start);
        areas.push(area / unitMs);
      }
      [start, area] = [bucket, 0];
    }
    area += more;
  };
  let before = Number.NaN;
  let level = 0;
  let [bucket, end] = [Number.NaN, Number.NaN];
  for (let i = 0; i < time.length; i++) {
    const [t, value] = [time[i] as number, values[i] as number];
    if (Number.isNaN(value)) continue;
    if (t > before) {
      const atEnd = t > end ? level + ((value - level) * (end - before)) / (t - before) : value;
      put(bucket, ((level + atEnd) / 2) * (Math.min(t, end) - before));
      if (t > end) put(startOf(t), ((atEnd + value) / 2) * (t - end));
    }
    if (!(t < end)) {
      bucket = startOf(t);
      end = after(bucket);
    }
    [before, level] = [t, value];
  }
  put(Number.NaN, 0);
  return { time: starts.taken(), values: areas.taken() };
}
