import { type Column, lowerBound, markRegular, type SeriesFrame, type TimeRange, within } from './frame';

/** The last time any of the frames holds; NaN when they hold none. What is newer begins there. */
export function lastTime(frames: readonly SeriesFrame[]): number {
  const last = frames.map(({ time }) => time.at(-1)).filter((t) => t !== undefined);
  return last.length === 0 ? Number.NaN : last.reduce((a, b) => Math.max(a, b));
}

const labelsOf = (labels: Column['labels']): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What tells a frame from the others of its query: what its columns have in common. */
function identity({ columns: [first] }: SeriesFrame): string {
  const { _field, _unit, ...labels } = first?.labels ?? {};
  return labelsOf(labels);
}

const columnIdentity = ({ key, labels }: Column): string => `${key} ${labelsOf(labels)}`;

/**
 * Frames of a query with those of the same query read later from `from` on: at and after it the newer ones alone count, so
 * that a last bucket which was not complete is replaced. Series that are new come last; what the newer ones lack ends at
 * `from`, and a frame of which nothing is left is gone. Gives new arrays; neither input is changed.
 */
export function extended(
  old: readonly SeriesFrame[],
  newer: readonly SeriesFrame[],
  from: number,
): readonly SeriesFrame[] {
  const waiting = new Map(newer.map((frame) => [identity(frame), frame]));
  const grown = old.map((frame) => {
    const id = identity(frame);
    const more = waiting.get(id);
    waiting.delete(id);
    return joined(frame, more, from);
  });
  return [...grown, ...[...waiting.values()].map((frame) => joined(undefined, frame, from))].filter(
    ({ time }) => time.length > 0,
  );
}

/**
 * Frames of a query with those of the same query read later over a stretch of its time: within it, from `start` on, the
 * newer ones alone count; what stands at `stop` or after it stays. Neither input is changed.
 */
export function filled(
  old: readonly SeriesFrame[],
  newer: readonly SeriesFrame[],
  { start, stop }: TimeRange,
): readonly SeriesFrame[] {
  const after = old.map((frame) => within(frame, { start: stop, stop: Number.POSITIVE_INFINITY }));
  const until = extended(old, newer, start);
  return after.every(({ time }) => time.length === 0) ? until : extended(until, after, stop);
}

const nothing: SeriesFrame = { time: new Float64Array(), columns: [] };

function joined(old: SeriesFrame = nothing, newer: SeriesFrame = nothing, from: number): SeriesFrame {
  const cut = lowerBound(old.time, Math.min(from, newer.time[0] ?? from));
  const length = cut + newer.time.length;
  const chained = (before: Float64Array | undefined, after: Float64Array | undefined): Float64Array => {
    const values = new Float64Array(length);
    if (before === undefined) values.fill(Number.NaN, 0, cut);
    else values.set(before.subarray(0, cut));
    if (after === undefined) values.fill(Number.NaN, cut);
    else values.set(after, cut);
    return values;
  };
  const columns = new Map(old.columns.map((column) => [columnIdentity(column), { column, before: column.values }]));
  const added = newer.columns.filter((column) => !columns.has(columnIdentity(column)));
  const later = new Map(newer.columns.map((column) => [columnIdentity(column), column.values]));
  return markRegular({
    time: chained(old.time, newer.time),
    columns: [
      ...[...columns].map(([id, { column, before }]) => ({ ...column, values: chained(before, later.get(id)) })),
      ...added.map((column) => ({ ...column, values: chained(undefined, column.values) })),
    ],
  });
}
