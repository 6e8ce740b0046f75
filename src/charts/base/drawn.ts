import { everyPoint } from '../../math/downsample/min-max';
import { NOWHERE } from '../../math/downsample/pyramid';
import type { Points } from '../../math/downsample/view';
import type { Curve } from '../types';

/**
 * The points of a curve to draw: those that were picked, else all it has, its absent points opened where it knows of such.
 * Undefined = the columns as they are. Its whole time is spanned, missing values at an end included.
 */
export function pointsOf(curve: Curve, picked: Points | undefined): Points | undefined {
  const { time, values, breakMs } = curve;
  const to = time.length;
  if (picked === undefined && breakMs === undefined) return undefined;
  const points = picked ?? everyPoint(time, values, { from: 0, to }, breakMs);
  const ahead = to > 0 && points[0] !== 0;
  const behind = to > 0 && points.length > 0 && points.at(-1) !== to - 1;
  if (!ahead && !behind) return points;
  const framed = new Uint32Array(points.length + Number(ahead) + Number(behind)).fill(NOWHERE);
  framed.set(points, Number(ahead));
  return framed;
}

/** A column at the points drawn, NaN where the line breaks. */
export function columnAt(points: Points | undefined, column: Float64Array): Float64Array {
  if (points === undefined) return column;
  return Float64Array.from(points, (point) => (point === NOWHERE ? Number.NaN : (column[point] as number)));
}

/** Times of the points drawn: a break stands midway between its neighbours, or at the very end. */
export function timesAt(points: Points | undefined, time: Float64Array): Float64Array {
  if (points === undefined) return time;
  const last = points.length - 1;
  return Float64Array.from(points, (point, i) => {
    if (point !== NOWHERE) return time[point] as number;
    if (i === 0) return time[0] as number;
    if (i === last) return time.at(-1) as number;
    return ((time[points[i - 1] as number] as number) + (time[points[i + 1] as number] as number)) / 2;
  });
}

/** Positions of the points drawn, for tables: all of them where none were picked. */
export const rowsOf = (picked: Points | undefined, length: number): readonly number[] =>
  picked === undefined ? Array.from({ length }, (_, i) => i) : [...picked].filter((point) => point !== NOWHERE);

/** The points of two curves on one axis together, with a break where `values` has one. */
export function united(a: Points | undefined, b: Points | undefined, values: Float64Array): Points | undefined {
  if (a === undefined || b === undefined) return undefined;
  const both = [...new Set([...a, ...b])].filter((point) => point !== NOWHERE).sort((one, other) => one - other);
  return Uint32Array.from(
    both.flatMap((point, i) => {
      const before = both[i - 1];
      const opens = before !== undefined && before + 1 < point && Number.isNaN(values[before + 1]);
      return opens ? [NOWHERE, point] : [point];
    }),
  );
}
