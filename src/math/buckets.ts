import { StudioError } from '../base/errors';
import type { SeriesFrame } from '../frame/frame';
import { finite } from './finite';
import type { Lattice } from './lattice';

/** More buckets than this are a mistake in the step, not a series: 20 million points, 160 MB a column. */
const mostBuckets = 20_000_000;

/** How a bucket's value grows by one more point of it; `mean` divides its sum at the end. */
const grow: Readonly<Record<string, (held: number, value: number) => number>> = {
  mean: (held, value) => held + value,
  sum: (held, value) => held + value,
  first: (held) => held,
  last: (_, value) => value,
  min: Math.min,
  max: Math.max,
};

/**
 * A frame on a lattice: mean, sum, min, max, first, last or count of the points of each bucket, which bears its grid time;
 * missing values are left out, a bucket without any is NaN (0 for `count`).
 * @throws StudioError `bad-input` at `step` when there would be more than 20 million buckets.
 */
export function bucketed(frame: SeriesFrame, { stepMs, offsetMs, earlyMs }: Lattice, aggregate: string): SeriesFrame {
  const { time } = frame;
  const bucketOf = (t: number): number => Math.floor((t - offsetMs + earlyMs) / stepMs);
  const from = bucketOf(time[0] as number);
  const count = bucketOf(time[time.length - 1] as number) - from + 1;
  if (count > mostBuckets) {
    throw new StudioError(
      'bad-input',
      `A step of ${stepMs / 1000} s makes ${Math.round(count / 1e6)} million points here.`,
      {
        next: 'Take a longer step or a shorter time range.',
        place: 'step',
        value: stepMs / 1000,
      },
    );
  }
  const rows = Float64Array.from(time, (t) => bucketOf(t) - from);
  return {
    time: Float64Array.from({ length: count }, (_, k) => (from + k) * stepMs + offsetMs),
    columns: frame.columns.map((column) => ({ ...column, values: aggregated(column.values, rows, count, aggregate) })),
    stepMs,
  };
}

function aggregated(values: Float64Array, rows: Float64Array, count: number, aggregate: string): Float64Array {
  const result = new Float64Array(count).fill(aggregate === 'count' ? 0 : Number.NaN);
  const counts = aggregate === 'mean' ? new Uint32Array(count) : undefined;
  const join = grow[aggregate] ?? Math.max;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const row = rows[i] as number;
    const held = result[row] as number;
    if (aggregate === 'count') result[row] = held + 1;
    else result[row] = Number.isNaN(held) ? value : join(held, value);
    if (counts !== undefined) counts[row] = (counts[row] as number) + 1;
  }
  return result.map((value, row) => finite(value) / (counts?.[row] || 1));
}
