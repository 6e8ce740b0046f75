/** How many of these times stand after a later one; times that are no number do not count. */
export function unorderedIn(time: Float64Array): number {
  let latest = Number.NEGATIVE_INFINITY;
  let found = 0;
  for (let i = 0; i < time.length; i++) {
    const t = time[i] as number;
    if (t < latest) found++;
    else if (t > latest) latest = t;
  }
  return found;
}

/**
 * The order that sorts times, equal ones as they stand: places of `time`, ascending. A merge sort that starts from the
 * runs already in order, so that a file of series one after the other costs a merge a series, one that begins with the
 * newest row next to nothing.
 */
export function timeOrder(time: Float64Array): Uint32Array {
  const n = time.length;
  let from = Uint32Array.from({ length: n }, (_, i) => i);
  let ends = runsOf(time, from);
  let to = new Uint32Array(n);
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

/** Where the stretches in order end; those that only go back are turned round in `order` first. */
function runsOf(time: Float64Array, order: Uint32Array): number[] {
  const n = time.length;
  const ends: number[] = [];
  let start = 0;
  while (start < n) {
    let end = start + 1;
    const back = end < n && (time[end] as number) < (time[start] as number);
    while (end < n && (time[end] as number) < (time[end - 1] as number) === back) end++;
    if (back) order.subarray(start, end).reverse();
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
    const left = b >= end || (a < middle && (time[from[a] as number] as number) <= (time[from[b] as number] as number));
    to[i] = from[left ? a++ : b++] as number;
  }
}

/** Values at these places. */
export function picked(values: Float64Array, places: Uint32Array): Float64Array<ArrayBuffer> {
  const found = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) found[i] = values[places[i] as number] as number;
  return found;
}
