import { heldOver, interpolatedIn } from './interpolate';

/** Whether two axes are one and the same. */
export function sameAxis(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The times of any of several axes (`union`) or of all of them (`intersection`), strictly increasing. */
export function axisOf(axes: readonly Float64Array[], which: 'union' | 'intersection'): Float64Array {
  const [head, ...rest] = axes;
  if (head === undefined) return new Float64Array();
  const join = which === 'union' ? united : shared;
  return rest.reduce((axis, other) => (sameAxis(axis, other) ? axis : join(axis, other)), head);
}

function united(a: Float64Array, b: Float64Array): Float64Array {
  const axis = new Float64Array(a.length + b.length);
  let n = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY];
    axis[n++] = Math.min(x, y);
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return axis.slice(0, n);
}

function shared(a: Float64Array, b: Float64Array): Float64Array {
  const axis = new Float64Array(Math.min(a.length, b.length));
  let n = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) axis[n++] = x;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return axis.slice(0, n);
}

/** What stands between the points of a series when it is put on another axis. */
export type Between = 'none' | 'previous' | 'linear';

/**
 * The values of a series at the times of another axis: its own where it has a point there; elsewhere missing (`none`), the
 * value before (`previous`) or on the line between its neighbours (`linear`), never before its first or after its last.
 */
export function onAxis(time: Float64Array, values: Float64Array, axis: Float64Array, between: Between): Float64Array {
  if (sameAxis(time, axis)) return values;
  const at = new Float64Array(axis.length).fill(Number.NaN);
  if (time.length === 0) return at;
  const known = between === 'none' ? values : between === 'previous' ? heldOver(values) : interpolatedIn(time, values);
  const from = between === 'none' ? 0 : values.findIndex((value) => !Number.isNaN(value));
  if (from < 0) return at;
  const last = between === 'none' ? time.length - 1 : values.findLastIndex((value) => !Number.isNaN(value));
  for (let i = 0, j = from; i < axis.length; i++) {
    const t = axis[i] as number;
    if (t < (time[from] as number)) continue;
    if (t > (time[last] as number)) break;
    while (j < last && (time[j + 1] as number) <= t) j++;
    const before = time[j] as number;
    const value = known[j] as number;
    if (before === t || between === 'previous') at[i] = value;
    else if (between === 'linear') {
      const share = (t - before) / ((time[j + 1] as number) - before);
      at[i] = value + ((known[j + 1] as number) - value) * share;
    }
  }
  return at;
}
