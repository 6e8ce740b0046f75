import { StudioError, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import { first, length, type SeriesFrame } from '../frame/frame';
import type { Forecast } from '../frame/parts';
import type { FittedForecaster, History } from './types';

/**
 * The values of a prepared history. @throws StudioError `bad-input` when it has gaps, `too-short` under `fewest` points.
 * @param place the parameter that asks for that many
 */
export function valuesOf({ frame }: History, fewest: number, place: string): Float64Array {
  const { values } = first(frame);
  if (values.length < fewest) {
    throw new StudioError('too-short', `This model needs ${fewest} points at least; the series has ${values.length}.`, {
      next: 'Read a longer time range.',
      place,
      value: values.length,
    });
  }
  if (!values.every(Number.isFinite)) {
    throw new StudioError('bad-input', 'The series has gaps, and a model needs a value at every step.', {
      next: 'Fill the gaps first, in the preparation.',
      place: 'preparation',
    });
  }
  return values;
}

/** The `horizon` times after a regular frame's end. @throws StudioError `bad-input` at `horizon`, or without a step. */
export function timesAfter(frame: SeriesFrame, horizon: number): Float64Array {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new StudioError('bad-input', 'A forecast needs a horizon of at least one step.', {
      next: 'Choose how far to look ahead.',
      place: 'horizon',
      value: horizon,
    });
  }
  const { stepMs, time } = frame;
  if (stepMs === undefined) {
    throw new StudioError('bad-input', 'The points are not one step apart, and a model counts in steps.', {
      next: 'Put the series on a regular grid first, in the preparation.',
      place: 'preparation',
    });
  }
  const end = time[length(frame) - 1] ?? Number.NaN;
  return Float64Array.from({ length: horizon }, (_, h) => end + (h + 1) * stepMs);
}

/**
 * A model that needs no training: what it keeps is plain JSON, and it forecasts each history by itself, at once.
 * @param point the forecast from one history's values; throws in words where it cannot
 */
export function closedForm(
  state: Readonly<Record<string, number>>,
  point: (history: History, horizon: number) => Float64Array,
): FittedForecaster {
  return {
    async predict({ histories, horizon }, ctx: JobContext): Promise<readonly Forecast[]> {
      throwIfCancelled(ctx.signal);
      return histories.map((history) => ({
        target: first(history.frame).key,
        time: timesAfter(history.frame, horizon),
        point: point(history, horizon),
        quantiles: [],
      }));
    },
    weights: async () => ({ state, tensors: [], networks: [] }),
    dispose: () => {},
  };
}

/** As many steps as a season or a horizon can have. */
export const isSteps = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1e6;

/** Kept weights of a closed-form forecaster that are not whole: a file may be anyone's. */
export const damaged = (): StudioError =>
  new StudioError('damaged', 'This saved model is not whole: what it has learned is missing or off.', {
    next: 'Train it again.',
  });
