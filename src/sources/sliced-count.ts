import { StudioError, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import { patient } from '../base/patience';
import type { TimeRange } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import type { RawSeries } from './assemble';
import { type Bin, bucketsOf } from './sliced-plan';
import type { Estimate } from './types';

const BINS = 64;
/** A count that takes longer is given up. */
const PATIENCE_MS = 3000;
/** Where the whole cannot be counted in time: so many stretches, each so small a part of the range. */
const SAMPLES = 8;
const SAMPLE_PART = 1 / 512;

/** What a query holds: points over all series, rows as the answer will have them, and where in time they lie. */
export interface Counts extends Estimate {
  readonly rows: number;
  readonly bins: readonly Bin[];
}

/** Counts the points of a query's series in buckets of its `everyMs`. */
export type CountIn = (query: SeriesQuery, ctx: JobContext) => Promise<readonly RawSeries[]>;

/**
 * Counts what a query would read, by the server and with little patience: the whole range, or where that takes too long a
 * small part of it, scaled up. Undefined when neither came in time or the server refuses. `together` = points of several
 * fields at one time come as one row. Says once that it counts. @throws StudioError `cancelled`
 */
export async function counted(
  query: SeriesQuery,
  together: boolean,
  countIn: CountIn,
  ctx: JobContext,
): Promise<Counts | undefined> {
  ctx.progress({ phase: 'Counting', done: 0, total: 0, unit: 'rows' });
  const whole = await soon(ctx, (short) => countIn(binned(query), short));
  if (whole !== undefined) return countsOf(query, [whole], 1, together);
  const samples = await soon(ctx, (short) =>
    Promise.all(stretches(query.range).map((range) => countIn(binned({ ...query, range }, 1), short))),
  );
  return samples === undefined ? undefined : countsOf(query, samples, 1 / (SAMPLES * SAMPLE_PART), together);
}

/** The query's points, counted in bins instead of read. */
function binned(query: SeriesQuery, bins = BINS): SeriesQuery {
  const { fill: _f, amount: _a, zone: _z, text: _t, ...plain } = query;
  const length = (query.range.stop - query.range.start) / bins;
  return { ...plain, aggregate: 'count', everyMs: Math.max(1000, 1000 * Math.ceil(length / 1000)) };
}

function stretches({ start, stop }: TimeRange): TimeRange[] {
  const length = Math.max(1, Math.floor((stop - start) * SAMPLE_PART));
  return Array.from({ length: SAMPLES }, (_, i) => {
    const from = Math.floor(start + ((stop - start) * (i + 0.5)) / SAMPLES);
    return { start: from, stop: from + length };
  });
}

/** The work's value if it comes in time, else undefined; what still runs is stopped. */
async function soon<T>(ctx: JobContext, work: (ctx: JobContext) => Promise<T>): Promise<T | undefined> {
  try {
    return await work({ ...ctx, signal: patient(ctx.signal, PATIENCE_MS), progress: () => {} });
  } catch (error) {
    throwIfCancelled(ctx.signal);
    if (error instanceof StudioError) return undefined; // What it stumbles over, reading will meet and say.
    throw error;
  }
}

function countsOf(
  query: SeriesQuery,
  parts: readonly (readonly RawSeries[])[],
  scale: number,
  together: boolean,
): Counts {
  const names = new Set<string>();
  const rowsAt = new Map<number, number>();
  let all = 0;
  for (const { labels, time, fields } of parts.flat()) {
    for (const { field } of fields) names.add(JSON.stringify([Object.entries(labels).sort(), field]));
    for (let i = 0; i < time.length; i++) {
      const counts = fields.map(({ values }) => scale * (values[i] || 0));
      const sum = counts.reduce((a, b) => a + b, 0);
      const t = time[i] as number;
      all += sum;
      rowsAt.set(t, (rowsAt.get(t) ?? 0) + (together ? Math.max(0, ...counts) : sum));
    }
  }
  const series = names.size;
  const most = bucketsOf(query) * series;
  const raw = [...rowsAt.values()].reduce((a, b) => a + b, 0);
  // A bucket is one row however many points it holds, and there are no more buckets than fit.
  const shrink = raw === 0 ? 1 : Math.min(1, (together ? most / Math.max(1, query.fields.length) : most) / raw);
  const whole = [...rowsAt].sort(([a], [b]) => a - b);
  const bins = scale === 1 ? whole : [[query.range.start, raw] as const];
  return {
    points: Math.round(Math.min(all, most)),
    series,
    exact: scale === 1 && query.aggregate === 'none',
    rows: Math.round(raw * shrink),
    bins: bins.map(([start, rows]) => ({ start: Math.max(start, query.range.start), rows: rows * shrink })),
  };
}
