/** What a bucket of points can be made into. Names and meanings are InfluxDB's; order is the menu's. */
export const AGGREGATES = ['none', 'mean', 'median', 'sum', 'min', 'max', 'count', 'first', 'last', 'stddev'] as const;

export type Aggregate = (typeof AGGREGATES)[number];

export const isAggregate = (name: string): name is Aggregate => AGGREGATES.some((known) => known === name);

/**
 * The aggregate of values in time order, none missing; NaN for an empty bucket (0 for `count`).
 * `stddev` is the sample's (n - 1) and NaN under two values; `median` the mean of the middle two when even.
 */
export function aggregateOf(name: Aggregate, values: Float64Array): number {
  const n = values.length;
  if (name === 'count') return n;
  if (n === 0) return Number.NaN;
  switch (name) {
    case 'sum':
      return sum(values);
    case 'mean':
      return sum(values) / n;
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'first':
      return values[0] as number;
    case 'last':
    case 'none':
      return values[n - 1] as number;
    case 'median': {
      const sorted = values.toSorted();
      const middle = n >>> 1;
      return n % 2 === 1
        ? (sorted[middle] as number)
        : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
    }
    case 'stddev': {
      if (n < 2) return Number.NaN;
      const mean = sum(values) / n;
      return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (n - 1));
    }
  }
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/**
 * Points in buckets of `everyMs` aligned to the epoch and labelled by their start, like InfluxQL's
 * `GROUP BY time(every) fill(none)`: times ascending (equal ones allowed), missing values skipped, empty buckets absent.
 */
export function bucketed(
  time: Float64Array,
  values: Float64Array,
  everyMs: number,
  name: Aggregate,
): { readonly time: Float64Array; readonly values: Float64Array } {
  const starts: number[] = [];
  const results: number[] = [];
  let bucket: number[] = [];
  let start = Number.NaN;
  const close = () => {
    if (bucket.length === 0) return;
    starts.push(start);
    results.push(aggregateOf(name, Float64Array.from(bucket)));
    bucket = [];
  };
  for (let i = 0; i < time.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const of = Math.floor((time[i] as number) / everyMs) * everyMs;
    if (of !== start) {
      close();
      start = of;
    }
    bucket.push(value);
  }
  close();
  return { time: Float64Array.from(starts), values: Float64Array.from(results) };
}
