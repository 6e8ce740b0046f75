/** Rows by time, and what was found on the way. */
interface Sorted {
  /** The rows to take, by time, equal ones as they stand; undefined = all of them as they stand. */
  readonly order: Uint32Array | undefined;
  /** Rows whose time is not a finite number; `order` goes without them. */
  readonly badTimes: number;
  /** Rows that come earlier than a row before them. */
  readonly unordered: number;
}

export interface Order extends Sorted {
  /** The rows to take, by time, the last of equal ones alone; undefined = all of them as they stand. */
  readonly order: Uint32Array | undefined;
  /** Rows that have the time of a row before them. */
  readonly duplicates: number;
}

/**
 * How to put rows in order of time, and keep the last of those that share one. Linear for rows in order, and n log r for r
 * runs that rise or fall each.
 */
export function orderOf(time: Float64Array): Order {
  const { order, ...counts } = sortedRows(time);
  const n = order?.length ?? time.length;
  let duplicates = 0;
  for (let i = 1; i < n; i++) if (at(time, order, i) === at(time, order, i - 1)) duplicates++;
  if (duplicates === 0) return { order, ...counts, duplicates };
  const kept = new Uint32Array(n - duplicates);
  let last = 0;
  for (let i = 0; i < n; i++) {
    if (i > 0 && at(time, order, i) !== at(time, order, i - 1)) last++;
    kept[last] = order === undefined ? i : (order[i] as number);
  }
  return { order: kept, ...counts, duplicates };
}

const at = (time: Float64Array, order: Uint32Array | undefined, i: number): number =>
  time[order === undefined ? i : (order[i] as number)] as number;

/**
 * The rows by time, equal ones as they stand. A merge sort that starts from the runs already in order, so that a file of
 * series one after the other costs a merge a series, one that begins with the newest row next to nothing.
 */
export function sortedRows(time: Float64Array): Sorted {
  const n = time.length;
  let badTimes = 0;
  let unordered = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const t = time[i] as number;
    if (!Number.isFinite(t)) badTimes++;
    else if (t < latest) unordered++;
    else latest = t;
  }
  if (badTimes === 0 && unordered === 0) return { order: undefined, badTimes, unordered };
  const order = new Uint32Array(n - badTimes);
  let kept = 0;
  for (let i = 0; i < n; i++) if (Number.isFinite(time[i] as number)) order[kept++] = i;
  return { order: unordered === 0 ? order : mergedRuns(time, order), badTimes, unordered };
}

function mergedRuns(time: Float64Array, rows: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  let ends = runsOf(time, rows);
  let from = rows;
  let to = new Uint32Array(rows.length);
  while (ends.length > 1) {
    const merged: number[] = [];
    let start = 0;
    for (let run = 0; run < ends.length; run += 2) {
      const middle = ends[run] as number;
      const end = ends[run + 1] ?? middle;
      merge(time, from, to, start, middle, end);
      merged.push(end);
      start = end;
    }
    [from, to] = [to, from];
    ends = merged;
  }
  return from;
}

/** Where the stretches in order end; those that only fall are turned round in `rows` first. */
function runsOf(time: Float64Array, rows: Uint32Array): number[] {
  const n = rows.length;
  const ends: number[] = [];
  const falls = (i: number): boolean => at(time, rows, i) < at(time, rows, i - 1);
  for (let start = 0; start < n; ) {
    let end = start + 1;
    const back = end < n && falls(end);
    while (end < n && falls(end) === back) end++;
    if (back) rows.subarray(start, end).reverse();
    ends.push(end);
    start = end;
  }
  return ends;
}

function merge(
  time: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
): void {
  let [a, b] = [start, middle];
  for (let i = start; i < end; i++) {
    const left = b >= end || (a < middle && at(time, from, a) <= at(time, from, b));
    to[i] = from[left ? a++ : b++] as number;
  }
}

/** Values at these places. */
export function picked(values: Float64Array, places: Uint32Array): Float64Array<ArrayBuffer> {
  const found = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) found[i] = values[places[i] as number] as number;
  return found;
}
