import { StudioError } from '../base/errors';
import { orderOf } from './order';

/** One series: values on its frame's axis. */
export interface Column {
  /** What a person calls it, unique in its frame: the field, or the measurement when there is one field only. */
  readonly key: string;
  /** NaN = missing. Never infinite. */
  readonly values: Float64Array;
  /** Where it comes from: tags, measurement (`_measurement`), field (`_field`), unit (`_unit`). */
  readonly labels: Readonly<Record<string, string>>;
}

/** Columns on one shared time axis. Immutable and structured-cloneable: no functions, no display settings. */
export interface SeriesFrame {
  /** Epoch milliseconds UTC, strictly increasing. */
  readonly time: Float64Array;
  readonly columns: readonly Column[];
  /** Present only when the axis is regular: every step has this length. */
  readonly stepMs?: number;
  /** Times are what the clock of the recipe's zone shows, as if it were UTC's: only inside a walk. Absent = moments. */
  readonly clock?: 'wall';
}

/** [start, stop), epoch milliseconds UTC, in InfluxDB's words. */
export interface TimeRange {
  readonly start: number;
  readonly stop: number;
}

/** What was mended while a frame was built from rows. */
export interface BuildReport {
  readonly rows: number;
  /** Rows whose time was not a finite number. */
  readonly badTimes: number;
  /** Values that were infinite and became NaN. */
  readonly infinite: number;
  /** Rows that had the time of a row before them; the last one wins, as in InfluxDB. */
  readonly duplicates: number;
  /** Rows that came earlier than a row before them and were sorted in. */
  readonly unordered: number;
}

/** The number of points of a frame. */
export const length = (frame: SeriesFrame): number => frame.time.length;

/** The frame's only or first column. @throws StudioError `empty` when it has none. */
export function first(frame: SeriesFrame): Column {
  const column = frame.columns[0];
  if (column === undefined)
    throw new StudioError('empty', 'There is no series here.', { next: 'Choose a field to read.' });
  return column;
}

/** The same frame with only its first column. */
export const leading = (frame: SeriesFrame): SeriesFrame =>
  frame.columns.length < 2 ? frame : { ...frame, columns: frame.columns.slice(0, 1) };

/** A frame of one column on a regular axis that starts at `start`. */
export function regular(start: number, stepMs: number, values: Float64Array, key = 'value'): SeriesFrame {
  const time = Float64Array.from(values, (_, i) => start + i * stepMs);
  return { time, columns: [{ key, values, labels: {} }], stepMs };
}

/** The same frame with only one of its columns. */
export function pick(frame: SeriesFrame, key: string): SeriesFrame {
  const column = frame.columns.find((candidate) => candidate.key === key);
  if (column === undefined) throw new StudioError('not-found', `There is no series “${key}” here.`, { value: key });
  return { ...frame, columns: [column] };
}

/** Points `from` (included) to `to` (excluded), as copies: a slice can be transferred. */
export function slice(frame: SeriesFrame, from: number, to: number = length(frame)): SeriesFrame {
  return {
    ...frame,
    time: frame.time.slice(from, to),
    columns: frame.columns.map((column) => ({ ...column, values: column.values.slice(from, to) })),
  };
}

/** Points whose time lies in [start, stop). */
export function within(frame: SeriesFrame, range: TimeRange): SeriesFrame {
  return slice(frame, lowerBound(frame.time, range.start), lowerBound(frame.time, range.stop));
}

/** The first index whose time is not before `t`. */
export function lowerBound(time: Float64Array, t: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] as number) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same axis and labels with other values for the first column. */
export function withValues(frame: SeriesFrame, values: Float64Array): SeriesFrame {
  const [head, ...rest] = frame.columns;
  if (head === undefined) return frame;
  return { ...frame, columns: [{ ...head, values }, ...rest] };
}

/**
 * The commonest step between points (the median), or NaN under two points. Linear in time: a step that more than half of
 * all are is found by the vote of Boyer and Moore (1981); only where there is none are the steps sorted.
 */
export function typicalStep(time: Float64Array): number {
  const n = time.length - 1;
  if (n < 1) return Number.NaN;
  const step = (i: number): number => (time[i + 1] as number) - (time[i] as number);
  let winner = 0;
  let lead = 0;
  for (let i = 0; i < n; i++) {
    if (lead === 0) winner = step(i);
    lead += step(i) === winner ? 1 : -1;
  }
  let votes = 0;
  for (let i = 0; i < n; i++) if (step(i) === winner) votes++;
  if (2 * votes > n) return winner;
  return Float64Array.from({ length: n }, (_, i) => step(i)).sort()[n >>> 1] as number;
}

/** A frame with `stepMs` set when every step is the same, and without it otherwise. */
export function markRegular(frame: SeriesFrame): SeriesFrame {
  const { time } = frame;
  const { stepMs: _, ...bare } = frame;
  if (time.length < 2) return bare;
  const step = (time[1] as number) - (time[0] as number);
  for (let i = 2; i < time.length; i++) {
    if ((time[i] as number) - (time[i - 1] as number) !== step) return bare;
  }
  return { ...bare, stepMs: step };
}

/**
 * A frame from rows in any order: sorted by time, the last of equal times kept, infinities made NaN, rows with a
 * time that is not a number left out. Marks a regular axis. The report counts what was mended. Where nothing is to mend,
 * the arrays are taken as they are, not copied.
 */
export function build(
  time: Float64Array,
  columns: readonly Column[],
): { readonly frame: SeriesFrame; readonly report: BuildReport } {
  const { order, ...report } = orderOf(time);
  let infinite = 0;
  const clean = columns.map((column) => {
    const values = order === undefined ? column.values : Float64Array.from(order, (i) => column.values[i] as number);
    const found = countInfinite(values);
    infinite += found;
    return {
      ...column,
      values: found === 0 ? values : values.map((value) => (Number.isFinite(value) ? value : Number.NaN)),
    };
  });
  const axis = order === undefined ? time : Float64Array.from(order, (i) => time[i] as number);
  return {
    frame: markRegular({ time: axis, columns: clean }),
    report: { rows: time.length, infinite, ...report },
  };
}

function countInfinite(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) count++;
  }
  return count;
}
