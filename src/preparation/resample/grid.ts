import { StudioError } from '../../base/errors';
import { length, type SeriesFrame } from '../../frame/frame';
import { finite } from '../finite';
import type { Transform, TransformState } from '../types';
import { askedLattice, ownLattice } from './lattice';

type Params = { readonly step: number; readonly aggregate: string };

/** More buckets than this are a mistake in the step, not a series: 20 million points, 160 MB a column. */
const mostBuckets = 20_000_000;

/** How a bucket's value grows by one more point of it; `mean` divides its sum at the end. */
const grow: Readonly<Record<string, (held: number, value: number) => number>> = {
  mean: (held, value) => held + value,
  sum: (held, value) => held + value,
  last: (_, value) => value,
  min: Math.min,
  max: Math.max,
};

/**
 * A regular grid: bucket k holds the points of [k·step, (k+1)·step) from the epoch and bears its start as its time, as
 * InfluxQL's GROUP BY time(). Points that lie on a grid of that step already (gaps or not) keep their times, so such a
 * series is never merged or moved; points that only tremble around one, as an agent's do, each go to their nearest
 * grid time when the step is the series' own. All columns are resampled. Missing values are left out of a bucket; a
 * bucket with no value is NaN.
 */
export const grid: Transform<Params> = {
  /** @throws StudioError `empty` without points, `too-short` when one point leaves the step open. */
  fit(frame, { step, aggregate }) {
    const { time } = frame;
    if (time.length === 0) {
      throw new StudioError('empty', 'There are no points to put on a grid.', {
        next: 'Choose another time range or series.',
      });
    }
    if (step === 0 && time.length === 1 && frame.stepMs === undefined) {
      throw new StudioError('too-short', 'One point alone has no step.', {
        next: 'Read a longer time range, or say the step.',
        place: 'step',
        value: step,
      });
    }
    return { ...(step === 0 ? ownLattice(frame) : askedLattice(time, step * 1000)), aggregate };
  },

  /** @throws StudioError `bad-input` when the grid would have millions of buckets. */
  apply(frame, state) {
    const stepMs = state.stepMs as number;
    return frame.stepMs === stepMs || length(frame) === 0 ? { ...frame, stepMs } : bucketed(frame, state);
  },
};

function bucketed(frame: SeriesFrame, state: TransformState): SeriesFrame {
  const { time } = frame;
  const stepMs = state.stepMs as number;
  const offset = state.offsetMs as number;
  const early = state.earlyMs as number;
  const bucketOf = (t: number): number => Math.floor((t - offset + early) / stepMs);
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
  const aggregate = state.aggregate as string;
  return {
    time: Float64Array.from({ length: count }, (_, k) => (from + k) * stepMs + offset),
    columns: frame.columns.map((column) => ({ ...column, values: aggregated(column.values, rows, count, aggregate) })),
    stepMs,
  };
}

function aggregated(values: Float64Array, rows: Float64Array, count: number, aggregate: string): Float64Array {
  const result = new Float64Array(count).fill(Number.NaN);
  const counts = aggregate === 'mean' ? new Uint32Array(count) : undefined;
  const join = grow[aggregate] ?? Math.max;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const row = rows[i] as number;
    const held = result[row] as number;
    result[row] = Number.isNaN(held) ? value : join(held, value);
    if (counts !== undefined) counts[row] = (counts[row] as number) + 1;
  }
  return result.map((value, row) => finite(value) / (counts?.[row] || 1));
}
