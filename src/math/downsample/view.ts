import { lowerBound } from '../../frame/frame';
import { minMaxLttb } from './lttb';
import { minMax, spanOf } from './min-max';
import { exactLook, NOWHERE, type Pyramid, quickLook } from './pyramid';

/** What is kept of a line with more points than pixels: every spike (min-max), or its shape (LTTB). */
export type Keep = 'spikes' | 'shape';

/** A stretch of time in so many pixels. */
export interface Window {
  readonly start: number;
  readonly stop: number;
  readonly width: number;
  readonly keep: Keep;
  /** Neighbours further apart break the line; absent = only missing values do. */
  readonly breakMs?: number;
}

/** Points to draw, as positions in their series; `NOWHERE` = the line breaks here. */
export type Points = Uint32Array<ArrayBuffer>;

/** What can be said of a whole series in one pass. */
export interface Facts {
  /** The least and the largest value; NaN when there is none. */
  readonly low: number;
  readonly high: number;
  readonly missing: number;
}

/** What to draw of a window: at most about two points a pixel; how many it truly holds; and what is known of the whole. */
export interface View {
  readonly points: Points;
  readonly inside: number;
  readonly facts: Facts;
}

/** The points that draw a window of a series. */
export function viewOf(time: Float64Array, pyramid: Pyramid, window: Window): View {
  const { start, stop, width, keep, breakMs } = window;
  const span = spanOf(time, start, stop);
  const look = exactLook(pyramid);
  const points =
    keep === 'spikes'
      ? minMax(time, pyramid.values, look, span, width, breakMs)
      : minMaxLttb(time, pyramid.values, look, span, 2 * width, breakMs);
  const past = lowerBound(time, stop);
  const { low, high } = look(0, time.length);
  const facts = { low: valueAt(pyramid, low), high: valueAt(pyramid, high), missing: pyramid.missing };
  return { points, facts, inside: past + (time[past] === stop ? 1 : 0) - lowerBound(time, start) };
}

const valueAt = ({ values }: Pyramid, at: number): number => (at === NOWHERE ? Number.NaN : (values[at] as number));

/** A first picture of a whole series at once: some points of every pixel, blind to lone spikes. */
export const glance = (time: Float64Array, values: Float64Array, width: number, breakMs?: number): Points =>
  minMax(time, values, quickLook(values), { from: 0, to: time.length }, width, breakMs);

/** The points of a part put into those of the whole in the place of what they had there; breaks beside it stay. */
export function spliced(whole: Points, part: Points): Points {
  const [first] = part;
  const last = part.at(-1);
  if (first === undefined || last === undefined) return whole;
  const reached = whole.findIndex((point) => point !== NOWHERE && point >= first);
  const head = reached < 0 ? whole.length : reached;
  const passed = whole.findIndex((point) => point !== NOWHERE && point > last);
  const beyond = passed < 0 ? whole.length : passed;
  const tail = beyond > head && beyond < whole.length && whole[beyond - 1] === NOWHERE ? beyond - 1 : beyond;
  const points = new Uint32Array(head + part.length + whole.length - tail);
  points.set(whole.subarray(0, head));
  points.set(part, head);
  points.set(whole.subarray(tail), head + part.length);
  return points;
}
