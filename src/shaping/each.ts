import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { first, length, type SeriesFrame, withValues } from '../frame/frame';
import { seriesName } from '../frame/table';
import { finite } from '../math/finite';
import { type Pace, pacer } from '../math/pace';
import { isMeant } from './only';
import type { Shaped } from './types';

/** What became of one series: the frame, and what was met on the way, said with the series' name before it. */
export interface OneShaped {
  readonly frame: SeriesFrame;
  readonly note?: string;
}

/**
 * Takes a step on each of the series meant, one after the other; the others are handed on as they are.
 * @throws StudioError `bad-input` at `only` when no series has such a name; `cancelled`.
 */
export async function each(
  frames: readonly SeriesFrame[],
  only: string,
  ctx: JobContext,
  change: (frame: SeriesFrame, pace: Pace) => OneShaped | Promise<OneShaped>,
): Promise<Shaped> {
  const pace = pacer(ctx.signal);
  const means = isMeant(only);
  const notes: string[] = [];
  const shaped: SeriesFrame[] = [];
  let taken = 0;
  for (const frame of frames) {
    const name = seriesName(frame);
    if (!means(name)) {
      shaped.push(frame);
      continue;
    }
    taken++;
    const one = await change(frame, pace);
    await pace(10 * length(frame) + 1000);
    if (one.note !== undefined) notes.push(frames.length > 1 ? `${name}: ${one.note}` : capital(one.note));
    shaped.push(one.frame);
  }
  if (taken === 0 && frames.length > 0) {
    throw new StudioError('bad-input', `There is no series “${only}” here.`, {
      next: `Name one of ${frames
        .slice(0, 3)
        .map((frame) => seriesName(frame))
        .join(', ')}${frames.length > 3 ? ', …' : ''}, or leave it empty.`,
      place: 'only',
      value: only,
    });
  }
  return { frames: shaped, notes };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The same axis with other values, infinities held at the largest number, and a unit that says what was done. */
export function changed(frame: SeriesFrame, values: Float64Array, unit?: (own: string) => string): SeriesFrame {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) values[i] = finite(value);
  }
  const next = withValues(frame, values);
  return unit === undefined ? next : inUnit(next, unit);
}

/** The frame with its unit said anew; one without a unit hands on the empty one. */
export function inUnit(frame: SeriesFrame, unit: (own: string) => string): SeriesFrame {
  const column = first(frame);
  const _unit = unit(column.labels._unit ?? '');
  return { ...frame, columns: [{ ...column, labels: { ...column.labels, _unit } }] };
}

/** `change in MW`; just `change` without a unit of its own. */
export const of = (what: string, joint: string, own: string): string => (own === '' ? what : `${what} ${joint} ${own}`);

/** Counted in words: `1 value`, `1,204 values`. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** The frame without the points at the places marked; a regular axis may be one no longer. */
export function without(frame: SeriesFrame, from: number): SeriesFrame {
  return {
    ...frame,
    time: frame.time.slice(from),
    columns: frame.columns.map((column) => ({ ...column, values: column.values.slice(from) })),
  };
}
