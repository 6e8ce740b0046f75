import { StudioError } from '../base/errors';

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

/** The commonest step between points (the median), or NaN under two points. */
export function typicalStep(time: Float64Array): number {
  if (time.length < 2) return Number.NaN;
  const steps = Float64Array.from({ length: time.length - 1 }, (_, i) => (time[i + 1] as number) - (time[i] as number));
  steps.sort();
  return steps[steps.length >>> 1] as number;
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
 * time that is not a number left out. Marks a regular axis. The report counts what was mended.
 */
export function build(
  time: Float64Array,
  columns: readonly Column[],
): { readonly frame: SeriesFrame; readonly report: BuildReport } {
  const n = time.length;
  let badTimes = 0;
  let unordered = 0;
  let sorted = true;
  let latest = Number.NEGATIVE_INFINITY;
  const order: number[] = [];
  for (let i = 0; i < n; i++) {
    const t = time[i] as number;
    if (!Number.isFinite(t)) {
      badTimes++;
      continue;
    }
    if (t < latest) {
      unordered++;
      sorted = false;
    } else latest = t;
    order.push(i);
  }
  if (!sorted) order.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b);
  const kept: number[] = [];
  let duplicates = 0;
  for (const i of order) {
    const last = kept.length - 1;
    if (last >= 0 && time[kept[last] as number] === time[i]) {
      kept[last] = i;
      duplicates++;
    } else kept.push(i);
  }
  let infinite = 0;
  const clean = columns.map((column) => ({
    ...column,
    values: Float64Array.from(kept, (i) => {
      const value = column.values[i] as number;
      if (Number.isFinite(value) || Number.isNaN(value)) return value;
      infinite++;
      return Number.NaN;
    }),
  }));
  const frame = markRegular({ time: Float64Array.from(kept, (i) => time[i] as number), columns: clean });
  return { frame, report: { rows: n, badTimes, infinite, duplicates, unordered } };
}
