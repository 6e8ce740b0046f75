import { throwIfCancelled } from '../../base/errors';
import { first } from '../../frame/frame';
import type { Forecast, Weights } from '../../frame/parts';
import { pacer } from '../../math/pace';
import { damaged, isSteps, timesAfter, valuesOf } from '../request';
import type { FittedForecaster, Forecaster, Training } from '../types';
import { type Lesson, type LinearMap, learnAlone, learnShared, lessonOf, type Params } from './learn';

/** A series takes a map of its own where that was off by less than so much of what the shared one was. */
const CLEARLY = 0.9;

/**
 * A linear map from the last window of a series, less its last value, to each step ahead (Zeng et al., Are transformers
 * effective for time series forecasting? 2023, their NLinear), solved by ridge regression over all windows of the history
 * instead of by training. Many series share a
 * map, but for those that one of their own forecasts clearly better.
 */
export const linearForecaster: Forecaster<Params> = {
  async fit(training, params, ctx) {
    throwIfCancelled(ctx.signal);
    return mapping((await learnAlone(lessonOf(training, params), params, pacer(ctx.signal))).map);
  },
  async fitTogether(trainings, params, ctx) {
    const pace = pacer(ctx.signal);
    const lessons = trainings.map((training) => lessonOrNothing(training, params));
    const fitted: (FittedForecaster | undefined)[] = trainings.map(() => undefined);
    for (const pool of poolsOf(lessons)) {
      const members = pool.map((i) => lessons[i] as Lesson);
      const shared = members.length > 1 ? await learnShared(members, params, pace) : undefined;
      for (const [k, i] of pool.entries()) {
        const own = await learnAlone(members[k] as Lesson, params, pace);
        const together = CLEARLY * (shared?.errors[k] ?? Number.POSITIVE_INFINITY) <= own.choice.error;
        fitted[i] = mapping(shared !== undefined && together ? shared.map : own.map);
        ctx.progress({
          phase: 'Fitting',
          done: fitted.filter(Boolean).length,
          total: trainings.length,
          unit: 'series',
        });
      }
    }
    return fitted;
  },
  async restore(weights) {
    return mapping(mapOf(weights));
  },
};

function lessonOrNothing(training: Training, params: Params): Lesson | undefined {
  try {
    return lessonOf(training, params);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'too-short') return undefined;
    throw error;
  }
}

/** Series of one horizon and the same windows, by their places. */
function poolsOf(lessons: readonly (Lesson | undefined)[]): readonly (readonly number[])[] {
  const pools: Record<string, number[]> = {};
  for (const [i, lesson] of lessons.entries()) {
    if (lesson === undefined) continue;
    const name = `${lesson.horizon} ${lesson.lookbacks.join()}`;
    pools[name] = [...(pools[name] ?? []), i];
  }
  return Object.values(pools);
}

function mapping(map: LinearMap): FittedForecaster {
  const { lookback, horizon: direct, weights } = map;
  return {
    async predict({ histories, horizon }, ctx): Promise<readonly Forecast[]> {
      const pace = pacer(ctx.signal);
      const forecasts: Forecast[] = [];
      for (const { frame, ...history } of histories) {
        const time = timesAfter(frame, horizon);
        const x = valuesOf({ frame, ...history }, lookback, 'range').slice(-lookback);
        forecasts.push({ target: first(frame).key, time, point: ahead(x, map, horizon), quantiles: [] });
        await pace(lookback * Math.max(horizon, direct));
      }
      return forecasts;
    },
    weights: async () => ({
      state: { lookback, horizon: direct },
      tensors: [{ name: 'window', shape: [lookback, direct], data: weights }],
      networks: [],
    }),
    learnedOnce: true,
    dispose: () => {},
  };
}

/** `horizon` steps after a window; farther than the map reaches, from its own forecast on. */
function ahead(window: Float64Array, { lookback, horizon: direct, weights }: LinearMap, horizon: number): Float64Array {
  const known = new Float64Array(lookback + horizon);
  known.set(window);
  for (let end = lookback; end < known.length; end += direct) {
    const last = known[end - 1] as number;
    const steps = Math.min(direct, known.length - end);
    for (let h = 0; h < steps; h++) known[end + h] = last;
    for (let i = 0; i < lookback; i++) {
      const change = (known[end - lookback + i] as number) - last;
      for (let h = 0; h < steps; h++)
        known[end + h] = (known[end + h] as number) + change * (weights[i * direct + h] as number);
    }
  }
  return known.slice(lookback);
}

function mapOf({ state: { lookback, horizon }, tensors }: Weights): LinearMap {
  const weights = tensors.find(({ name }) => name === 'window')?.data;
  if (
    !isSteps(lookback) ||
    !isSteps(horizon) ||
    weights?.length !== lookback * horizon ||
    !weights.every(Number.isFinite)
  )
    throw damaged();
  return { lookback, horizon, weights };
}
