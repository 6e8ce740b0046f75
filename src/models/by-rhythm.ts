import type { JobContext } from '../base/job';
import { first } from '../frame/frame';
import type { Forecast, Weights } from '../frame/parts';
import { type Beat, beatFor, fewestFor, fewestPoints, type Rhythm } from '../math/forecast/rhythm';
import { type Pace, pacer } from '../math/pace';
import { damaged, isSteps, timesAfter, valuesOf } from './request';
import type { FittedForecaster, Training } from './types';

/** What is learned from: the values before the validation part, or all where those are too few, and their beat. */
export interface Learnable extends Beat {
  readonly x: Float64Array;
}

/** @throws StudioError `too-short` at `range` where the values are too few for any rhythm */
export function learnable({ history, validation, horizon }: Training): Learnable {
  const values = valuesOf(history, fewestPoints, 'range');
  const seasons = history.periods ?? [history.period];
  const before = values.slice(0, Math.max(fewestPoints, values.length - validation));
  return {
    x: before,
    ...(beatFor(before, seasons, horizon) ?? { rhythm: { kind: 'slow', year: undefined }, horizon: 1 }),
  };
}

/** The beat as kept weights have it. @throws StudioError `damaged` where it is none. */
export function beatOf({ state: { rhythm, horizon } }: Weights): Beat {
  if (!isRhythm(rhythm) || !isSteps(horizon)) throw damaged();
  return { rhythm, horizon };
}

function isRhythm(value: unknown): value is Rhythm {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const { kind, day, week, year } = value as Record<string, unknown>;
  if (kind === 'daily') return isSteps(day) && isSteps(week) && day <= week;
  return kind === 'slow' && (year === undefined || isSteps(year));
}

/**
 * A fitted model that forecasts each history by itself from its end, `horizon` of the beat at once; farther ahead it goes on
 * from its own forecast. Breathes, and stops within a step of a cancel.
 */
export function byHistory(
  weights: Weights,
  beat: Beat,
  forecast: (x: Float64Array, pace: Pace) => Promise<Float64Array>,
): FittedForecaster {
  const point = async (x: Float64Array, horizon: number, pace: Pace): Promise<Float64Array> => {
    const known = new Float64Array(x.length + horizon);
    known.set(x);
    for (let end = x.length; end < known.length; end += beat.horizon) {
      const next = await forecast(known.slice(0, end), pace);
      known.set(next.subarray(0, known.length - end), end);
    }
    return known.slice(x.length);
  };
  return {
    async predict({ histories, horizon }, ctx: JobContext): Promise<readonly Forecast[]> {
      const pace = pacer(ctx.signal);
      const forecasts: Forecast[] = [];
      for (const history of histories) {
        const time = timesAfter(history.frame, horizon);
        const x = valuesOf(history, fewestFor(beat), 'range');
        const target = first(history.frame).key;
        forecasts.push({ target, time, point: await point(x, horizon, pace), quantiles: [] });
        await pace(x.length * horizon);
      }
      return forecasts;
    },
    weights: async () => weights,
    dispose: () => {},
  };
}
