/** Rows by time, and what was found on the way. */
export interface Order {
  /** The rows to take, by time, the last of equal ones alone; undefined = all of them as they stand. */
  readonly order: Uint32Array | undefined;
  /** Rows whose time is not a finite number. */
  readonly badTimes: number;
  /** Rows that have the time of a row before them. */
  readonly duplicates: number;
  /** Rows that come earlier than a row before them. */
  readonly unordered: number;
}

/** How to put rows in order of time. Linear for rows in order, and n log r for r runs that are in order each. */
export function orderOf(time: Float64Array): Order {
  const n = time.length;
  let badTimes = 0;
  let unordered = 0;
  let rising = true;
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const t = time[i] as number;
    if (!Number.isFinite(t)) {
      badTimes++;
      rising = false;
    } else if (t > latest) latest = t;
    else {
      rising = false;
      if (t < latest) unordered++;
    }
  }
  if (rising) return { order: undefined, badTimes, duplicates: 0, unordered };
  const order = new Uint32Array(n - badTimes);
  let kept = 0;
  for (let i = 0; i < n; i++) if (Number.isFinite(time[i] as number)) order[kept++] = i;
  const sorted = unordered === 0 ? order : mergedRuns(time, order);
  let last = 0;
  for (let i = 1; i < sorted.length; i++) {
    if (time[sorted[i] as number] !== time[sorted[last] as number]) last++;
    sorted[last] = sorted[i] as number;
  }
  const length = Math.min(sorted.length, last + 1);
  return { order: sorted.subarray(0, length), badTimes, duplicates: sorted.length - length, unordered };
}

/** A stable merge sort of rows by time that begins with the runs which are in order already. */
function mergedRuns(time: Float64Array, rows: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  let from = rows;
  let to = new Uint32Array(rows.length);
  const at = (i: number): number => time[from[i] as number] as number;
  let starts = [0];
  for (let i = 1; i < rows.length; i++) if (at(i) < at(i - 1)) starts.push(i);
  while (starts.length > 1) {
    const next: number[] = [];
    for (let run = 0; run < starts.length; run += 2) {
      const left = starts[run] as number;
      const middle = starts[run + 1] ?? rows.length;
      const end = starts[run + 2] ?? rows.length;
      next.push(left);
      let [a, b] = [left, middle];
      for (let k = left; k < end; k++) to[k] = from[b < end && (a >= middle || at(b) < at(a)) ? b++ : a++] as number;
    }
    [from, to] = [to, from];
    starts = next;
  }
  return from;
}
