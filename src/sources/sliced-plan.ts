import type { TimeRange } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { ownText } from './ask-well';

/** Rows a slice is made to hold, about. */
export const ROWS_A_SLICE = 250_000;
const MOST_SLICES = 2000;
const DAY = 86_400_000;
/** Every zone's clock today is some quarters of an hour off UTC: buckets that divide one begin at the same moments in both. */
const QUARTER = 900_000;
/** Series that a grouped query may well have, while nobody has counted. */
const SERIES_GUESSED = 100;
/** Raw points of a shorter time are read without being counted first. */
const SOON_READ_MS = 3 * 3_600_000;

/** How many rows lie from `start` to the next bin's start. */
export interface Bin {
  readonly start: number;
  readonly rows: number;
}

/**
 * Whether a query may be read in slices of time, and give what it gives in one: not a person's own text, nor one whose
 * buckets ask beyond their own borders (fills, derivatives, integrals), nor one whose buckets a zone or a calendar shifts.
 */
export function sliceable(query: SeriesQuery): boolean {
  if (ownText(query) !== undefined) return false;
  if (query.aggregate === 'none') return true;
  if (query.fill !== undefined || query.aggregate === 'derivative' || query.aggregate === 'integral') return false;
  return query.zone === undefined || query.zone === 'UTC' ? DAY % query.everyMs === 0 : QUARTER % query.everyMs === 0;
}

/** The most buckets a series of a query can have; Infinity for raw points. */
export const bucketsOf = ({ aggregate, everyMs, range }: SeriesQuery): number =>
  aggregate === 'none' ? Number.POSITIVE_INFINITY : Math.ceil((range.stop - range.start) / everyMs) + 1;

/** Whether a query may be large enough that its rows are worth counting first. */
export function worthCounting(query: SeriesQuery): boolean {
  if (query.aggregate === 'none') return query.range.stop - query.range.start > SOON_READ_MS;
  const series = query.fields.length * (query.groupBy.length === 0 ? 1 : SERIES_GUESSED);
  return bucketsOf(query) * series > ROWS_A_SLICE;
}

/**
 * The range cut into slices of about as many rows each, at borders of the query's buckets; one slice when there is little.
 * `bins` count the rows in time order, the first from no later than the range's start.
 */
export function slicesOf(query: SeriesQuery, bins: readonly Bin[], rowsASlice = ROWS_A_SLICE): readonly TimeRange[] {
  const { start, stop } = query.range;
  const total = bins.reduce((sum, { rows }) => sum + rows, 0);
  const wanted = Math.max(rowsASlice, total / MOST_SLICES);
  const step = query.aggregate === 'none' ? 1 : query.everyMs;
  const cuts: number[] = [];
  const cut = (t: number): void => {
    const border = Math.ceil(t / step) * step;
    if (border > (cuts.at(-1) ?? start) && border < stop) cuts.push(border);
  };
  let held = 0;
  bins.forEach(({ start: from, rows }, i) => {
    const to = bins[i + 1]?.start ?? stop;
    if (held > 0 && held + rows > wanted) {
      cut(from);
      held = 0;
    }
    const parts = Math.ceil(rows / wanted);
    for (let k = 1; k < parts; k++) cut(from + ((to - from) * k) / parts);
    held += rows / Math.max(1, parts);
  });
  return [start, ...cuts].map((from, i) => ({ start: from, stop: cuts[i] ?? stop }));
}
