import { memberOf } from '../base/definition';
import { StudioError, throwIfCancelled } from '../base/errors';
import { breathe, type JobContext } from '../base/job';
import { checked } from '../base/params';
import { first, length, type SeriesFrame } from '../frame/frame';
import { shapers } from '../shaping';
import type { Shaper } from '../shaping/types';
import type { Step } from './recipe';

/** The series at one place of the list, in figures over all of them. */
export interface ShapeFigures {
  readonly series: number;
  /** Points on their axes, missing values counted. */
  readonly points: number;
  readonly missing: number;
  /** Of the values present; NaN when there are none. */
  readonly min: number;
  readonly max: number;
}

/** What a step did: the series before and after it, and sentences about what it met. */
export interface StepReport {
  readonly before: ShapeFigures;
  readonly after: ShapeFigures;
  readonly notes: readonly string[];
}

/** The series after all steps; a report for each step of the list, absent for one that is off. */
export interface ShapedSeries {
  readonly frames: readonly SeriesFrame[];
  readonly reports: readonly (StepReport | undefined)[];
}

/**
 * Takes the steps that are on, in order, on all series read.
 * @throws StudioError as the step did, with the step's number in its words and `steps.<index>.<parameter>` as its place;
 * `empty` when nothing is left; `cancelled`.
 */
export async function shape(
  { frames, steps }: { readonly frames: readonly SeriesFrame[]; readonly steps: readonly Step[] },
  ctx: JobContext,
): Promise<ShapedSeries> {
  let series: readonly SeriesFrame[] = frames.flatMap((frame) =>
    frame.columns.length === 1 ? frame : frame.columns.map((column) => ({ ...frame, columns: [column] })),
  );
  const reports: (StepReport | undefined)[] = [];
  let before = figuresOf(series);
  for (const [index, step] of steps.entries()) {
    throwIfCancelled(ctx.signal);
    if (step.off === true) {
      reports.push(undefined);
      continue;
    }
    const title = shapers.find(({ id }) => id === step.id)?.title ?? step.id;
    ctx.progress({ phase: 'Preparing', part: title, done: index, total: steps.length, unit: 'steps' });
    await breathe();
    try {
      const member = memberOf<Shaper>(shapers, step.id);
      const shaper = await member.load();
      const { frames: next, notes } = await shaper.shape(series, checked(member.params, step.params), ctx);
      series = next;
      const after = figuresOf(series);
      reports.push({ before, after, notes });
      before = after;
    } catch (error) {
      throw atStep(error, index, title);
    }
    if (before.points === 0) {
      throw atStep(
        new StudioError('empty', 'Nothing is left after this step.', { next: 'Change it, or turn it off.' }),
        index,
        title,
      );
    }
  }
  return { frames: series, reports };
}

/** The same failure, with the step it happened in said first. */
function atStep(error: unknown, index: number, title: string): unknown {
  if (!(error instanceof StudioError) || error.code === 'cancelled') return error;
  return new StudioError(error.code, `Step ${index + 1}, ${title.toLowerCase()}: ${error.message}`, {
    place: `steps.${index}${error.place === undefined ? '' : `.${error.place}`}`,
    ...(error.next !== undefined && { next: error.next }),
    ...(error.value !== undefined && { value: error.value }),
    cause: error,
  });
}

/** Figures over several series. */
export function figuresOf(series: readonly SeriesFrame[]): ShapeFigures {
  let points = 0;
  let missing = 0;
  let min = Number.NaN;
  let max = Number.NaN;
  for (const frame of series) {
    points += length(frame);
    for (const value of first(frame).values) {
      if (Number.isNaN(value)) missing++;
      else {
        if (!(value >= min)) min = value;
        if (!(value <= max)) max = value;
      }
    }
  }
  return { series: series.length, points, missing, min, max };
}
