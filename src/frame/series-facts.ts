import type { SeriesFrame } from './frame';
import { usualStep } from './usual-step';

/** What can be said of one series read at a glance. */
export interface SeriesFacts {
  readonly name: string;
  /** Values that are there. */
  readonly points: number;
  /** Stretches without values, inside the series. */
  readonly gaps: number;
  /** The longest of them, in milliseconds. */
  readonly longestGapMs: number;
  /** The value before the end, or NaN when there is none. */
  readonly last: number;
  /** Whether every step is the same. */
  readonly regular: boolean;
  /** The commonest step; NaN under two points. */
  readonly stepMs: number;
  /** The first and last moment with a value; NaN when there is none. */
  readonly from: number;
  readonly to: number;
}

/** Facts of a frame of one column. A gap is a wait between two values of more than one and a half steps. */
export function factsOf(name: string, frame: SeriesFrame): SeriesFacts {
  const stepMs = frame.stepMs ?? usualStep(frame.time);
  const values = frame.columns[0]?.values ?? new Float64Array(0);
  let points = 0;
  let gaps = 0;
  let longestGapMs = 0;
  let last = Number.NaN;
  let from = Number.NaN;
  let to = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const time = frame.time[i] as number;
    if (points === 0) from = time;
    else if (time - to > 1.5 * stepMs) {
      gaps++;
      longestGapMs = Math.max(longestGapMs, time - to - stepMs);
    }
    points++;
    to = time;
    last = value;
  }
  return { name, points, gaps, longestGapMs, last, regular: frame.stepMs !== undefined, stepMs, from, to };
}
